"""What the desk keeps about a case: notes, tasks, appointments, the safety plan; and what its history says of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from palermo.desk.appointments.codes import AppointmentState
from palermo.desk.appointments.models import Appointment
from palermo.desk.appointments.policies import APPOINTMENTS
from palermo.desk.duties.codes import TaskState
from palermo.desk.duties.models import Task
from palermo.desk.duties.policies import TASKS
from palermo.desk.file_policies import in_sight
from palermo.desk.files import shown
from palermo.desk.notes.models import Note
from palermo.desk.notes.policies import NOTES
from palermo.desk.safety.models import SafetyPlan
from palermo.desk.safety.policies import SAFETY_PLANS, SafetyAction
from palermo.desk.safety.services import answers_of
from palermo.desk.verbs import DayVerb
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.protection.file.desk_policies import may_read_words
from palermo.trust.actor import Actor
from palermo.trust.gather import gather
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.models import User
from palermo.trust.policy import get_or_404
from palermo.trust.vault.vault import unseal

MOST = 100
"""Rows of each kind that the page of a case reads, the newest."""


@dataclass(frozen=True, kw_only=True)
class WorkingDay:
    """Tasks with `whose`, appointments with `goes`, notes with `struck_by`, and the words that were opened.

    `texts` are the words by row: of a note its text, of a task its words, of an appointment place and with whom.
    """

    tasks: tuple[Any, ...] = ()
    appointments: tuple[Any, ...] = ()
    notes: tuple[Any, ...] = ()
    plan: Any = None
    texts: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def to_do(self) -> list[Any]:
        """Tasks that are open, the first due first."""
        return sorted(
            (row for row in self.tasks if row.state == TaskState.OPEN), key=lambda row: (row.due_on, row.pk)
        )

    @property
    def planned(self) -> list[Any]:
        """Appointments that are planned, the first first."""
        rows = [row for row in self.appointments if row.state == AppointmentState.PLANNED]
        return sorted(rows, key=lambda row: (row.day, row.hour or time.max, row.pk))


def working_day(actor: Actor, case: Case, *, events: Iterable[LedgerEvent] = ()) -> WorkingDay:
    """What is open and planned in a case, its plan, and the rows of these events; nothing for who may not read in it.

    One statement. Reading the words of notes is a look at what was told, reading those of tasks and appointments one at
    what is to be done; each is recorded once.
    """
    if not may_read_words(actor, case):
        return WorkingDay()
    told = _told(case, events)
    here = {"organisation_id": case.organisation_id, "file_id": case.pk}
    tasks = Task.objects.filter(Q(state=TaskState.OPEN) | Q(pk__in=told["file_task"]), **here)
    appointments = Appointment.objects.filter(
        Q(state=AppointmentState.PLANNED) | Q(pk__in=told["appointment"]), **here
    )
    lists: dict[str, QuerySet[Any]] = {
        "tasks": with_name(tasks, whose="assigned_to_id").order_by("-id")[:MOST],
        "appointments": with_name(appointments, goes="assigned_to_id").order_by("-id")[:MOST],
        "notes": _notes(here, told["note"]),
        "plan": SafetyPlan.objects.filter(**here, replaced_at__isnull=True).defer("plan"),
    }
    found = gather(lists)
    day = WorkingDay(
        tasks=tuple(found["tasks"]),
        appointments=tuple(found["appointments"]),
        notes=tuple(found["notes"]),
        plan=next(iter(found["plan"]), None),
    )
    texts = notes_read(actor, case, day.notes)
    return replace(day, texts=texts | words_read(actor, case, [*day.to_do, *day.planned]))


def day_told(actor: Actor, case: Case, events: Iterable[LedgerEvent]) -> WorkingDay:
    """The rows of these events with the texts of notes, one statement; nothing for who may not read in the case.

    Reading the texts is a look at what was told, and recorded.
    """
    told = _told(case, events)
    if not any(told.values()) or not may_read_words(actor, case):
        return WorkingDay()
    here = {"organisation_id": case.organisation_id, "file_id": case.pk}
    found = gather(
        {
            "tasks": Task.objects.filter(pk__in=told["file_task"], **here),
            "appointments": Appointment.objects.filter(pk__in=told["appointment"], **here),
            "notes": _notes(here, told["note"]),
        }
    )
    return WorkingDay(
        tasks=tuple(found["tasks"]),
        appointments=tuple(found["appointments"]),
        notes=tuple(found["notes"]),
        texts=notes_read(actor, case, found["notes"]),
    )


def _notes(here: Mapping[str, Any], ids: Iterable[UUID]) -> QuerySet[Any]:
    return with_name(Note.objects.filter(pk__in=list(ids), **here), struck_by="struck_by_id")


def _told(case: Case, events: Iterable[LedgerEvent]) -> dict[str, set[UUID]]:
    """The ids of the rows that events of the working day of a case are about, by the code under which they stand."""
    found: dict[str, set[UUID]] = {"note": set(), "file_task": set(), "appointment": set()}
    of_the_day = {verb.value for verb in DayVerb}
    for event in events:
        if event.verb in of_the_day and event.object_id == case.pk:
            for code, ids in found.items():
                if (pk := event.id_in(code)) is not None:
                    ids.add(pk)
    return found


def with_name(rows: QuerySet[Any], **columns: str) -> QuerySet[Any]:
    """Rows with names of the colleagues in some columns, each under a name of its own."""
    named: QuerySet[Any] = rows.annotate(
        **{
            name: Subquery(User.objects.filter(pk=OuterRef(column)).values("full_name")[:1])
            for name, column in columns.items()
        }
    )
    return named


def notes_read(actor: Actor, case: Case, rows: Iterable[Note]) -> dict[UUID, str]:
    """The texts of notes by their ids; one look is recorded. The caller decided that the actor may read."""
    texts = {row.pk: unseal(row, "text")["text"] for row in rows}
    _look(actor, case, "notes" if any(texts.values()) else "")
    return texts


def words_read(actor: Actor, case: Case, rows: Iterable[Task | Appointment]) -> dict[UUID, str]:
    """The words of tasks and of appointments by their ids; one look is recorded for each kind that has any."""
    tasks = {row.pk: unseal(row, "words")["words"] for row in rows if isinstance(row, Task)}
    places = {
        row.pk: " · ".join(filter(None, unseal(row, "place", "with_whom").values()))
        for row in rows
        if isinstance(row, Appointment)
    }
    columns = [name for name, texts in (("tasks", tasks), ("appointments", places)) if any(texts.values())]
    shown(actor, room=ROOM, subject_id=case.person_id, columns=columns)
    return {**tasks, **places}


def notes_of(actor: Actor, case: Case, *, before: UUID | None, size: int) -> list[Any]:
    """A page of the case's notes, the newest first, one more than `size`; with names of authors."""
    rows = NOTES.visible(actor, Note.objects.filter(file_id=case.pk, room=ROOM))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    named = with_name(rows, by_name="recorded_by_id", struck_by="struck_by_id")
    return list(named.order_by("-id")[: size + 1])


def note_of(actor: Actor, case: Case, note_id: UUID) -> Note:
    """A note of the case. Raises Http404 for a foreign or unknown one, counted as a probe."""
    return get_or_404(actor, NOTES, Note.objects.filter(file_id=case.pk, room=ROOM), note_id)


def task_of(actor: Actor, case: Case, task_id: UUID) -> Any:
    """A task of the case with names. Raises Http404 for a foreign or unknown one, counted as a probe."""
    rows = with_name(
        Task.objects.filter(file_id=case.pk, room=ROOM), whose="assigned_to_id", given="given_by_id"
    )
    return get_or_404(actor, TASKS, rows, task_id)


def appointment_of(actor: Actor, case: Case, appointment_id: UUID) -> Any:
    """An appointment of the case with names. Raises Http404 for a foreign or unknown one, counted as a probe."""
    rows = with_name(Appointment.objects.filter(file_id=case.pk, room=ROOM), goes="assigned_to_id")
    return get_or_404(actor, APPOINTMENTS, rows, appointment_id)


def plans_of(actor: Actor, case: Case) -> list[tuple[Any, dict[str, str]]]:
    """Every version of the case's safety plan with its answers, the newest first; reading them is recorded."""
    SAFETY_PLANS.require(actor, SafetyAction.READ, _of(SafetyPlan, case))
    rows = in_sight(actor, SafetyPlan.objects.filter(file_id=case.pk, room=ROOM))
    found = [
        (row, answers_of(row)) for row in with_name(rows, by_name="recorded_by_id").order_by("-id")[:MOST]
    ]
    _look(actor, case, "plan" if found else "")
    return found


def _look(actor: Actor, case: Case, column: str) -> None:
    shown(actor, room=ROOM, subject_id=case.person_id, columns=[column] if column else [])


def _of(model: Any, case: Case) -> Any:
    """A row that is not there, to ask a policy about one of this case."""
    return model(organisation_id=case.organisation_id, room=ROOM, file_id=case.pk, subject_id=case.person_id)
