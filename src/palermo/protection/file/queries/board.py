"""The office's own board: counts for the coordinators who may see every case counted. Nothing across offices.

Counted from cases, presumptions, needs, help, referrals sent, complaints, requests. Each count says what it
counts; nothing is a score, and no colleague and no other office is compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from palermo.kit.partial_date import PartialDate
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.accountability.policies import COMPLAINTS, REQUESTS, ComplaintAction
from palermo.protection.cases.codes import CaseState, NeedState
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.identification.models import Presumption
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.queries.routes import NotMet, not_met
from palermo.trust.actor import Actor

WAITS: tuple[tuple[str, int], ...] = (
    ("same_day", 0),
    ("days_3", 3),
    ("week", 7),
    ("month", 30),
    ("longer", 10_000),
)
"""Bands of days from first contact to the first help: code, and the most days in it."""


@dataclass(frozen=True, kw_only=True)
class Board:
    """The counts. Kinds are codes; `first_help` counts persons by band of days, `not_yet` those without help."""

    since: date | None
    opened: int
    open_now: int
    closed: int
    presumed: int
    assisted: int
    units: int
    first_help: dict[str, int]
    first_help_unknown: int
    not_yet: int
    unmet: dict[tuple[str, str], int]
    not_found: list[NotMet]
    declined: dict[str, int]
    waiting: dict[str, int]
    complaints: dict[str, int]
    complaints_late: int
    requests: dict[str, int]


def board(actor: Actor, *, since: date | None) -> Board:
    """The office's counts since a day, or over all time; what waits is counted as it stands now.

    Raises Refused for anybody but coordinators. The same few queries however many cases there are.
    """
    CASES.require(actor, CaseAction.LEAD)
    cases = CASES.visible(actor, Case.objects.all())
    opened = cases.filter(opened_on__gte=since) if since else cases
    helped = Assistance.objects.filter(organisation_id=actor.organisation_id)
    in_time = helped.filter(given_on__gte=since.isoformat()) if since else helped
    totals = cases.aggregate(
        opened=Count("pk", filter=Q(opened_on__gte=since) if since else Q()),
        open_now=Count("pk", filter=Q(state=CaseState.OPEN)),
        closed=Count("pk", filter=Q(closed_on__isnull=False) & (Q(closed_on__gte=since) if since else Q())),
    )
    presumed = Presumption.objects.filter(organisation_id=actor.organisation_id)
    if since:
        presumed = presumed.filter(presumed_on__gte=since)
    first = opened.annotate(first=Min("assistance__given_on"), met=Min("first_contacts__came_on"))
    bands, unknown, not_yet = first_help(
        (
            PartialDate.parse(met) if met else PartialDate.of(opened_on),
            PartialDate.parse(given) if given else None,
        )
        for opened_on, met, given in first.values_list("opened_on", "met", "first")
    )
    return Board(
        since=since,
        **totals,
        **presumed.aggregate(presumed=Count("person_id", distinct=True)),
        **in_time.aggregate(assisted=Count("person_id", distinct=True), units=Count("pk")),
        first_help=bands,
        first_help_unknown=unknown,
        not_yet=not_yet,
        unmet=_unmet(actor),
        not_found=not_met(actor),
        **_answers(actor, since),
        **_complaints(actor, since),
        requests=_requests(actor, since),
    )


def first_help(
    rows: Iterable[tuple[PartialDate, PartialDate | None]],
) -> tuple[dict[str, int], int, int]:
    """Persons by band of days from first contact to first help, of how many it is not known, how many wait still.

    Where a day is known only in part, the shortest and the longest it can have been must fall into one band.
    """
    bands = dict.fromkeys((code for code, _most in WAITS), 0)
    unknown = not_yet = 0
    for met, given in rows:
        if given is None:
            not_yet += 1
            continue
        shortest, longest = given.earliest - met.latest, given.latest - met.earliest
        found = {_band(shortest.days), _band(longest.days)}
        if len(found) == 1:
            bands[found.pop()] += 1
        else:
            unknown += 1
    return bands, unknown, not_yet


def _band(days: int) -> str:
    return next(code for code, most in WAITS if days <= most)


def _unmet(actor: Actor) -> dict[tuple[str, str], int]:
    """Needs not met in open cases, by kind and urgency."""
    rows = Need.objects.filter(
        organisation_id=actor.organisation_id,
        state__in=[NeedState.OPEN, NeedState.IN_REFERRAL],
        case__state=CaseState.OPEN,
    )
    counted = rows.values_list("kind", "urgency").annotate(number=Count("pk")).order_by("kind")
    return {(kind, urgency): number for kind, urgency, number in counted}


def _answers(actor: Actor, since: date | None) -> dict[str, Any]:
    """Enquiries of this office that others declined, by reason; and those without an answer, in time and overdue."""
    now = timezone.now()
    waits = Q(state=ReferralState.ENQUIRY_SENT)
    refused = Q(state=ReferralState.DECLINED) & (Q(sent_at__date__gte=since) if since else Q())
    counted = (
        Referral.objects.filter(
            organisation_id=actor.organisation_id,
            state__in=[ReferralState.ENQUIRY_SENT, ReferralState.DECLINED],
        )
        .values_list("decline_reason")
        .annotate(
            declined=Count("pk", filter=refused),
            in_time=Count("pk", filter=waits & Q(due_at__gte=now)),
            overdue=Count("pk", filter=waits & Q(due_at__lt=now)),
        )
        .order_by("decline_reason")
    )
    rows = list(counted)
    return {
        "declined": {reason: declined for reason, declined, _in_time, _overdue in rows if declined},
        "waiting": {"in_time": sum(row[2] for row in rows), "overdue": sum(row[3] for row in rows)},
    }


def _complaints(actor: Actor, since: date | None) -> dict[str, Any]:
    """Complaints by outcome ("" for those not answered), and how many of all wait beyond the day they were due.

    All are counted, those the actor may not read too.
    """
    COMPLAINTS.require(actor, ComplaintAction.COUNT)
    rows = Complaint.objects.filter(organisation_id=actor.organisation_id)
    in_time = Count("pk", filter=Q(received_on__gte=since) if since else Q())
    late = Count("pk", filter=Q(outcome="", answer_due__lt=timezone.now().date()))
    counted = list(rows.values_list("outcome").annotate(in_time=in_time, late=late).order_by("outcome"))
    return {
        "complaints": {outcome: number for outcome, number, _late in counted if number},
        "complaints_late": sum(number for _outcome, _in_time, number in counted),
    }


def _requests(actor: Actor, since: date | None) -> dict[str, int]:
    """Requests of authorities by where they stand: "received", "advised", or the answer."""
    rows = REQUESTS.visible(actor, AuthorityRequest.objects.all())
    if since:
        rows = rows.filter(received_on__gte=since)
    counted: Counter[str] = Counter()
    for state, answer in rows.values_list("state", "answer"):
        counted[answer if state == "answered" else state] += 1
    return dict(counted)
