"""Reads of conferences: those of a case, one with its members and decisions, and the seats of the acting office."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from palermo.desk.duties.codes import TaskState
from palermo.desk.duties.models import Task
from palermo.directory.queries import Partner, partners_for
from palermo.kit.office_time import office_today
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES
from palermo.protection.conference.codes import DecisionState
from palermo.protection.conference.models import (
    Conference,
    ConferenceDecision,
    Member,
    Seat,
    SeatDecision,
)
from palermo.protection.conference.policies import CONFERENCES, SEATS, SeatAction
from palermo.protection.conference.terms import ONLY_AS_WISHED, PURPOSE
from palermo.protection.need_to_know.queries.barred import barred_offices
from palermo.trust.actor import Actor
from palermo.trust.gather import gather
from palermo.trust.mandates import Role
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.queries import in_force, offices
from palermo.trust.policy import get_or_404
from palermo.trust.rows import probed, row_or_404


def file_of_conference(actor: Actor, thread_id: UUID) -> UUID | None:
    """Whose file a thread is about on the side that calls; a seat stands in nobody's file."""
    rows = Member.objects.filter(organisation_id=actor.organisation_id, thread_id=thread_id)
    return rows.values_list("person_id", flat=True).first()


def conferences(actor: Actor) -> QuerySet[Any]:
    """The office's conferences the actor may see, the latest day first; no seal is opened."""
    rows = CONFERENCES.visible(actor, Conference.objects.all())
    named = rows.annotate(case_word=F("case__known_as"), case_code=F("case__code"))
    return named.defer("place", "words", "note").order_by("-day", "-hour", "-id")


def conference_of(actor: Actor, conference_id: UUID) -> Conference:
    """One conference with its case, which is found in sight itself: then a page asks no more. Raises Http404."""
    rows = CONFERENCES.visible(actor, Conference.objects.select_related("person"))
    row = row_or_404(actor, rows, conference_id, object_type="conference")
    row.case = get_or_404(actor, CASES, Case.objects.select_related("person"), row.case_id)
    return row


def members_of(row: Conference) -> list[Any]:
    """Who was called, with each office's name and kind; those whose sight ended last."""
    rows = Member.objects.filter(organisation_id=row.organisation_id, conference=row)
    named = rows.annotate(office_name=F("office__name"), office_kind=F("office__kind"))
    return list(named.order_by(F("ended_at").asc(nulls_first=True), "id"))


def decisions_of(row: Conference) -> list[Any]:
    """What was decided, each with its office's name and how it `stands`: of the own office as its task says."""
    task = Task.objects.filter(organisation_id=OuterRef("organisation_id"), pk=OuterRef("task_id"))
    rows = ConferenceDecision.objects.filter(organisation_id=row.organisation_id, conference=row).annotate(
        office_name=F("office__name"), task_state=Subquery(task.values("state")[:1])
    )
    found = list(rows.order_by("number"))
    for one in found:
        done = one.state == DecisionState.OPEN and one.task_state == TaskState.DONE
        one.stands = DecisionState.DONE.value if done else one.state  # type: ignore[attr-defined]
    return found


def callable_offices(actor: Actor, case: Case, row: Conference) -> list[Partner]:
    """The other offices, each with why it cannot be called, if so. Those that sit there only as wished are left out."""
    barred, called = barred_offices(actor, case.person_id), _called(row)
    return [
        Partner(one.office, one.refusal or barred.get(one.office.pk), one.takes_enquiries)
        for one in partners_for(actor, PURPOSE)
        if one.office.kind not in ONLY_AS_WISHED and one.office.pk not in called
    ]


def authorities_as_wished(actor: Actor, row: Conference) -> list[tuple[UUID, str, str]]:
    """Police, prosecution and immigration offices that are not called yet: id, name, kind."""
    rows = offices().filter(kind__in=[kind.value for kind in ONLY_AS_WISHED])
    rows = rows.exclude(pk__in=_called(row)).exclude(pk=actor.organisation_id)
    return list(rows.order_by("name", "pk").values_list("pk", "name", "kind"))


def _called(row: Conference) -> set[UUID]:
    held = Member.objects.filter(organisation_id=row.organisation_id, conference=row, ended_at__isnull=True)
    return set(held.values_list("office_id", flat=True))


def seats(actor: Actor) -> QuerySet[Any]:
    """The seats in the actor's sight, each with its `office`, the next day first; no seal is opened."""
    rows = SEATS.visible(actor, Seat.objects.annotate(office=F("sender__name")))
    return rows.defer("told", "place", "words").order_by("day", "hour", "id")


def seat_of(actor: Actor, seat_id: UUID) -> Any:
    """One seat in sight. Raises Http404, also for one that ended."""
    rows = SEATS.visible(actor, Seat.objects.annotate(office=F("sender__name")))
    row = row_or_404(actor, rows, seat_id, object_type="conference_seat")
    if not SEATS.may(actor, SeatAction.SEE, row):
        raise probed(actor, object_type="conference_seat", object_id=seat_id)
    return row


def at_seat(actor: Actor, row: Seat) -> tuple[list[Any], list[tuple[str, str]]]:
    """The decisions as a seat knows them, each with its office's name; and which other colleagues may take part.

    Those are who works on files in the office, by name. One statement.
    """
    decisions = SeatDecision.objects.filter(organisation_id=row.organisation_id, seat=row)
    colleagues = RoleAssignment.objects.filter(
        in_force(office_today()),
        organisation_id=actor.organisation_id,
        role__in=[Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT],
    )
    found = gather(
        {
            "decisions": decisions.annotate(office_name=F("office__name")).order_by("number"),
            "colleagues": colleagues.annotate(name=F("user__full_name")).order_by("name", "user_id"),
        }
    )
    others = {str(one.user_id): one.name for one in found["colleagues"] if one.user_id != actor.user_id}
    return found["decisions"], list(others.items())


def own_decisions(actor: Actor) -> QuerySet[Any]:
    """What the acting office is to do by conferences in the actor's sight, the first due first."""
    seen = SEATS.visible(actor, Seat.objects.all())
    rows = SeatDecision.objects.filter(
        organisation_id=actor.organisation_id, seat__in=seen, is_own=True, state=DecisionState.OPEN
    )
    named = rows.defer("words").annotate(caller=F("seat__sender__name"), code=F("seat__code"))
    return named.order_by("due_on", "pk")
