"""The working day on Today: tasks of the reader, appointments they go to, safety plans to look at again, hand-overs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.desk.appointments.codes import AppointmentState
from palermo.desk.appointments.models import Appointment
from palermo.desk.appointments.policies import APPOINTMENTS
from palermo.desk.appointments.words import APPOINTMENT_KINDS
from palermo.desk.duties.codes import TaskState
from palermo.desk.duties.models import Task
from palermo.desk.duties.policies import TASKS, TaskAction
from palermo.desk.duties.words import DUTIES
from palermo.desk.safety.models import SafetyPlan
from palermo.desk.safety.policies import SAFETY_PLANS
from palermo.desk.shifts.policies import HANDOVERS, HandoverAction
from palermo.kit.layout import Link
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.lines import of_cases
from palermo.protection.cases.models.cases import Case
from palermo.protection.file.queries.shift import unread
from palermo.protection.file.queries.week import is_mine
from palermo.trust.actor import Actor, Staff
from palermo.trust.today import Group, TodayItem, Waiting, own

WEEK: Final = timedelta(days=7)
UNREAD_FOR: Final = timedelta(hours=24)
"""How long a hand-over that one has not read stands on Today."""


def _week() -> Link:
    return Link(_("The whole week"), reverse("protection:week"))


def tasks_given(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Open tasks that a colleague gave the actor: each waits for them until it is done, passed on or put off."""
    if not isinstance(actor, Staff) or not TASKS.may(actor, TaskAction.DO):
        return
    rows = _open(actor).exclude(given_by_id=actor.user_id)
    items = partial(map, partial(_task, today=timezone.localdate(now), given=True))
    yield Waiting(rows, items, kind="task_given", waits=True, narrow=own, all_of_it=_week())


def tasks_to_do(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Open tasks that the actor gave themself: late ones and today's in the day, those of the week beside it."""
    if not isinstance(actor, Staff) or not TASKS.may(actor, TaskAction.DO):
        return
    today = timezone.localdate(now)
    items = partial(map, partial(_task, today=today, given=False))
    rows = _open(actor).filter(given_by_id=actor.user_id)
    yield Waiting(rows.filter(due_on__lte=today), items, kind="task", narrow=own, all_of_it=_week())
    later = rows.filter(due_on__gt=today, due_on__lt=today + WEEK)
    yield Waiting(later, items, narrow=own, ahead=True)


def _open(actor: Staff) -> QuerySet[Task]:
    rows = TASKS.visible(actor, Task.objects.filter(assigned_to_id=actor.user_id, state=TaskState.OPEN))
    return rows.defer("words").order_by("due_on", "id")


def _task(row: Task, *, today: Any, given: bool) -> TodayItem:
    return TodayItem(
        title=DUTIES[row.what],
        url=reverse("protection:task", args=[row.file_id, row.pk]),
        group=Group.CAME_IN if given and row.due_on > today else Group.TODAY,
        subject=row.pk,
        since=row.created_at,
        due=_at(row.due_on, None),
        file=row.file_id,
        whose=(row.assigned_to_id,),
    )


def _at(day: Any, hour: time | None) -> datetime:
    """An hour of a day by the office's clock; without one the last moment of the day."""
    return datetime.combine(day, hour or time.max, tzinfo=timezone.get_current_timezone())


def appointments_ahead(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Appointments the actor goes to, and those of their cases to which nobody goes.

    Today's stand in the day; one that is past and planned still is late: somebody says what became of it. Those of the
    week stand beside the day.
    """
    if not isinstance(actor, Staff) or not TASKS.may(actor, TaskAction.DO):
        return
    today = timezone.localdate(now)
    mine = Q(assigned_to_id=actor.user_id) | Q(is_mine(actor), assigned_to_id__isnull=True)
    rows = APPOINTMENTS.visible(actor, Appointment.objects.filter(mine, state=AppointmentState.PLANNED))
    rows = rows.defer("place", "with_whom").order_by("day", "hour", "id")
    items = partial(map, partial(_appointment, now=now))
    yield Waiting(
        rows.filter(day__lte=today, day__gt=today - 12 * WEEK),
        items,
        kind="appointment",
        narrow=own,
        all_of_it=_week(),
    )
    yield Waiting(rows.filter(day__gt=today, day__lt=today + WEEK), items, narrow=own, ahead=True)


def _appointment(row: Appointment, *, now: datetime) -> TodayItem:
    kind, due = APPOINTMENT_KINDS[row.kind], _at(row.day, row.hour)
    return TodayItem(
        title=_("Kept or missed? %(what)s") % {"what": kind} if due < now else kind,
        url=reverse("protection:appointment", args=[row.file_id, row.pk]),
        subject=row.pk,
        since=row.created_at,
        due=due,
        file=row.file_id,
        whose=(row.assigned_to_id,) if row.assigned_to_id else None,
    )


def safety_to_review(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Safety plans of open cases of the actor whose day has come, and those of the week beside the day."""
    if not isinstance(actor, Staff) or not TASKS.may(actor, TaskAction.DO):
        return
    today = timezone.localdate(now)
    is_open = Case.objects.filter(
        organisation_id=OuterRef("organisation_id"), pk=OuterRef("file_id"), state=CaseState.OPEN
    )
    rows = SAFETY_PLANS.visible(actor, SafetyPlan.objects.filter(Exists(is_open), replaced_at__isnull=True))
    rows = rows.defer("plan").order_by("review_on", "id")
    yield Waiting(
        rows.filter(review_on__lte=today),
        partial(map, _review),
        kind="safety_review",
        **of_cases(actor, "file_id"),
    )
    later = rows.filter(is_mine(actor), review_on__gt=today, review_on__lt=today + WEEK)
    yield Waiting(later, partial(map, _review), narrow=own, ahead=True)


def _review(row: SafetyPlan) -> TodayItem:
    return TodayItem(
        title=_("Look at the safety plan again"),
        url=reverse("protection:safety", args=[row.file_id]),
        subject=row.pk,
        since=row.created_at,
        due=_at(row.review_on, None),
        file=row.file_id,
    )


def handovers_to_read(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Hand-overs of colleagues of the last day that the actor has not read."""
    if not isinstance(actor, Staff) or not HANDOVERS.may(actor, HandoverAction.READ):
        return
    rows = unread(actor, since=now - UNREAD_FOR)
    yield Waiting(rows, _handovers, kind="handover", narrow=own)


def _handovers(rows: Sequence[Any]) -> Iterator[TodayItem]:
    for row in rows:
        yield TodayItem(
            title=_("Read the hand-over of %(name)s") % {"name": row.name or ""},
            url=reverse("protection:handover", args=[row.pk]),
            group=Group.CAME_IN,
            subject=row.pk,
            since=row.created_at,
        )
