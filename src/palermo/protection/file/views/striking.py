"""Pages that strike out what was entered in error: what it does is said first, and why is asked in a code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.kit.choices import Text
from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes.struck import StruckWhy
from palermo.protection.cases.forms.cases import StrikeForm
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.queries.cases import row_of_case
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, breadcrumbs, get_case, page_of_case
from palermo.protection.cases.words import NEED_KINDS
from palermo.protection.file.services.striking import strike_help, strike_need
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.models.referrals import Enquiry
from palermo.protection.referral.policies.referral import ENQUIRIES, EnquiryAction
from palermo.protection.referral.queries.referrals import enquiries
from palermo.protection.referral.services.corrections import strike_completion
from palermo.protection.referral.words.referral import outcome_of
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.policy import get_or_404


@require_http_methods(READ_AND_WRITE)
def help_in_error(request: ActingRequest, case_id: UUID, assistance_id: UUID) -> HttpResponse:
    """Strike out help that was recorded in error."""
    case = get_case(request, case_id, action=CaseAction.ASSIST)
    row = row_of_case(request.actor, case, Assistance, assistance_id, object_type="assistance")
    if row.struck_at is not None and request.method != "POST":
        return redirect("protection:assistance", case.pk)
    told = [_("Needs that it met are open again.")]
    if row.enquiry_id is not None:
        told.append(
            _(
                "If no other help is recorded, the office that referred the person is told that none had begun."
            )
        )
    return _page(
        request,
        what=_("Help given: %(what)s") % {"what": NEED_KINDS[row.kind]},
        when=day_text(PartialDate.parse(row.given_on)),
        told=told,
        act=lambda why: strike_help(request.actor, assistance_id=row.pk, why=why),
        after=f"{reverse('protection:assistance', args=[case.pk])}?done=struck",
        trail=breadcrumbs(case),
    )


@require_http_methods(READ_AND_WRITE)
def need_in_error(request: ActingRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """Strike out a need that was recorded in error."""
    case = get_case(request, case_id, action=CaseAction.RECORD_NEED)
    row = row_of_case(request.actor, case, Need, need_id, object_type="need")
    if row.struck_at is not None and request.method != "POST":
        return redirect(page_of_case(case))
    return _page(
        request,
        what=_("Needed: %(what)s") % {"what": NEED_KINDS[row.kind]},
        when=day_text(row.created_at),
        told=[],
        act=lambda why: strike_need(request.actor, need_id=row.pk, why=why),
        after=f"{page_of_case(case)}?done=struck",
        trail=breadcrumbs(case),
    )


@require_http_methods(READ_AND_WRITE)
def completion_in_error(request: ActingRequest, enquiry_id: UUID) -> HttpResponse:
    """Take back that a referral was completed."""
    rows = enquiries(request.actor).select_related("sender", "case")
    row: Enquiry = get_or_404(request.actor, ENQUIRIES, rows, enquiry_id)
    ENQUIRIES.require(request.actor, EnquiryAction.COMPLETE, row)
    here = reverse("protection:enquiry", args=[row.pk])
    if row.state != ReferralState.COMPLETED and request.method != "POST":
        return redirect(here)
    return _page(
        request,
        what=_("Completed: %(outcome)s") % {"outcome": outcome_of(row.outcome)},
        when="",
        told=[
            _("%(office)s is told that it was an error.") % {"office": row.sender.name},
            _("The need that it met is open again, here and there."),
        ],
        act=lambda why: strike_completion(request.actor, enquiry_id=row.pk, why=why),
        after=here,
        trail=[Link(row.code, here)],
    )


def _page(
    request: ActingRequest,
    *,
    what: Text,
    when: Text,
    told: Sequence[Text],
    act: Callable[[StruckWhy], object],
    after: str,
    trail: Sequence[Link],
) -> HttpResponse:
    form = StrikeForm(request.POST or None)
    if form.is_valid():
        why = StruckWhy(form.cleaned_data["why"])
        if attempt(form, lambda: act(why)) is not None:
            return redirect(after)
    context = {"form": form, "what": what, "when": when, "told": told, "trail": trail}
    return render(request, "protection/file/strike.html", context)
