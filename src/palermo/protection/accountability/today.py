"""Requests without advice or decision and complaints without an answer, on Today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.desk.clocks import day_ends
from palermo.protection.accountability.codes import RequestState
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.accountability.policies import COMPLAINTS, REQUESTS, ComplaintAction, RequestAction
from palermo.protection.accountability.queries.breaches import notices_to_answer
from palermo.protection.accountability.queries.complaints import is_late
from palermo.protection.accountability.words import (
    BREACH_UNREACHED,
    BREACH_UNTOLD,
    COMPLAINT_LATE,
    COMPLAINT_WAITS,
    REQUEST_STATES,
)
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, PERSONS, PersonAction
from palermo.trust.actor import Actor
from palermo.trust.today import TodayItem, Waiting

MOST = 20
REQUESTS_KIND = gettext_lazy("Requests of authorities")
COMPLAINTS_KIND = gettext_lazy("Complaints")
BREACHES_KIND = gettext_lazy("Breaches")


def requests_waiting(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Requests that wait for legal advice, and for coordinators those they may decide as the second person."""
    if not REQUESTS.may(actor, RequestAction.SEE):
        return
    decides = REQUESTS.may(actor, RequestAction.DECIDE).allowed
    waiting = [RequestState.RECEIVED, RequestState.ADVISED] if decides else [RequestState.RECEIVED]
    rows = REQUESTS.visible(actor, AuthorityRequest.objects.filter(state__in=waiting))
    yield Waiting(
        rows.order_by("answer_due", "id")[:MOST],
        lambda found: (_request(row) for row in found if not _is_first_person(actor, row)),
    )


def _is_first_person(actor: Actor, row: AuthorityRequest) -> bool:
    first = {row.recorded_by_id, row.advice_recorded_by_id}
    return row.state == RequestState.ADVISED and actor.user_id in first


def _request(row: AuthorityRequest) -> TodayItem:
    advised = row.state == RequestState.ADVISED
    title = _("Decide on a request: nothing is disclosed before") if advised else _("Get legal advice")
    return TodayItem(
        title=title,
        url=reverse("protection:authority_request", args=[row.pk]),
        kind=REQUESTS_KIND,
        state=REQUEST_STATES[row.state],
        due=day_ends(row.answer_due) if row.answer_due else None,
    )


def complaints_to_answer(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Complaints without an answer, for whoever handles them."""
    if not COMPLAINTS.may(actor, ComplaintAction.SEE):
        return
    rows = COMPLAINTS.visible(actor, Complaint.objects.filter(outcome=""))
    yield Waiting(
        rows.order_by("answer_due", "id")[:MOST],
        lambda found: (
            _complaint(row, now) for row in found if COMPLAINTS.may(actor, ComplaintAction.ANSWER, row)
        ),
    )


def _complaint(row: Complaint, now: datetime) -> TodayItem:
    due = day_ends(row.answer_due)
    return TodayItem(
        title=_("Answer a complaint"),
        url=reverse("protection:complaint", args=[row.pk]),
        kind=COMPLAINTS_KIND,
        state=COMPLAINT_LATE if is_late(row, today=now.date()) else COMPLAINT_WAITS,
        due=due,
    )


def persons_to_tell(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Persons whom a breach concerns and whom nobody has told yet, for those who work with them."""
    if not PERSONS.may(actor, PersonAction.SEE_IDENTITY):
        return
    cases = CASES.visible(actor, Case.objects.filter(person_id=OuterRef("subject_id")))
    rows = notices_to_answer(actor).annotate(
        case_id=Subquery(cases.order_by("-id").values("pk")[:1]),
        case_code=Subquery(cases.order_by("-id").values("code")[:1]),
    )
    yield Waiting(rows.order_by("id")[:MOST], lambda found: map(_notice, found))


def _notice(row: Any) -> TodayItem:
    return TodayItem(
        title=_("Tell the person of a breach, through their safe contact: %(code)s")
        % {"code": row.case_code},
        url=reverse("protection:tell_of_breach", args=[row.case_id, row.pk]),
        kind=BREACHES_KIND,
        state=BREACH_UNREACHED if row.outcome else BREACH_UNTOLD,
    )
