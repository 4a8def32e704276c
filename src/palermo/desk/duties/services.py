"""Giving a task, doing it, passing it on, striking it out."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from palermo.desk.duties.codes import Duty, TaskState
from palermo.desk.duties.models import Task
from palermo.desk.duties.policies import TASKS, TaskAction
from palermo.desk.files import begin, require_colleague, tell
from palermo.desk.verbs import DayVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.vault.vault import seal

_SAID = {
    TaskState.OPEN: (TaskAction.DO, DayVerb.TASK_UNDONE),
    TaskState.DONE: (TaskAction.DO, DayVerb.TASK_DONE),
    TaskState.ERROR: (TaskAction.STRIKE, DayVerb.TASK_STRUCK),
}


@service
def give_task(
    actor: Actor, *, room: str, file_id: UUID, what: Duty, due_on: date, to_id: UUID, words: str = ""
) -> Task:
    """Give a task to oneself or to a colleague who works on the file.

    Raises Refused for a file in which the actor may not write, and for a colleague who does not work on it.
    """
    TASKS.require(actor, TaskAction.GIVE)
    row = begin(Task, actor, room=room, file_id=file_id)
    require_colleague(actor, row, to_id, verb=TASKS.asked(TaskAction.GIVE))
    row.what, row.due_on, row.assigned_to_id = what, due_on, to_id
    row.given_by_id, row.state_at = named(actor), timezone.now()
    seal(row, words=words.strip())
    row.save(force_insert=True)
    tell(
        actor,
        DayVerb.TASK_GIVEN,
        row,
        codes={"file_task": str(row.pk), "duty": row.what, "colleague": str(to_id)},
    )
    return row


@service
def say_task(actor: Actor, *, task_id: UUID, state: TaskState) -> Task:
    """Say that a task is done, is not done after all, or was none.

    Raises Refused where it stands so already: somebody else said it in the meantime.
    """
    action, verb = _SAID[state]
    row = _own(actor, task_id, action)
    if row.state == state:
        raise Refused("stands_so", verb=TASKS.asked(action), object_type="file_task", object_id=row.pk)
    row.state, row.state_at, row.ended_by_id = state, timezone.now(), named(actor)
    row.save(update_fields=["state", "state_at", "ended_by_id"])
    tell(actor, verb, row, codes={"file_task": str(row.pk), "duty": row.what})
    return row


@service
def pass_on(actor: Actor, *, task_id: UUID, to_id: UUID) -> Task:
    """Give an open task to another colleague who works on the file. Raises Refused for one that is not open."""
    row = _own(actor, task_id, TaskAction.GIVE_ON)
    asked = TASKS.asked(TaskAction.GIVE_ON)
    if row.state != TaskState.OPEN:
        raise Refused("task_over", verb=asked, object_type="file_task", object_id=row.pk)
    require_colleague(actor, row, to_id, verb=asked)
    row.assigned_to_id, row.given_by_id = to_id, named(actor)
    row.save(update_fields=["assigned_to_id", "given_by_id"])
    tell(
        actor,
        DayVerb.TASK_PASSED_ON,
        row,
        codes={"file_task": str(row.pk), "duty": row.what, "colleague": str(to_id)},
    )
    return row


def _own(actor: Actor, task_id: UUID, action: TaskAction) -> Task:
    row = own_row(actor, Task, task_id, verb=TASKS.asked(action), object_type="file_task")
    TASKS.require(actor, action, row)
    return row
