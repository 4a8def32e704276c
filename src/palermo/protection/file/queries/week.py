"""Appointments, open tasks and time limits of the cases in sight, by day; no sealed word is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.desk.appointments.codes import AppointmentState
from palermo.desk.appointments.models import Appointment
from palermo.desk.appointments.policies import APPOINTMENTS
from palermo.desk.appointments.words import APPOINTMENT_KINDS, APPOINTMENT_STATES
from palermo.desk.duties.codes import TaskState
from palermo.desk.duties.models import Task
from palermo.desk.duties.policies import TASKS
from palermo.desk.duties.words import DUTIES
from palermo.kit.choices import Text
from palermo.kit.components import Known, State
from palermo.kit.office_time import local_day
from palermo.protection.cases.assignments import assignments_of
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.queries.clocks import clocks_in_sight
from palermo.protection.cases.words.clocks import CLOCKS
from palermo.protection.conference.codes import ConferenceState
from palermo.protection.conference.queries import conferences, own_decisions, seats
from palermo.protection.conference.rules import begins_at
from palermo.protection.file.queries.working_day import with_name
from palermo.trust.actor import Actor, Staff
from palermo.trust.gather import gather

MOST = 300
"""Rows of each kind that one week shows."""
_STANDS = (AppointmentState.PLANNED, AppointmentState.KEPT, AppointmentState.MISSED)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a day: what it is, of which case by word and code, and who goes or does it. `look` names its tint."""

    hour: time | None
    label: Text
    person: Known
    url: str
    who: str = ""
    look: str = ""
    state: State | None = None
    is_late: bool = False


def of_file(rows: QuerySet[Any], column: str = "file_id") -> QuerySet[Any]:
    """Rows about cases with each case's `code` and `word`."""
    case = Case.objects.filter(organisation_id=OuterRef("organisation_id"), pk=OuterRef(column))
    named: QuerySet[Any] = rows.annotate(
        code=Subquery(case.values("code")[:1]), word=Subquery(case.values("known_as")[:1])
    )
    return named


def is_mine(actor: Actor, column: str = "file_id") -> Exists:
    """Of a row about a case: whether the actor works on it."""
    if not isinstance(actor, Staff):
        return Exists(Case.objects.none())
    return Exists(assignments_of(actor).filter(case_id=OuterRef(column)))


def entries_of_week(actor: Actor, first: date, *, today: date, mine: bool) -> dict[date, list[Entry]]:
    """The seven days from `first`, each with its entries by hour; one statement.

    `mine` leaves out what another colleague does, and of what nobody does the cases of others. What was to be done
    before today stands on today, late.
    """
    last = first + timedelta(days=6)
    appointments = APPOINTMENTS.visible(
        actor, Appointment.objects.filter(day__gte=first, day__lte=last, state__in=_STANDS)
    )
    since = Q() if first <= today <= last else Q(due_on__gte=first)
    tasks = TASKS.visible(actor, Task.objects.filter(since, due_on__lte=last, state=TaskState.OPEN))
    zone = timezone.get_current_timezone()
    begins = datetime.combine(first, time.min, tzinfo=zone)
    clocks = clocks_in_sight(actor, before=begins + timedelta(days=7)).filter(due_at__gte=begins)
    if mine:
        own = Q(assigned_to_id=actor.user_id)
        appointments = appointments.filter(own | Q(is_mine(actor), assigned_to_id__isnull=True))
        tasks = tasks.filter(own)
        clocks = clocks.filter(is_mine(actor, "object_id"))
    meetings = conferences(actor).filter(day__gte=first, day__lte=last, state=ConferenceState.CALLED)
    sits = seats(actor).filter(day__gte=first, day__lte=last, state=ConferenceState.CALLED)
    decided = own_decisions(actor).filter(since, due_on__lte=last)
    if mine:
        meetings = meetings.filter(is_mine(actor, "case_id"))
        sits = sits.filter(who_id=actor.user_id)
        decided = decided.filter(seat__who_id=actor.user_id)
    found = gather(
        {
            "appointments": of_file(
                with_name(appointments.defer("place", "with_whom"), who="assigned_to_id")
            ).order_by("day", "hour", "id")[:MOST],
            "tasks": of_file(with_name(tasks.defer("words"), who="assigned_to_id")).order_by("due_on", "id")[
                :MOST
            ],
            "clocks": of_file(clocks, "object_id")[:MOST],
            "conferences": meetings[:MOST],
            "seats": sits[:MOST],
            "decided": decided[:MOST],
        }
    )
    days: dict[date, list[Entry]] = {first + timedelta(days=number): [] for number in range(7)}
    for row in found["appointments"]:
        days[row.day].append(_appointment(row, today=today))
    for row in found["tasks"]:
        day = today if row.due_on < today and first <= today <= last else row.due_on
        days[day].append(_task(row, today=today))
    for row in found["clocks"]:
        days[local_day(row.due_at)].append(_clock(row))
    for row in found["conferences"]:
        days[row.day].append(_meeting(row, Known(row.case_word, row.case_code), "conference"))
    for row in found["seats"]:
        days[row.day].append(_meeting(row, Known("", row.code), "seat"))
    for row in found["decided"]:
        day = today if row.due_on < today and first <= today <= last else row.due_on
        days[day].append(_decided(row, today=today))
    for entries in days.values():
        entries.sort(key=lambda entry: (not entry.is_late, entry.hour or time.max))
    return days


def _appointment(row: Any, *, today: date) -> Entry:
    is_planned = row.state == AppointmentState.PLANNED
    return Entry(
        hour=row.hour,
        label=APPOINTMENT_KINDS[row.kind],
        person=Known(row.word, row.code),
        url=reverse("protection:appointment", args=[row.file_id, row.pk]),
        who=row.who or "",
        state=None if is_planned else APPOINTMENT_STATES[row.state],
        is_late=is_planned and row.day < today,
    )


def _task(row: Any, *, today: date) -> Entry:
    return Entry(
        hour=None,
        label=DUTIES[row.what],
        person=Known(row.word, row.code),
        url=reverse("protection:task", args=[row.file_id, row.pk]),
        who=row.who or "",
        look="event-task",
        is_late=row.due_on < today,
    )


def _clock(row: Any) -> Entry:
    return Entry(
        hour=None,
        label=_("Time limit: %(what)s") % {"what": CLOCKS.get(row.kind, row.kind)},
        person=Known(row.word, row.code),
        url=reverse("protection:case", args=[row.object_id]),
        look="event-clock",
    )


def _meeting(row: Any, person: Known, page: str) -> Entry:
    """A conference, at its hour by the reader's clock."""
    begins = begins_at(row.day, row.hour, row.zone).astimezone(timezone.get_current_timezone())
    url = reverse(f"protection:{page}", args=[row.pk])
    return Entry(hour=begins.time(), label=_("Conference"), person=person, url=url)


def _decided(row: Any, *, today: date) -> Entry:
    return Entry(
        hour=None,
        label=DUTIES[row.what],
        person=Known("", row.code),
        url=reverse("protection:seat", args=[row.seat_id]),
        look="event-task",
        is_late=row.due_on < today,
    )
