"""Pages of an answer that waits, of an address told, and of routes: what is late, declined, or not met."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from palermo.directory.offers.pieces import zone_name
from palermo.kit.choices import Unsaid
from palermo.kit.dates import age_text
from palermo.kit.layout import Link
from palermo.kit.pieces import Cell, Column, Fact, State, Table, Tone
from palermo.protection.codes.finding import Wait
from palermo.protection.forms.finding import WaitlistForm
from palermo.protection.models import Enquiry
from palermo.protection.policies.referral import ENQUIRIES, EnquiryAction
from palermo.protection.policies.routes import ROUTES, RouteAction
from palermo.protection.queries import routes as queries
from palermo.protection.queries.finding import place_told, show_place_told
from palermo.protection.queries.referrals import enquiries
from palermo.protection.services.enquiries import waitlist
from palermo.protection.services.places import tell_place
from palermo.protection.views.common import trail as case_trail
from palermo.protection.views.referrals import found_to_refer
from palermo.protection.words import AGE_BANDS, COLUMNS, NEED_KINDS
from palermo.protection.words.finding import LATE, UNMET
from palermo.protection.words.referral import DECLINE_REASONS
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import offices
from palermo.trust.policy import get_or_404


def _enquiry(request: ActingRequest, enquiry_id: UUID) -> Enquiry:
    rows = enquiries(request.actor).select_related("sender", "case", "person")
    row = get_or_404(request.actor, ENQUIRIES, rows, enquiry_id)
    ENQUIRIES.require(request.actor, EnquiryAction.DECIDE, row)
    return row


def _trail(row: Enquiry) -> list[Link]:
    return [Link(_("Enquiries"), reverse("protection:enquiries")), Link(row.code, _page(row))]


def _page(row: Enquiry) -> str:
    return reverse("protection:enquiry", args=[row.pk])


@require_http_methods(["GET", "HEAD", "POST"])
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
    return render(request, "protection/enquiry_waitlist.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def tell_where(request: ActingRequest, enquiry_id: UUID) -> HttpResponse:
    """Tell the office that asked where the service is: what that means, then the button."""
    row = _enquiry(request, enquiry_id)
    if request.method == "POST":
        tell_place(request.actor, enquiry_id=row.pk)
        return redirect(_page(row))
    return render(request, "protection/enquiry_place.html", {"enquiry": row, "trail": _trail(row)})


@require_safe
def referral_place(request: ActingRequest, referral_id: UUID) -> HttpResponse:
    """Where the person goes, as the other office told it; each look is recorded."""
    row = found_to_refer(request, referral_id)
    told = place_told(row)
    texts = show_place_told(request.actor, told) if told else {}
    context = {
        "referral": row,
        "facts": [Fact(COLUMNS[column], text) for column, text in texts.items() if text],
        "trail": [*case_trail(row.case), Link(row.code, reverse("protection:referral", args=[row.pk]))],
    }
    return render(request, "protection/referral_place.html", context)


@require_safe
def routes(request: ActingRequest) -> HttpResponse:
    """For the coordinator: routes with a late answer, reasons of declining, needs that nobody met."""
    ROUTES.require(request.actor, RouteAction.SEE)
    now = timezone.now()
    own = offices().get(pk=request.actor.organisation_id).name
    sent = queries.routes_sent(request.actor, own, now=now)
    received = queries.routes_received(request.actor, own, now=now)
    context = {
        "sent": _late(sent, now, _("Your office waits for an answer")),
        "received": _late(received, now, _("Your office owes an answer")),
        "declined": _declined(queries.declines(request.actor, now=now)),
        "not_met": not_met_table(queries.not_met(request.actor)),
        "trail": [Link(_("Cases"), reverse("protection:cases"))],
    }
    return render(request, "protection/routes.html", context)


def _zone(code: str) -> str:
    return zone_name(code) if code else str(Unsaid.NOT_KNOWN.label)


def _late(rows: list[queries.Route], now: datetime, caption: str) -> Table:
    return Table(
        caption=caption,
        columns=[
            Column(_("Asked for")),
            Column(_("Zone")),
            Column(_("From")),
            Column(_("To")),
            Column(_("Age")),
            Column(_("Why it stands here")),
            Column(_("Late by")),
        ],
        rows=[
            [
                NEED_KINDS[row.kind],
                _zone(row.zone),
                row.sender,
                row.receiver,
                AGE_BANDS.get(row.age_band, row.age_band),
                LATE[row.late],
                age_text(row.due, now),
            ]
            for row in rows
        ],
        empty=_("No answer is late."),
    )


def _declined(rows: list[queries.Declined]) -> Table:
    return Table(
        caption=_("Why other offices declined your enquiries"),
        note=_(
            "Counts of your own office. Reasons that say who the person is are counted as possible discrimination."
        ),
        columns=[
            Column(_("Reason")),
            Column(_("Within a year"), figures=True),
            Column(_("In all"), figures=True),
        ],
        rows=[[_reason(row), row.within_a_year, row.in_all] for row in rows],
        empty="",
    )


def _reason(row: queries.Declined) -> Cell:
    words = DECLINE_REASONS[row.reason]
    if not row.is_possible_discrimination:
        return words
    return [words, State(_("Possible discrimination"), Tone.ATTENTION)]


def not_met_table(rows: list[queries.NotMet]) -> Table:
    """Needs for which no service was found: kind, zone, reason, how many."""
    return Table(
        caption=_("Needs for which no service was found"),
        columns=[
            Column(_("Needed")),
            Column(_("Zone")),
            Column(_("Why")),
            Column(_("How many"), figures=True),
        ],
        rows=[[NEED_KINDS[row.kind], _zone(row.zone), UNMET[row.reason], row.count] for row in rows],
        empty=_(
            "When the finder finds nothing, the caseworker records why; it is counted here, without the person."
        ),
    )
