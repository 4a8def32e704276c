"""Conferences on Today: what the caller is to do, what a seat is asked, and what an office took on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.desk.duties.words import DUTIES
from palermo.kit.components import Known
from palermo.kit.office_time import day_ends, local_day
from palermo.protection.cases.lines import of_cases
from palermo.protection.conference.codes import Coming, ConferenceState, DecisionState, PersonPart
from palermo.protection.conference.models import ConferenceDecision, Member
from palermo.protection.conference.policies import (
    CONFERENCES,
    SEATS,
    ConferenceAction,
    SeatAction,
)
from palermo.protection.conference.queries import conferences, own_decisions, seats
from palermo.protection.conference.rules import begins_at
from palermo.trust.actor import Actor
from palermo.trust.today import Group, TodayItem, Waiting


def conferences_to_lead(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """At the caller: ask the person, the day itself, an office that cannot come, what is to be closed, what is late."""
    if not CONFERENCES.may(actor, ConferenceAction.LEAD):
        return
    rows = conferences(actor).filter(person__erased_at__isnull=True)
    called, mine = rows.filter(state=ConferenceState.CALLED), of_cases(actor)
    cannot = Member.objects.filter(
        organisation_id=OuterRef("organisation_id"),
        conference_id=OuterRef("pk"),
        ended_at__isnull=True,
        coming=Coming.CANNOT,
    )
    late = ConferenceDecision.objects.filter(
        organisation_id=OuterRef("organisation_id"),
        conference_id=OuterRef("pk"),
        task_id__isnull=True,
        state=DecisionState.OPEN,
        due_on__lt=local_day(now),
    )
    yield Waiting(
        called.filter(person_part=PersonPart.NOT_ASKED).order_by("day", "hour", "pk"),
        lambda found: (
            _line(row, _("Ask the person whether they take part in the conference")) for row in found
        ),
        kind="conference_ask_person",
        **mine,
    )
    yield Waiting(
        called.filter(Exists(cannot)).order_by("day", "hour", "pk"),
        lambda found: (
            _line(row, _("An office cannot come to the conference"), group=Group.CAME_IN) for row in found
        ),
        kind="conference_cannot",
        waits=True,
        **mine,
    )
    yield Waiting(
        called.filter(~Q(person_part=PersonPart.NOT_ASKED), day__lte=local_day(now)).order_by(
            "day", "hour", "pk"
        ),
        lambda found: (_line(row, _("Conference: hold it, or call it off")) for row in found),
        kind="conference_day",
        **mine,
    )
    yield Waiting(
        rows.filter(state=ConferenceState.HELD).order_by("day", "hour", "pk"),
        lambda found: (
            _line(row, _("Conference held: record what was decided, and close it")) for row in found
        ),
        kind="conference_held",
        **mine,
    )
    yield Waiting(
        rows.filter(Exists(late)).order_by("day", "hour", "pk"),
        lambda found: (
            _line(row, _("A decision of a conference is late at an office"), group=Group.LATE)
            for row in found
        ),
        kind="conference_late",
        **mine,
    )


def _line(row: Any, title: str, *, group: Group = Group.TODAY) -> TodayItem:
    return TodayItem(
        title=title,
        url=reverse("protection:conference", args=[row.pk]),
        group=group,
        subject=row.pk,
        since=row.created_at,
        due=begins_at(row.day, row.hour, row.zone) if row.state == ConferenceState.CALLED else None,
        file=row.case_id,
    )


def seats_to_answer(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Calls of other offices that wait for an answer."""
    if not SEATS.may(actor, SeatAction.ANSWER):
        return
    rows = seats(actor).filter(state=ConferenceState.CALLED, coming=Coming.NO_ANSWER)
    yield Waiting(
        rows,
        lambda found: (
            _seat(row, _("Called to a conference: say whether you come"), Group.CAME_IN) for row in found
        ),
        kind="seat_to_answer",
        waits=True,
    )


def seats_and_tasks(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Conferences at which the office sits today, and what it took on there and has not done."""
    if not SEATS.may(actor, SeatAction.SEE):
        return
    today = local_day(now)
    rows = seats(actor).filter(
        state=ConferenceState.CALLED, coming__in=[Coming.COMES, Coming.SENDS], day__lte=today
    )
    yield Waiting(
        rows,
        lambda found: (_seat(row, _("Conference at another office"), Group.TODAY) for row in found),
        kind="seat_day",
    )
    for late in (False, True):
        tasks = own_decisions(actor)
        yield Waiting(
            tasks.filter(due_on__lt=today) if late else tasks.filter(due_on__gte=today),
            lambda found, late=late: (_task(row, late=late) for row in found),  # type: ignore[misc]
            kind="seat_task_late" if late else "seat_task",
        )


def _seat(row: Any, title: str, group: Group) -> TodayItem:
    return TodayItem(
        title=title,
        url=reverse("protection:seat", args=[row.pk]),
        group=group,
        subject=row.pk,
        person=Known("", row.code),
        facts=(row.office,),
        since=row.received_at,
        due=begins_at(row.day, row.hour, row.zone),
        whose=(row.who_id,) if row.who_id else (),
    )


def _task(row: Any, *, late: bool) -> TodayItem:
    return TodayItem(
        title=_("Decided at a conference: %(what)s") % {"what": DUTIES[row.what]},
        url=reverse("protection:seat", args=[row.seat_id]),
        group=Group.LATE if late else Group.TODAY,
        subject=row.pk,
        person=Known("", row.code),
        facts=(row.caller,),
        due=day_ends(row.due_on),
    )
