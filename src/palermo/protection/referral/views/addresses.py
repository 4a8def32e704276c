"""Pages of an answer that waits, of an address told, and of routes: what is late, declined, or not met."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from palermo.kit.components import Fact
from palermo.kit.layout import Link
from palermo.kit.shown import FIELD
from palermo.protection.cases.views.common import READ_AND_WRITE
from palermo.protection.cases.views.common import breadcrumbs as case_trail
from palermo.protection.cases.words import COLUMNS
from palermo.protection.referral.codes.matching import Wait
from palermo.protection.referral.forms.matching import WaitlistForm
from palermo.protection.referral.models.referrals import Enquiry
from palermo.protection.referral.policies.referral import ENQUIRIES, EnquiryAction
from palermo.protection.referral.queries.matching import place_told, show_place_told
from palermo.protection.referral.queries.referrals import enquiries
from palermo.protection.referral.services.addresses import place_leaves, show_place_to_tell, tell_place
from palermo.protection.referral.services.receiving import waitlist
from palermo.protection.referral.views.sending import get_referral_to_work_on
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.policy import get_or_404
from palermo.trust.shown import PREFIX, ChangedSinceShown, shown_to


def _enquiry(request: ActingRequest, enquiry_id: UUID) -> Enquiry:
    rows = enquiries(request.actor).select_related("sender", "case", "person")
    row = get_or_404(request.actor, ENQUIRIES, rows, enquiry_id)
    ENQUIRIES.require(request.actor, EnquiryAction.DECIDE, row)
    return row


def _trail(row: Enquiry) -> list[Link]:
    return [Link(_("Enquiries"), reverse("protection:enquiries")), Link(row.code, _page(row))]


def _page(row: Enquiry) -> str:
    return reverse("protection:enquiry", args=[row.pk])


@require_http_methods(READ_AND_WRITE)
def waitlist_enquiry(request: ActingRequest, enquiry_id: UUID) -> HttpResponse:
    """Put an enquiry on the waiting list: until when, and for the own office where on it."""
    row = _enquiry(request, enquiry_id)
    form = WaitlistForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        waitlist(
            request.actor,
            enquiry_id=row.pk,
            wait=Wait(form.cleaned_data["wait"]),
            position=form.cleaned_data["position"],
        )
        return redirect(_page(row))
    context = {"form": form, "enquiry": row, "trail": _trail(row)}
    return render(request, "protection/referral/enquiry_waitlist.html", context)


@require_http_methods(READ_AND_WRITE)
def tell_where(request: ActingRequest, enquiry_id: UUID) -> HttpResponse:
    """Tell the office that asked where the service is: what that means, exactly what leaves, then the button."""
    row = _enquiry(request, enquiry_id)
    if request.method == "POST":
        try:
            tell_place(request.actor, enquiry_id=row.pk, shown=request.POST.get(FIELD, ""))
        except ChangedSinceShown as now:
            return redirect(f"{request.path}?{urlencode({'changed': now.names}, doseq=True)}")
        return redirect(_page(row))
    texts = show_place_to_tell(request.actor, row)
    leaves = place_leaves(row, texts) if texts else {}
    changed = [name.removeprefix(PREFIX) for name in request.GET.getlist("changed")]
    context = {
        "enquiry": row,
        "trail": _trail(row),
        "facts": [Fact(COLUMNS[part], text) for part, text in texts.items() if text],
        "shown": shown_to(request.actor, leaves, of="place", object_id=row.pk),
        "changed": [COLUMNS[part] for part in changed if part in COLUMNS],
    }
    return render(request, "protection/referral/enquiry_place.html", context)


@require_safe
def referral_place(request: ActingRequest, referral_id: UUID) -> HttpResponse:
    """Where the person goes, as the other office told it; each look is recorded."""
    row = get_referral_to_work_on(request, referral_id)
    told = place_told(row)
    texts = show_place_told(request.actor, told) if told else {}
    context = {
        "referral": row,
        "facts": [Fact(COLUMNS[column], text) for column, text in texts.items() if text],
        "trail": [*case_trail(row.case), Link(row.code, reverse("protection:referral", args=[row.pk]))],
    }
    return render(request, "protection/referral/referral_place.html", context)
