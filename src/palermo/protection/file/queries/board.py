"""The office's own board: counts for the coordinators who may see every case counted. Nothing across offices.

Counted from cases, presumptions, needs, help, referrals, complaints, requests. Each count says what it counts, and
`behind.py` lists what each of them counts; nothing is a score, and no colleague and no other office is compared.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from palermo.kit.office_time import office_today
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.accountability.policies import COMPLAINTS, REQUESTS, ComplaintAction
from palermo.protection.accountability.queries.complaints import late as late_complaints
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.joined import counted_as
from palermo.protection.file.queries.behind import (
    CHILDREN,
    Period,
    help_given,
    needed_tonight,
    night_passed,
    nobody_has,
    presumed,
    unmet_needs,
)
from palermo.protection.file.queries.first_help import first_help
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.queries.referrals import due_of, overdue
from palermo.protection.referral.queries.routes import NotMet, not_met
from palermo.trust.actor import Actor
from palermo.trust.people.models import Organisation

_BY_MONTH = """
SELECT month, sum(opened)::int, sum(closed)::int FROM (
    SELECT date_trunc('month', opened_on)::date AS month, count(*) AS opened, 0 AS closed FROM protection_case
    WHERE organisation_id = %s AND opened_on >= %s AND opened_on < %s GROUP BY 1
    UNION ALL
    SELECT date_trunc('month', closed_on)::date, 0, count(*) FROM protection_case
    WHERE organisation_id = %s AND closed_on >= %s AND closed_on < %s GROUP BY 1
) told GROUP BY month ORDER BY month
"""


@dataclass(frozen=True, kw_only=True)
class Board:
    """The counts. Kinds are codes; `first_help` counts cases by band of days, those without help and those unknown.

    `by_month` has the cases opened and closed of each month of the period in which there was one. `late_sent` and
    `late_received` are what the routes, the lists and Today call overdue; `oldest_late` is since when the oldest is.
    """

    opened: int
    closed: int
    by_month: dict[date, tuple[int, int]]
    open_now: int
    children_now: int
    tonight: int
    night_passed: int
    nobody: int
    presumed: int
    assisted: int
    units: int
    first_help: dict[str, int]
    unmet: dict[tuple[str, str], int]
    not_found: list[NotMet]
    declined: dict[str, int]
    waiting: int
    late_sent: int
    late_received: int
    oldest_late: datetime | None
    complaints: dict[str, int]
    complaints_late: int
    requests: dict[str, int]


def board(actor: Actor, period: Period, *, now: datetime | None = None) -> Board:
    """The office's counts of a period; what waits is counted as it stands now.

    Raises Refused for anybody but coordinators. The same few statements however many cases there are.
    """
    CASES.require(actor, CaseAction.LEAD)
    now = now or timezone.now()
    by_month = _by_month(actor, period)
    return Board(
        opened=sum(opened for opened, _closed in by_month.values()),
        closed=sum(closed for _opened, closed in by_month.values()),
        by_month=by_month,
        first_help=first_help(actor, since=period.since, until=period.until),
        unmet=_unmet(actor),
        not_found=not_met(actor),
        requests=_requests(actor, period),
        **_open_now(actor, now),
        **_at_once(actor, period, now),
        **_answers(actor, period),
        **_complaints(actor, period),
    )


def _by_month(actor: Actor, period: Period) -> dict[date, tuple[int, int]]:
    own = (actor.organisation_id, period.since, period.until)
    with connection.cursor() as cursor:
        cursor.execute(_BY_MONTH, [*own, *own])
        return {month: (opened, closed) for month, opened, closed in cursor.fetchall()}


def _open_now(actor: Actor, now: datetime) -> dict[str, Any]:
    cases = CASES.visible(actor, Case.objects.filter(state=CaseState.OPEN))
    return cases.aggregate(
        open_now=Count("pk"),
        children_now=Count("pk", filter=Q(person__age_band__in=CHILDREN)),
        tonight=Count("pk", filter=needed_tonight(now)),
        night_passed=Count("pk", filter=night_passed(now)),
    )


def _at_once(actor: Actor, period: Period, now: datetime) -> dict[str, Any]:
    """What single numbers there are, in one statement."""
    sent = Referral.objects.filter(overdue(now), organisation_id=OuterRef("pk"))
    received = Enquiry.objects.filter(overdue(now), organisation_id=OuterRef("pk"))
    given = help_given(actor, period)
    row = (
        Organisation.objects.filter(pk=actor.organisation_id)
        .annotate(
            presumed=_one(presumed(actor, period), Count(counted_as(), distinct=True)),
            assisted=_one(given, Count(counted_as(), distinct=True)),
            given=_one(given, Count("pk")),
            nobody=_one(nobody_has(actor), Count("pk")),
            late_sent=_one(sent, Count("pk")),
            late_received=_one(received, Count("pk")),
            oldest_sent=_one(sent, Min(due_of()), default=None),
            oldest_received=_one(received, Min(due_of()), default=None),
        )
        .values(
            *("presumed", "assisted", "given", "nobody", "late_sent", "late_received"),
            *("oldest_sent", "oldest_received"),
        )
        .get()
    )
    oldest = [found for name in ("oldest_sent", "oldest_received") if (found := row.pop(name))]
    return {"units": row.pop("given"), **row, "oldest_late": min(oldest, default=None)}


def _one(rows: QuerySet[Any], counted: Any, *, default: int | None = 0) -> Any:
    """One number over `rows`, as a subquery."""
    found = Subquery(rows.order_by().values("organisation_id").annotate(n=counted).values("n"))
    return found if default is None else Coalesce(found, default)


def _unmet(actor: Actor) -> dict[tuple[str, str], int]:
    """Needs not met in open cases, by kind and urgency."""
    counted = unmet_needs(actor).values_list("kind", "urgency").annotate(number=Count("pk")).order_by("kind")
    return {(kind, urgency): number for kind, urgency, number in counted}


def _answers(actor: Actor, period: Period) -> dict[str, Any]:
    """Enquiries of this office: those declined, by reason, and how many have no answer yet."""
    refused = Q(state=ReferralState.DECLINED, sent_at__date__gte=period.since, sent_at__date__lt=period.until)
    counted = list(
        Referral.objects.filter(
            organisation_id=actor.organisation_id,
            state__in=[ReferralState.ENQUIRY_SENT, ReferralState.WAITLISTED, ReferralState.DECLINED],
        )
        .values_list("decline_reason")
        .annotate(
            declined=Count("pk", filter=refused),
            waiting=Count("pk", filter=~Q(state=ReferralState.DECLINED)),
        )
        .order_by("decline_reason")
    )
    return {
        "declined": {reason: declined for reason, declined, _waiting in counted if declined},
        "waiting": sum(waiting for _reason, _declined, waiting in counted),
    }


def _complaints(actor: Actor, period: Period) -> dict[str, Any]:
    """Complaints by outcome ("" for those not answered), and how many of all wait beyond the day they were due.

    A complaint about the actor is not among them: a number would tell its subject that somebody complained.
    """
    COMPLAINTS.require(actor, ComplaintAction.COUNT)
    rows = COMPLAINTS.visible(actor, Complaint.objects.all())
    in_time = Count("pk", filter=Q(received_on__gte=period.since, received_on__lt=period.until))
    late = Count("pk", filter=late_complaints(office_today()))
    counted = list(rows.values_list("outcome").annotate(in_time=in_time, late=late).order_by("outcome"))
    return {
        "complaints": {outcome: number for outcome, number, _late in counted if number},
        "complaints_late": sum(number for _outcome, _in_time, number in counted),
    }


def _requests(actor: Actor, period: Period) -> dict[str, int]:
    """Requests of authorities by where they stand: "received", "advised", or the answer."""
    rows = REQUESTS.visible(actor, AuthorityRequest.objects.all())
    rows = rows.filter(received_on__gte=period.since, received_on__lt=period.until)
    counted: Counter[str] = Counter()
    for state, answer, number in rows.values_list("state", "answer").annotate(number=Count("pk")).order_by():
        counted[answer if state == "answered" else state] += number
    return dict(counted)
