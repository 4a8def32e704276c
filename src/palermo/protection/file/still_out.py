"""What the desk has out about a file that closes: half-typed pages of the actor's own, tasks, appointments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from palermo.desk.appointments.codes import AppointmentState
from palermo.desk.appointments.models import Appointment
from palermo.desk.appointments.policies import APPOINTMENTS
from palermo.desk.appointments.services import settle_appointment
from palermo.desk.appointments.words import APPOINTMENT_KINDS
from palermo.desk.drafts import delete_draft
from palermo.desk.duties.codes import TaskState
from palermo.desk.duties.models import Task
from palermo.desk.duties.policies import TASKS
from palermo.desk.duties.services import say_task
from palermo.desk.duties.words import DUTIES
from palermo.desk.models import Draft
from palermo.desk.paused import title_of
from palermo.desk.policies import DRAFTS
from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.protection.file.drafts import with_files
from palermo.trust.actor import Actor
from palermo.trust.still_out import AboutFile, StillOut


def _throw_away(actor: Actor, draft_id: UUID, code: str) -> None:  # noqa: ARG001 - one shape for all
    row = DRAFTS.visible(actor, Draft.objects.all()).get(pk=draft_id)
    delete_draft(actor, flow=row.flow, object_id=row.object_id, beginning=row.beginning)


def _begun(actor: Actor, file: AboutFile) -> QuerySet[Any]:
    rows: QuerySet[Any] = with_files(actor, DRAFTS.visible(actor, Draft.objects.all()))
    return rows.filter(file_id=file.file_id).defer("answers").order_by("id")


BEGUN = StillOut(
    code="draft",
    words=gettext_lazy("A page you began"),
    tables=frozenset({"desk_draft"}),
    rows=_begun,
    shown=lambda row: title_of(row.flow),
    ends={"thrown_away": gettext_lazy("End it: throw it away")},
    end=_throw_away,
)


def _task(row: Any) -> Link:
    return Link(str(DUTIES[row.what]), reverse("protection:task", args=[row.file_id, row.pk]))


def _appointment(row: Any) -> Link:
    return Link(
        str(APPOINTMENT_KINDS[row.kind]), reverse("protection:appointment", args=[row.file_id, row.pk])
    )


TASK = StillOut(
    code="task",
    words=gettext_lazy("Something is to be done"),
    tables=frozenset({"desk_task"}),
    rows=lambda actor, file: (
        TASKS.visible(actor, Task.objects.filter(file_id=file.file_id, state=TaskState.OPEN))
        .defer("words")
        .order_by("due_on", "id")
    ),
    shown=_task,
    says=lambda row: day_text(row.due_on),
    ends={TaskState.DONE.value: gettext_lazy("End it: it is done")},
    end=lambda actor, task_id, code: say_task(actor, task_id=task_id, state=TaskState(code)),
)
APPOINTMENT = StillOut(
    code="appointment",
    words=gettext_lazy("An appointment is planned"),
    tables=frozenset({"desk_appointment"}),
    rows=lambda actor, file: (
        APPOINTMENTS.visible(
            actor, Appointment.objects.filter(file_id=file.file_id, state=AppointmentState.PLANNED)
        )
        .defer("place", "with_whom")
        .order_by("day", "id")
    ),
    shown=_appointment,
    says=lambda row: day_text(row.day),
    ends={
        AppointmentState.CANCELLED.value: gettext_lazy("End it: it is cancelled"),
        AppointmentState.KEPT.value: gettext_lazy("End it: it was kept"),
    },
    end=lambda actor, appointment_id, code: settle_appointment(
        actor, appointment_id=appointment_id, state=AppointmentState(code)
    ),
)
KINDS = (BEGUN, TASK, APPOINTMENT)
