"""The task worker: takes queued tasks, runs each in a unit of work of the task's own, loses none.

1. A worker proves that it lives by an advisory lock, held on a connection of its own until it ends.
2. It claims a task under a row lock, so that no second worker takes it.
3. The task runs without the worker's permission to read the queue: it has to open a unit of work.
4. What a task raises is kept as class and place, never as message: messages may quote values.
5. When the database goes away the worker ends; `palermo run` starts it again.
6. A running task whose worker's lock is free belongs to nobody: it is queued again, ATTEMPTS times at most.

A task is therefore run at least once; the services it calls are idempotent.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
import uuid
from contextvars import Context
from typing import Any, cast

from django.db import InterfaceError, OperationalError, connection, transaction
from django_tasks import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from palermo.trust.unit_of_work import machinery
from palermo.web.logs import where

logger = logging.getLogger("palermo.worker")
Row = DBTaskResult[Any, Any]

ATTEMPTS = 5
REAP_SECONDS = 2.0
PAUSE_SECONDS = 0.3


class TaskFailedError(Exception):
    """What is kept of a task's end: class and place of what it raised."""


class Worker:
    """One worker; run() returns after stop() was set and the task under way has ended."""

    def __init__(self) -> None:
        self.name = uuid.uuid4().hex
        self.stop = threading.Event()

    def run(self) -> None:
        """Work until asked to stop. Raises OperationalError or InterfaceError when the database goes away."""
        alive = connection.get_new_connection(connection.get_connection_params())
        try:
            alive.autocommit = True
            alive.execute("SELECT pg_advisory_lock(%s)", [life_lock(self.name)])
            next_reaping = 0.0
            with machinery():
                while not self.stop.is_set():
                    if time.monotonic() >= next_reaping:
                        queue_abandoned_again()
                        next_reaping = time.monotonic() + REAP_SECONDS
                    row = self._claim()
                    if row is None:
                        self.stop.wait(PAUSE_SECONDS)
                    else:
                        run_task(row)
        finally:
            alive.close()

    def work_off(self) -> int:
        """Run what is queued now, and what that queues, in this thread; how many tasks ran (for tests)."""
        done = 0
        with machinery():
            while (row := self._claim()) is not None:
                run_task(row)
                done += 1
        return done

    def _claim(self) -> Row | None:
        with transaction.atomic():
            row = DBTaskResult.objects.ready().get_locked()
            if row is not None:
                row.claim(self.name)
        return row


def run_task(row: Row) -> None:
    """Run one claimed task; its row says how it ended.

    Raises OperationalError or InterfaceError when the database went away; the task is queued again then.
    """
    try:
        task = row.task
        context = [TaskContext(task_result=cast(Any, row.task_result))] if task.takes_context else []
        # A context of its own: the permission to read the queue does not reach the task.
        value = Context().run(task.call, *context, *row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - what a task raises ends that task, not the worker
        place = where(error)
        logger.error("Task %s failed: %s", row.task_path, place)  # noqa: TRY400 - a message may quote values
        row.set_failed(TaskFailedError(place))
    else:
        row.set_successful(value)


def queue_abandoned_again() -> int:
    """Queue again every running task whose worker is gone; how many. Needs `machinery()`."""
    found = 0
    for row in DBTaskResult.objects.running():
        if row.worker_ids and _lives(row.worker_ids[-1]):
            continue
        if len(row.worker_ids) >= ATTEMPTS:
            logger.error("Task %s ended its worker %s times; given up.", row.task_path, ATTEMPTS)
            row.set_failed(TaskFailedError("The worker ended each time this task ran."))
            continue
        mine = DBTaskResult.objects.running().filter(pk=row.pk, worker_ids=row.worker_ids)
        found += mine.update(status=TaskResultStatus.READY)
    return found


def life_lock(name: str) -> int:
    """The number of the advisory lock a worker of this name holds while it lives."""
    digest = hashlib.sha256(f"palermo worker {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _lives(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [life_lock(name)])
        (free,) = cursor.fetchone()
        if free:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [life_lock(name)])
    return not free
