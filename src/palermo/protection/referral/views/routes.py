"""Routes between offices: late answers, reasons of declining, needs nobody could meet."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.directory.offers.components import zone_name
from palermo.kit.choices import Unsaid
from palermo.kit.components import Cell, Column, State, Table, Tone
from palermo.kit.dates import age_text
from palermo.protection.cases.words import AGE_BANDS, NEED_KINDS
from palermo.protection.referral.policies.routes import ROUTES, RouteAction
from palermo.protection.referral.queries import routes as queries
from palermo.protection.referral.words.matching import LATE, UNMET
from palermo.protection.referral.words.referral import decline_reason_of
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import offices


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
    }
    return render(request, "protection/referral/routes.html", context)


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
    words = decline_reason_of(row.reason)
    if not row.is_possible_discrimination:
        return words
    return [words, State(_("Possible discrimination"), Tone.ATTENTION)]


def _not_met(row: queries.NotMet) -> str:
    said = {"zone": _zone(row.zone), "why": UNMET[row.reason], "number": row.count}
    return _("%(zone)s: %(why)s (%(number)s)") % said


def not_met_table(rows: list[queries.NotMet]) -> Table:
    """Needs for which no service was found: one line a need, with each zone and reason, the most frequent first."""
    by_kind: dict[str, list[queries.NotMet]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    sizes = {kind: sum(one.count for one in found) for kind, found in by_kind.items()}
    return Table(
        caption=_("Needs for which no service was found"),
        columns=[
            Column(_("Needed")),
            Column(_("Where and why")),
            Column(_("How many"), figures=True),
        ],
        rows=[
            [NEED_KINDS[kind], [_not_met(row) for row in by_kind[kind]], sizes[kind]]
            for kind in sorted(by_kind, key=lambda kind: (-sizes[kind], kind))
        ],
        empty=_(
            "When the finder finds nothing, the caseworker records why; it is counted here, without the person."
        ),
    )
