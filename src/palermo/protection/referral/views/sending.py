"""Pages of the sending side: the list, the enquiry, where it stands, its end, withdrawal."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palermo.directory.queries import live_terms, partners_for
from palermo.directory.words import name_and_kind
from palermo.kit.choices import Text
from palermo.kit.components import Confirmation, Section
from palermo.kit.dates import day_text, due_text
from palermo.kit.layout import Link
from palermo.kit.shown import FIELD
from palermo.kit.wizard import Answers, Step, Wizard
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.policies import CASES, NEEDS, CaseAction
from palermo.protection.cases.views.common import READ_AND_WRITE, called
from palermo.protection.cases.words import NEED_KINDS
from palermo.protection.children.queries.guardians import require_guardian_for_need
from palermo.protection.need_to_know.queries.barred import barred_offices
from palermo.protection.need_to_know.services.joining import contact_undecided
from palermo.protection.need_to_know.views.never_share import CHECK_TEMPLATE, warning
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.forms.sending import ANSWER_WITHIN, EnquiryForm, RecipientForm
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.policies.referral import REFERRALS, ReferralAction
from palermo.protection.referral.queries.referrals import referrals, still_asked
from palermo.protection.referral.services.sending import enquiry_leaves, send_enquiry
from palermo.protection.referral.services.withdrawal import not_pursue, withdraw
from palermo.protection.referral.switch import closed_offices
from palermo.protection.referral.terms import PURPOSE
from palermo.protection.referral.thread import Side, Verb, possible
from palermo.protection.referral.verbs import ReferralAsked
from palermo.protection.referral.views.drafts import draft_about
from palermo.protection.referral.views.referral_page import (
    enquiry_answers,
    enquiry_details,
    enquiry_labels,
    enquiry_sections,
    referral_context,
    trail,
)
from palermo.trust.basis.words import PURPOSES
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.policy import get_or_404
from palermo.trust.reasons import explain

DONE: dict[str, Text] = {
    "moved_on": gettext_lazy("The referral has moved on. Nothing is to be asked or sent here now."),
    "identity_sent": gettext_lazy(
        "It is sent, sealed to this office. The office opens a file of its own and says when help has begun; "
        "the person can take the yes back at any time."
    ),
    "more_sent": gettext_lazy(
        "It is sent, sealed to this office, and completes the file there. Whoever works on it sees what is new."
    ),
    "answered": gettext_lazy("Your answers are sent, in codes and without the person's name."),
    "told": gettext_lazy("That you told the office by telephone is recorded."),
    "withdrawn": gettext_lazy(
        "Nothing more is sent. The office is told now and must answer what it does with what it has read; "
        "its answer stands here and on Today."
    ),
    "not_pursued": gettext_lazy("The answer is recorded. The office is told only that it is not pursued."),
}
"""What was just done, by the code in the address."""


def get_referral(request: ActingRequest, referral_id: UUID) -> Referral:
    """The referral, if the actor may see it. Raises Http404."""
    return get_or_404(request.actor, REFERRALS, referrals(request.actor), referral_id)


def get_referral_to_work_on(request: ActingRequest, referral_id: UUID) -> Referral:
    """The referral, if the actor may work on it. Raises Http404, and Refused for those who may only see it."""
    row = get_referral(request, referral_id)
    REFERRALS.require(request.actor, ReferralAction.REFER, row)
    return row


def has_moved_on(request: ActingRequest, row: Referral) -> bool:
    """Whether a page about what leaves is opened when nothing can leave, any more or while the case is closed.

    What is sent is answered as ever.
    """
    may_come = possible(ReferralState(row.state), Side.SENDER)
    cannot = Verb.IDENTITY_SENT not in may_come or row.case.state == CaseState.CLOSED
    cannot = cannot or contact_undecided(row.person)
    return request.method != "POST" and cannot


@require_http_methods(READ_AND_WRITE)
def enquire(request: ActingRequest, need_id: UUID, step: str, beginning: UUID | None = None) -> HttpResponse:
    """The enquiry without identity: which office, what it says, check, send."""
    need = get_or_404(request.actor, NEEDS, Need.objects.select_related("case__person", "person"), need_id)
    CASES.require(request.actor, CaseAction.REFER, need.case)
    require_guardian_for_need(request.actor, need.case, need.kind, verb=ReferralAsked.REFERRAL_SEND_ENQUIRY)
    asked = still_asked(request.actor, need.pk).filter(service_id=None).values_list("recipient_id", flat=True)
    barred = closed_offices(request.actor) | dict.fromkeys(asked, "asked_already")
    barred |= barred_offices(request.actor, need.person_id)
    partners = [
        replace(partner, refusal=barred.get(partner.office.pk, partner.refusal))
        for partner in partners_for(request.actor, PURPOSE)
    ]
    details = enquiry_details(need)

    store = draft_about(request, need, flow="enquiry", beginning=beginning)

    def send(_request: ActingRequest, answers: Answers) -> HttpResponse:
        said = answers["enquiry"]
        referral = send_enquiry(
            request.actor,
            need_id=need.pk,
            recipient_id=UUID(answers["office"]["recipient"]),
            answers=enquiry_answers(said),
            answer_within=ANSWER_WITHIN[said["answer_within"]],
            shown=request.POST.get(FIELD, ""),
        )
        return redirect("protection:referral_sent", referral.pk)

    def url(name: str) -> str:
        return reverse("protection:enquire", args=[need.pk, store.beginning, name])

    def leaves(answers: Answers) -> list[Section]:
        asked = UUID(answers["office"]["recipient"])
        office = next(name_and_kind(partner.office) for partner in partners if partner.office.pk == asked)
        what, *said = enquiry_sections(office, need, answers["enquiry"], change_url=url)
        terms = live_terms(request.actor, asked, purpose=PURPOSE)
        if terms is None:
            return [what, *said]
        allowed = _("For: %(purpose)s. Your agreement with this office allows it until %(day)s.") % {
            "purpose": PURPOSES[PURPOSE],
            "day": day_text(terms.valid_until),
        }
        return [replace(what, note=allowed), *said]

    wizard = Wizard(
        steps=[
            Step(
                name="office",
                heading=gettext_lazy("Which office do you ask?"),
                form=RecipientForm,
                template="protection/referral/enquire_office.html",
                arguments=lambda _answers: {
                    "offices": [
                        (str(partner.office.pk), name_and_kind(partner.office))
                        for partner in partners
                        if partner.live
                    ]
                },
            ),
            Step(
                name="enquiry",
                heading=gettext_lazy("What the enquiry says"),
                lead=gettext_lazy("Coded and coarse: nothing by which the person could be known."),
                form=EnquiryForm,
                arguments=lambda _answers: {"details": details},
            ),
        ],
        store=store,
        url=url,
        pause_url=reverse("protection:case", args=[need.case_id]),
        act=_("Send the enquiry"),
        check_heading=_("Check what leaves your office"),
        check_lead=_(
            "This goes to the other office under a new code. No name, no code of yours, no date of birth and no "
            "place goes with it."
        ),
        check_sections=leaves,
        check_template=CHECK_TEMPLATE,
        finish=send,  # type: ignore[arg-type]
        context={
            "trail": [
                Link(_("Cases"), reverse("protection:cases")),
                Link(str(called(need.case)), reverse("protection:case", args=[need.case_id])),
            ],
            "partners_without": [
                (partner.name, explain(partner.refusal)) for partner in partners if partner.refusal
            ],
            "need_kind": NEED_KINDS[need.kind],
        },
        check_context=lambda _answers: warning(request.actor, need.person),
        shows=lambda answers: enquiry_leaves(
            need,
            UUID(answers["office"]["recipient"]),
            enquiry_answers(answers["enquiry"]),
            ANSWER_WITHIN[answers["enquiry"]["answer_within"]],
        ),
        labels=enquiry_labels(),
    )
    return wizard.respond(request, step)


@require_safe
def referral(request: ActingRequest, referral_id: UUID) -> HttpResponse:
    """Where a referral stands and what may happen next."""
    rows = referrals(request.actor).select_related("person")
    row = get_or_404(request.actor, REFERRALS, rows, referral_id)
    done = DONE.get(request.GET.get("done", ""), "")
    return render(
        request,
        "protection/referral/referral.html",
        {**referral_context(request.actor, row), "done": done},
    )


@require_safe
def referral_sent(request: ActingRequest, referral_id: UUID) -> HttpResponse:
    """What happened, and what happens next."""
    row = get_referral(request, referral_id)
    confirmation = Confirmation(
        happened=_("Enquiry sent to %(office)s") % {"office": row.recipient.name},
        reference=row.code,
        next_steps=[
            _("The office answers: accepted in principle, or declined with a reason."),
            _("If it accepts, ask the person whether this office may know who they are."),
            _("Only after that yes does the identity follow."),
        ],
        by=_("An answer is due by %(due)s.") % {"due": due_text(row.due_at, timezone.now())},
        call=row.recipient.contact_point,
    )
    return render(
        request,
        "kit/confirmation_page.html",
        {"confirmation": confirmation, "trail": [*trail(row), Link(row.code, _page(row))]},
    )


@require_http_methods(READ_AND_WRITE)
def end_referral(request: ActingRequest, referral_id: UUID) -> HttpResponse:
    """Not pursued: the person does not want it, or it is no longer needed."""
    row = get_referral_to_work_on(request, referral_id)
    if request.method == "POST":
        not_pursue(request.actor, referral_id=row.pk)
        return redirect(_page(row))
    return render(
        request,
        "protection/referral/referral_end.html",
        {"referral": row, "trail": [*trail(row), Link(row.code, _page(row))]},
    )


@require_http_methods(READ_AND_WRITE)
def withdraw_consent(request: ActingRequest, referral_id: UUID) -> HttpResponse:
    """The person takes back the consent: say what that does and what it cannot do, then do it."""
    row = get_referral_to_work_on(request, referral_id)
    if request.method == "POST":
        withdraw(request.actor, referral_id=row.pk)
        return redirect(f"{_page(row)}?done=withdrawn")
    return render(
        request,
        "protection/referral/referral_withdraw.html",
        {"referral": row, "trail": [*trail(row), Link(row.code, _page(row))]},
    )


def _page(row: Referral) -> str:
    return reverse("protection:referral", args=[row.pk])
