"""Pages of finding a service: what matters, which ones fit and why, the enquiry, who was asked, nothing found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palermo.directory.offers.queries import Found, Offer
from palermo.kit.choices import Unsaid
from palermo.kit.layout import Link
from palermo.kit.shown import FIELD
from palermo.kit.wizard import Answers, Step, Wizard
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.policies import CASES, NEEDS, CaseAction
from palermo.protection.cases.queries.cases import UNMET
from palermo.protection.cases.services.persons import record_coded
from palermo.protection.cases.views.common import READ_AND_WRITE, back_to, breadcrumbs
from palermo.protection.cases.words import NEED_KINDS
from palermo.protection.need_to_know.views.never_share import CHECK_TEMPLATE, warning
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.codes.matching import Unmet
from palermo.protection.referral.forms.matching import MattersForm, ServicesForm, UnmetForm
from palermo.protection.referral.forms.sending import ANSWER_WITHIN, EnquiryForm
from palermo.protection.referral.queries.matching import (
    chooses_by_exploitation,
    not_in_file,
    open_beside,
    referrals_of,
    said_where,
    service_names,
    services_for,
    unmet_need,
    zone_tonight,
)
from palermo.protection.referral.services.matching import (
    asked_of,
    chosen_refusal,
    ended_by_taking,
    record_unmet,
    send_enquiries,
    take_offer,
)
from palermo.protection.referral.services.sending import enquiry_leaves
from palermo.protection.referral.views.drafts import draft_about
from palermo.protection.referral.views.matching_components import (
    Listed,
    asked_table,
    leaves,
    not_offered,
    offered_choices,
    offered_hints,
)
from palermo.protection.referral.views.referral_page import enquiry_answers, enquiry_details, enquiry_labels
from palermo.protection.referral.views.sending import get_referral_to_work_on
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.policy import get_or_404
from palermo.trust.shown import ChangedSinceShown, shown_to


def _need(request: ActingRequest, need_id: UUID, *, action: CaseAction) -> Need:
    need = get_or_404(request.actor, NEEDS, Need.objects.select_related("case", "person"), need_id)
    CASES.require(request.actor, action, need.case)
    return need


@require_http_methods(READ_AND_WRITE)
def find_service(
    request: ActingRequest, need_id: UUID, step: str, beginning: UUID | None = None
) -> HttpResponse:
    """From a need to services that fit, and enquiries to one or several of them."""
    need = _need(request, need_id, action=CaseAction.REFER)
    listing: dict[str, list[Listed]] = {}
    missing = not_in_file(need.person)
    by_exploitation = cache(lambda: chooses_by_exploitation(need))

    @cache
    def look(matters: str) -> Found:
        """What the finder gives for the answers (as text, so that it is asked once a request)."""
        return services_for(request.actor, need, json.loads(matters), now=timezone.now())

    def found(answers: Answers) -> Found:
        what = look(json.dumps(dict(answers["matters"])))
        listing.update(not_offered(what))
        return what

    def chosen(answers: Answers) -> list[Offer]:
        wanted = set(answers["services"]["services"])
        return [offer for offer in found(answers).offered if str(offer.service.pk) in wanted]

    def of_services(answers: Answers) -> dict[str, Any]:
        offers = found(answers).offered
        by_id = {str(offer.service.pk): offer.service for offer in offers}

        def refusal(ids: Sequence[str]) -> str | None:
            return chosen_refusal([by_id[one] for one in ids])

        return {"offered": offered_choices(offers), "hints": offered_hints(offers), "refusal": refusal}

    def details(answers: Answers) -> dict[str, Any]:
        said = answers["matters"]
        told = {name: said[name] for name in ("gender", "languages") if said.get(name)}
        return {"details": {**enquiry_details(need), **told, "children": said["children"]}}

    store = draft_about(request, need, flow="find_service", beginning=beginning)

    def send(_request: ActingRequest, answers: Answers) -> HttpResponse:
        said = answers["enquiry"]
        send_enquiries(
            request.actor,
            need_id=need.pk,
            service_ids=[UUID(one) for one in answers["services"]["services"]],
            zone=said_where(answers["matters"]["zone"]),
            answers=enquiry_answers(said),
            answer_within=ANSWER_WITHIN[said["answer_within"]],
            shown=request.POST.get(FIELD, ""),
        )
        if answers["matters"].get("keep"):
            _keep(request, need, answers["matters"])
        return redirect(f"{reverse('protection:asked', args=[need.pk])}?done=sent")

    def url(name: str) -> str:
        return reverse("protection:find_service", args=[need.pk, store.beginning, name])

    wizard = Wizard(
        steps=[
            Step(
                name="matters",
                heading=gettext_lazy("What matters for finding a service"),
                lead=gettext_lazy("It stays in your office. What is not known excludes nothing."),
                form=MattersForm,
                arguments=lambda _answers: {
                    "missing": missing,
                    "by_exploitation": by_exploitation(),
                    "zone": zone_tonight(need, now=timezone.now()),
                },
            ),
            Step(
                name="services",
                heading=gettext_lazy("Services that may fit"),
                form=ServicesForm,
                template="protection/referral/find_services.html",
                arguments=of_services,
            ),
            Step(
                name="enquiry",
                heading=gettext_lazy("What the enquiry says"),
                lead=gettext_lazy("Coded and coarse: nothing by which the person could be known."),
                form=EnquiryForm,
                arguments=details,
            ),
        ],
        store=store,
        url=url,
        pause_url=reverse("protection:case", args=[need.case_id]),
        act=_("Send the enquiries"),
        check_heading=_("Check what leaves your office"),
        check_template=CHECK_TEMPLATE,
        check_lead=_(
            "This goes to each office under a new code of its own. No name, no code of yours, no date of birth and no "
            "place of the person goes with it, and no office learns whom else you ask."
        ),
        check_sections=lambda answers: leaves(chosen(answers), need, answers["enquiry"], change_url=url),
        finish=send,  # type: ignore[arg-type]
        context={
            "trail": breadcrumbs(need.case),
            "need_kind": NEED_KINDS[need.kind],
            "listing": listing,
            "unmet_url": reverse("protection:unmet", args=[need.pk]),
        },
        check_context=lambda _answers: warning(request.actor, need.person),
        shows=lambda answers: enquiry_leaves(
            need,
            asked_of([offer.service for offer in chosen(answers)]),
            enquiry_answers(answers["enquiry"]),
            ANSWER_WITHIN[answers["enquiry"]["answer_within"]],
        ),
        labels=enquiry_labels(),
    )
    return wizard.respond(request, step)


def _keep(request: ActingRequest, need: Need, said: Mapping[str, Any]) -> None:
    """Write gender and languages into the file, as the colleague said; what stands there by now is not replaced."""
    need.person.refresh_from_db()
    person = need.person
    still = not_in_file(person)
    record_coded(
        request.actor,
        person_id=person.pk,
        age_band=person.age_band,
        gender=said["gender"] if "gender" in still and said.get("gender") else person.gender,
        nationality=person.nationality,
        languages=said["languages"] if "languages" in still and said.get("languages") else person.languages,
    )


@require_safe
def asked(request: ActingRequest, need_id: UUID) -> HttpResponse:
    """Every office asked for one need, and where each answer stands."""
    need = _need(request, need_id, action=CaseAction.SEE)
    rows = referrals_of(request.actor, need)
    context = {
        "need": need,
        "table": asked_table(rows, service_names([row.service_id for row in rows]), now=timezone.now()),
        "label": NEED_KINDS[need.kind],
        "sent": request.GET.get("done") == "sent",
        "settled": need.state not in UNMET,
        "may_refer": CASES.may(request.actor, CaseAction.REFER, need.case).allowed,
        "trail": breadcrumbs(need.case),
    }
    return render(request, "protection/referral/asked.html", context)


@require_http_methods(READ_AND_WRITE)
def confirm(request: ActingRequest, referral_id: UUID) -> HttpResponse:
    """Go on with the office that accepted: say which enquiries end with that, then do it."""
    row = get_referral_to_work_on(request, referral_id)
    if request.method == "POST":
        try:
            take_offer(request.actor, referral_id=row.pk, shown=request.POST.get(FIELD, ""))
        except ChangedSinceShown:
            return redirect(f"{request.path}?changed=1")
        return redirect("protection:referral", row.pk)
    others = open_beside(request.actor, row)
    context = {
        "referral": row,
        "shown": shown_to(request.actor, ended_by_taking(others), of="take_offer", object_id=row.pk),
        "changed": [_("Enquiries that end")] if "changed" in request.GET else [],
        "accepted": row.state == ReferralState.ACCEPTED_IN_PRINCIPLE,
        "others": others,
        "trail": [*breadcrumbs(row.case), Link(row.code, reverse("protection:referral", args=[row.pk]))],
    }
    return render(request, "protection/referral/referral_confirm.html", context)


@require_http_methods(READ_AND_WRITE)
def unmet(request: ActingRequest, need_id: UUID) -> HttpResponse:
    """Nothing found: kind, zone and reason are recorded and counted, without the person."""
    need = _need(request, need_id, action=CaseAction.RECORD_NEED)
    before = unmet_need(need)
    initial = {"reason": before.reason, "zone": before.zone or Unsaid.NOT_KNOWN.value} if before else {}
    form = UnmetForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        record_unmet(
            request.actor,
            need_id=need.pk,
            zone=said_where(form.cleaned_data["zone"]),
            reason=Unmet(form.cleaned_data["reason"]),
        )
        return back_to(need.case, "unmet")
    context = {"form": form, "need_kind": NEED_KINDS[need.kind], "trail": breadcrumbs(need.case)}
    return render(request, "protection/referral/unmet.html", context)
