"""Work that does not wait for a person: tasks of an office, queued with what caused them, run at least once.

    @office_task(reason="inbox")
    def receive(actor: System, *, envelope_id: UUID) -> None: …

    enqueue(receive, organisation_id=receiver_id, room="protection", envelope_id=envelope.pk)

1. `enqueue` writes the task in the running unit of work: it is queued if and only if its cause is committed.
2. Arguments are ids and codes. Everything else is read again when the task runs, under the office's wall.
3. The task opens a unit of work of its own, as the system acting for that office in that room.
4. It may run twice (its worker died after the commit): each task must be idempotent.
5. A refusal is kept in the office's chain and ends the task; any other error is tried again by the worker.
6. The task table keeps of an error its class and place, never its message.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django_tasks import task
from django_tasks.base import Task

from palermo.trust.actor import System
from palermo.trust.plain import is_code
from palermo.trust.scrub import where
from palermo.trust.service import Refused, service
from palermo.trust.switches.queries import room_is_open
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import SwitchAsked

P = ParamSpec("P")
OfficeTask = Task[..., None]

office_tasks: dict[str, OfficeTask] = {}
"""Every task of the program by its path; a test compares it with what the rooms define.

The worker finds a queued task here and nowhere else: nothing is imported because a row names it."""


class TaskFailed(Exception):
    """All that is kept of a failed task: a code, or class and place of what it raised. It is tried again."""


class TaskRefused(TaskFailed):
    """The task's service refused, for the reason whose code this is. Trying again would be refused again."""


def office_task(
    *, reason: str, priority: int = 0, though_off: bool = False
) -> Callable[[Callable[Concatenate[System, P], object]], OfficeTask]:
    """Make `function(actor, *, …ids)` a task that runs for one office; `reason` names it in the ledger.

    `though_off`: also where the office's switches keep its room closed. Then it decides itself what it still does.
    The task raises TaskRefused or TaskFailed and nothing else.
    """

    def decorate(function: Callable[Concatenate[System, P], object]) -> OfficeTask:
        run_as_service = service(function)  # type: ignore[arg-type]

        @wraps(function)
        def run(organisation_id: str, room: str = "", **arguments: str) -> None:
            actor = System(
                organisation_id=UUID(organisation_id),
                reason=reason,
                rooms=frozenset({room} if room else ()),
            )
            refusal: Refused | None = None
            try:
                with unit_of_work(actor):
                    try:
                        if not though_off:
                            _require_open(actor)
                        run_as_service(actor, **_read(arguments))  # type: ignore[call-arg]
                    except Refused as refused:
                        # Caught inside, so that the unit of work commits the refusal.
                        refusal = refused
            except Exception as error:  # noqa: BLE001 - whatever it is, only class and place may be kept
                raise TaskFailed(where(error)) from None
            if refusal is not None:
                raise TaskRefused(refusal.reason) from None

        made: OfficeTask = task(run, priority=priority)
        office_tasks[made.module_path] = made
        return made

    return decorate


def _require_open(actor: System) -> None:
    """Raise Refused where the office's switches keep the task's room closed."""
    if not all(room_is_open(actor.organisation_id, room) for room in actor.rooms):
        raise Refused("switched_off", verb=SwitchAsked.SWITCH_USE, object_type="switch")


def enqueue(
    office_task_: OfficeTask, *, organisation_id: UUID, room: str = "", **arguments: UUID | str
) -> None:
    """Queue a task for an office, in the running unit of work.

    Raises ValueError for arguments that are neither ids nor codes: the task table must hold nothing personal.
    """
    texts = {name: str(value) for name, value in arguments.items()}
    for name, text in {**texts, "room": room}.items():
        if not is_code(text):
            raise ValueError(f"A task takes ids and codes only; {name} is neither.")
    office_task_.enqueue(organisation_id=str(organisation_id), room=room, **texts)


def _read(arguments: dict[str, str]) -> dict[str, Any]:
    """Ids as ids again: by convention a name ending in `_id` holds one."""
    return {name: UUID(text) if name.endswith("_id") else text for name, text in arguments.items()}
