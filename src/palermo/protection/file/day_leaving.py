"""Tasks and appointments of a colleague who leaves, given to somebody else who works on the case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from palermo.desk.appointments.codes import AppointmentState
from palermo.desk.appointments.models import Appointment
from palermo.desk.appointments.policies import APPOINTMENTS, AppointmentAction
from palermo.desk.appointments.services import move_appointment
from palermo.desk.duties.codes import TaskState
from palermo.desk.duties.models import Task
from palermo.desk.duties.policies import TASKS, TaskAction
from palermo.desk.duties.services import pass_on
from palermo.kit.components import Known
from palermo.protection.cases.policies import SPEAKING
from palermo.protection.file.queries.week import of_file
from palermo.trust.actor import Actor
from palermo.trust.open_work import OpenThing, OpenWork
from palermo.trust.rows import own_row


def _tasks(organisation_id: UUID, user_id: UUID) -> QuerySet[Any]:
    rows = Task.objects.filter(organisation_id=organisation_id, assigned_to_id=user_id, state=TaskState.OPEN)
    return of_file(rows.defer("words")).order_by("due_on", "id")


def _task(row: Any) -> OpenThing:
    page = reverse("protection:task", args=[row.file_id, row.pk])
    return OpenThing(id=row.pk, shown=Known(row.word, row.code, page))


def _give_task(actor: Actor, task_id: UUID, from_id: UUID, to_id: UUID) -> None:  # noqa: ARG001 - one shape for all
    pass_on(actor, task_id=task_id, to_id=to_id)


def _appointments(organisation_id: UUID, user_id: UUID) -> QuerySet[Any]:
    rows = Appointment.objects.filter(
        organisation_id=organisation_id,
        assigned_to_id=user_id,
        state=AppointmentState.PLANNED,
        day__gte=timezone.localdate(),
    )
    return of_file(rows.defer("place", "with_whom")).order_by("day", "hour", "id")


def _appointment(row: Any) -> OpenThing:
    page = reverse("protection:appointment", args=[row.file_id, row.pk])
    return OpenThing(id=row.pk, shown=Known(row.word, row.code, page))


def _give_appointment(actor: Actor, appointment_id: UUID, from_id: UUID, to_id: UUID) -> None:  # noqa: ARG001 - one shape for all
    asked = APPOINTMENTS.asked(AppointmentAction.CHANGE)
    row = own_row(actor, Appointment, appointment_id, verb=asked, object_type="appointment")
    move_appointment(actor, appointment_id=row.pk, day=row.day, hour=row.hour, goes_id=to_id)


TASKS_TO_DO = OpenWork(
    code="protection.tasks",
    words=_("Tasks"),
    columns=frozenset({"desk_task.assigned_to_id"}),
    rows=_tasks,
    seen=TASKS.visible,
    thing=_task,
    roles=frozenset(SPEAKING),
    may_hand_over=lambda actor: bool(TASKS.may(actor, TaskAction.GIVE_ON)),
    hand_over=_give_task,
)
APPOINTMENTS_TO_KEEP = OpenWork(
    code="protection.with_appointments",
    words=_("Appointments to which they go along"),
    columns=frozenset({"desk_appointment.assigned_to_id"}),
    rows=_appointments,
    seen=APPOINTMENTS.visible,
    thing=_appointment,
    roles=frozenset(SPEAKING),
    may_hand_over=lambda actor: bool(APPOINTMENTS.may(actor, AppointmentAction.CHANGE)),
    hand_over=_give_appointment,
)
