"""What each number of the board counts, as rows: the same conditions that the board counts with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from palermo.protection.accountability.codes import RequestState
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.accountability.policies import COMPLAINTS, REQUESTS
from palermo.protection.accountability.queries.complaints import late as late_complaints
from palermo.protection.cases.assignments import open_assignments
from palermo.protection.cases.codes import CaseState, NeedState
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case, CaseAssignment, Need
from palermo.protection.cases.models.struck import COUNTS
from palermo.protection.cases.nights import asked_from
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.cases import UNMET
from palermo.protection.file.queries.first_help import in_band
from palermo.protection.identification.models import Presumption
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.queries.referrals import enquiries, overdue, referrals
from palermo.reference.persons import CHILDS_BANDS, Urgency
from palermo.trust.actor import Actor

CHILDREN = sorted(CHILDS_BANDS)
"""Bands of age that are a child's, also while the age is in doubt."""
BEGINNING, END = date(1900, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Period:
    """From a day until before another."""

    since: date = BEGINNING
    until: date = END


class Number(StrEnum):
    """What is counted on the board, and listed behind it."""

    OPEN = "open"
    CHILDREN = "children"
    TONIGHT = "tonight"
    NIGHT_PASSED = "night-passed"
    NOBODY = "nobody"
    OPENED = "opened"
    CLOSED = "closed"
    PRESUMED = "presumed"
    ASSISTED = "assisted"
    FIRST_HELP = "first-help"
    UNMET = "unmet"
    LATE_SENT = "late-sent"
    LATE_RECEIVED = "late-received"
    WAITING = "waiting"
    DECLINED = "declined"
    COMPLAINTS = "complaints"
    COMPLAINTS_LATE = "complaints-late"
    REQUESTS = "requests"


def presumed(actor: Actor, period: Period) -> QuerySet[Presumption]:
    """Presumptions of the period."""
    return Presumption.objects.filter(
        organisation_id=actor.organisation_id, presumed_on__gte=period.since, presumed_on__lt=period.until
    )


def help_given(actor: Actor, period: Period) -> QuerySet[Assistance]:
    """Help given in the period, none of it struck out; a day known only in part counts from its beginning."""
    return Assistance.objects.filter(
        COUNTS,
        organisation_id=actor.organisation_id,
        given_on__gte=period.since.isoformat(),
        given_on__lt=period.until.isoformat(),
    )


def unmet_needs(actor: Actor) -> QuerySet[Need]:
    """Needs that are not met, in open cases."""
    return Need.objects.filter(
        organisation_id=actor.organisation_id,
        state__in=[NeedState.OPEN, NeedState.IN_REFERRAL],
        case__state=CaseState.OPEN,
    )


def needed_tonight(now: datetime) -> Q:
    """Of cases: something is needed for this night and is not met."""
    return Q(Exists(_tonights().filter(asked_at__gte=asked_from(now))), trouble=3)


def night_passed(now: datetime) -> Q:
    """Of cases: the night has passed for which something was needed that is still not met."""
    return Q(Exists(_tonights().filter(asked_at__lt=asked_from(now))), trouble=3)


def _tonights() -> QuerySet[Need]:
    return Need.objects.filter(
        organisation_id=OuterRef("organisation_id"),
        case_id=OuterRef("pk"),
        urgency=Urgency.TONIGHT,
        state__in=UNMET,
    )


def nobody_has(actor: Actor) -> QuerySet[Case]:
    """Open cases that nobody works on."""
    working = CaseAssignment.objects.filter(
        organisation_id=OuterRef("organisation_id"), case_id=OuterRef("pk")
    )
    rows = Case.objects.filter(~Exists(open_assignments(working)), state=CaseState.OPEN)
    return CASES.visible(actor, rows)


def cases_behind(actor: Actor, number: Number, value: str, period: Period) -> QuerySet[Case] | None:
    """The cases a number counts, or whose persons it counts; None for a number of something else.

    `value` narrows it to one bar: a band of days, a kind of need. Raises Refused for anybody but coordinators.
    """
    CASES.require(actor, CaseAction.LEAD)
    cases = CASES.visible(actor, Case.objects.all())
    now_open = cases.filter(state=CaseState.OPEN)
    match number:
        case Number.OPEN:
            return now_open
        case Number.CHILDREN:
            return now_open.filter(person__age_band__in=CHILDREN)
        case Number.TONIGHT:
            return now_open.filter(needed_tonight(timezone.now()))
        case Number.NIGHT_PASSED:
            return now_open.filter(night_passed(timezone.now()))
        case Number.NOBODY:
            return nobody_has(actor)
        case Number.OPENED:
            return cases.filter(opened_on__gte=period.since, opened_on__lt=period.until)
        case Number.CLOSED:
            return cases.filter(closed_on__gte=period.since, closed_on__lt=period.until)
        case Number.PRESUMED:
            return cases.filter(person_id__in=presumed(actor, period).values("person_id"))
        case Number.ASSISTED:
            return cases.filter(person_id__in=help_given(actor, period).values("person_id"))
        case Number.FIRST_HELP:
            return cases.filter(pk__in=in_band(actor, value, since=period.since, until=period.until))
        case Number.UNMET:
            kind, _comma, urgency = value.partition(".")
            needs = unmet_needs(actor).filter(kind=kind, **({"urgency": urgency} if urgency else {}))
            return cases.filter(pk__in=needs.values("case_id"))
        case _:
            return None


def referrals_behind(
    actor: Actor, number: Number, value: str, period: Period, *, now: datetime
) -> QuerySet[Referral] | None:
    """The referrals sent that a number counts; None for a number of something else."""
    CASES.require(actor, CaseAction.LEAD)
    rows = referrals(actor)
    match number:
        case Number.LATE_SENT:
            return rows.filter(overdue(now))
        case Number.WAITING:
            return rows.filter(state__in=[ReferralState.ENQUIRY_SENT, ReferralState.WAITLISTED])
        case Number.DECLINED:
            return rows.filter(
                state=ReferralState.DECLINED,
                decline_reason=value,
                sent_at__date__gte=period.since,
                sent_at__date__lt=period.until,
            )
        case _:
            return None


def enquiries_behind(actor: Actor, number: Number, *, now: datetime) -> QuerySet[Enquiry] | None:
    """The enquiries received that a number counts; None for a number of something else."""
    CASES.require(actor, CaseAction.LEAD)
    return enquiries(actor).filter(overdue(now)) if number is Number.LATE_RECEIVED else None


def complaints_behind(
    actor: Actor, number: Number, value: str, period: Period, *, today: date
) -> QuerySet[Complaint] | None:
    """The complaints that a number counts; None for a number of something else."""
    CASES.require(actor, CaseAction.LEAD)
    if number is Number.COMPLAINTS:
        which = Q(outcome=value, received_on__gte=period.since, received_on__lt=period.until)
    elif number is Number.COMPLAINTS_LATE:
        which = late_complaints(today)
    else:
        return None
    return COMPLAINTS.visible(actor, Complaint.objects.filter(which)).order_by("-id")


def requests_behind(actor: Actor, value: str, period: Period) -> QuerySet[AuthorityRequest]:
    """The requests of the period that stand at `value`: a state, or how they were answered."""
    CASES.require(actor, CaseAction.LEAD)
    rows = REQUESTS.visible(actor, AuthorityRequest.objects.order_by("-id"))
    stands = (Q(state=value) & ~Q(state=RequestState.ANSWERED)) | Q(state=RequestState.ANSWERED, answer=value)
    return rows.filter(stands, received_on__gte=period.since, received_on__lt=period.until)
