"""Requests without advice or decision, complaints without an answer and persons to tell of a breach, on Today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.layout import Link
from palermo.kit.office_time import day_begins, day_ends
from palermo.protection.accountability.codes import RequestState
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.accountability.policies import COMPLAINTS, REQUESTS, ComplaintAction, RequestAction
from palermo.protection.accountability.queries.breaches import notices_to_answer
from palermo.protection.accountability.words import BREACH_UNREACHED, COMPLAINTS_ABOUT
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, PERSONS, PersonAction, leads
from palermo.trust.actor import Actor
from palermo.trust.today import Group, TodayItem, View, Waiting


def requests_waiting(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Requests that wait for legal advice, and for coordinators those they may decide as the second person."""
    if not REQUESTS.may(actor, RequestAction.SEE):
        return
    waits = Q(state=RequestState.RECEIVED)
    if REQUESTS.may(actor, RequestAction.DECIDE):
        second = ~Q(recorded_by_id=actor.user_id) & (
            Q(advice_recorded_by_id__isnull=True) | ~Q(advice_recorded_by_id=actor.user_id)
        )
        waits |= Q(state=RequestState.ADVISED) & second
    rows = REQUESTS.visible(actor, AuthorityRequest.objects.filter(waits))
    rows = rows.defer("asker", "asked", "adviser", "advice", "answer_words")
    yield Waiting(
        rows.order_by("answer_due", "id"),
        lambda found: map(_request, found),
        kind="authority_request",
        waits=True,
        all_of_it=Link(_("All requests of authorities"), reverse("protection:authority_requests")),
    )


def _request(row: Any) -> TodayItem:
    advised = row.state == RequestState.ADVISED
    title = (
        _("Decide on the request of an authority: nothing is disclosed before")
        if advised
        else _("Get legal advice on the request of an authority")
    )
    return TodayItem(
        title=title,
        url=reverse("protection:authority_request", args=[row.pk]),
        group=Group.CAME_IN,
        subject=row.pk,
        since=day_begins(row.received_on),
        due=day_ends(row.answer_due) if row.answer_due else None,
        file=row.case_id,
    )


def complaints_to_answer(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Complaints without an answer, for whoever handles them."""
    if not COMPLAINTS.may(actor, ComplaintAction.SEE):
        return
    rows = COMPLAINTS.visible(actor, Complaint.objects.filter(outcome=""))
    rows = rows.defer("words", "wish", "answer")
    # Whoever answers a complaint may not work on the case it is about: then the line says nothing of it.
    rows = rows if leads(actor) else rows.filter(handled_by_id=actor.user_id)
    yield Waiting(
        rows.order_by("answer_due", "id"),
        # Whoever answers a complaint may not work on the case it is about: then the line says nothing of it.
        lambda found: (_complaint(row, with_file=leads(actor)) for row in found),
        kind="complaint",
        waits=True,
        narrow=lambda rows, view: (
            rows.filter(handled_by_id=actor.user_id)
            if view is View.MINE
            else rows.filter(handled_by_id__isnull=True)
        ),
        hand_over=lambda item: reverse("protection:complaint_hand_over", args=[item.subject]),
        all_of_it=Link(_("All complaints"), reverse("protection:complaints")),
    )


def _complaint(row: Complaint, *, with_file: bool) -> TodayItem:
    return TodayItem(
        title=_("Answer a complaint"),
        url=reverse("protection:complaint", args=[row.pk]),
        group=Group.CAME_IN,
        subject=row.pk,
        file=row.case_id if with_file else None,
        facts=(COMPLAINTS_ABOUT[row.about],),
        whose=(row.handled_by_id,) if row.handled_by_id else (),
        since=day_begins(row.received_on),
        due=day_ends(row.answer_due),
    )


def persons_to_tell(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Persons whom a breach concerns and whom nobody has told yet, for those who work with them."""
    if not PERSONS.may(actor, PersonAction.SEE_IDENTITY):
        return
    cases = CASES.visible(actor, Case.objects.filter(person_id=OuterRef("subject_id")))
    newest = Subquery(cases.order_by("-id").values("pk")[:1])
    rows = notices_to_answer(actor).annotate(case_id=newest)
    yield Waiting(rows.order_by("id"), lambda found: map(_notice, found), waits=True)


def _notice(row: Any) -> TodayItem:
    return TodayItem(
        title=_("Tell the person of a breach"),
        url=reverse("protection:tell_of_breach", args=[row.case_id, row.pk]),
        group=Group.CAME_IN,
        subject=row.pk,
        since=row.created_at,
        file=row.case_id,
        facts=(BREACH_UNREACHED.label,) if row.outcome else (),
    )
