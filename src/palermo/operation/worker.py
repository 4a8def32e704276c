"""The task worker: takes queued tasks, runs each in a unit of work of the task's own, loses none.

1. A worker proves that it lives by an advisory lock, held on a connection of its own until it ends.
2. It claims a task under a row lock, so that no second worker takes it.
3. The row's path is looked up among the program's own tasks. A row with another is refused and recorded: nothing is
   imported because a row names it. One that cannot be read is failed and recorded as well (queued.py).
4. The task runs without the worker's permission to read the queue: it has to open a unit of work.
5. What a task raises is kept as class and place, never as message: messages may quote values. A task of an office
   that failed is tried again, later each time, at most ATTEMPTS times; one that was refused is not.
6. A running task whose worker's lock is free belongs to nobody: it is queued again, at most ABANDONED_ATTEMPTS times.
7. While the database is unreachable the worker waits; it continues under a new name. What it was running: see 6.
8. About once a minute one of the workers does the housekeeping (palermo.trust.housekeeping), and writes events of
   security down for another machine (palermo.operation.security_events).
9. At its start and each hour it renews the newest heads of the ledgers (palermo.operation.heads).

A task is therefore run at least once; the services it calls are idempotent (docs/decisions/background-work.md).
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from palermo.operation.heads import renew_heads
from palermo.operation.queued import Row, UnreadableRow, fail_unreadable, read_row
from palermo.operation.security_events import keep_events
from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.background import TaskFailed, TaskRefused, office_tasks
from palermo.trust.current import record
from palermo.trust.housekeeping import tidy_machinery, tidy_offices
from palermo.trust.ledger.collected import HEADS_EVERY
from palermo.trust.scrub import where
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.verbs import LedgerVerb

logger = logging.getLogger("palermo.worker")
ATTEMPTS = 8
ABANDONED_ATTEMPTS = 25
FIRST_DELAY = timedelta(seconds=2)
REAP_SECONDS = 2.0
PAUSE_SECONDS = 0.3
AWAY_SECONDS = 1.0
HOUSEKEEPING_SECONDS = 60.0


class Worker:
    """One worker; run() returns after stop() was set and the task under way has ended."""

    def __init__(self) -> None:
        self.name = uuid.uuid4().hex
        self.stop = threading.Event()

    def run(self) -> None:
        """Work until asked to stop; a database that is away is waited for."""
        away, told = False, False
        while not self.stop.is_set():
            try:
                with self._alive():
                    if away:
                        logger.warning("The database is there again.")
                    away = False
                    if not told:
                        tell_of_the_start()
                        told = True
                    self._work()
            except (OperationalError, InterfaceError) as error:
                if not away:
                    # The message of a database error can quote values; its class is enough.
                    logger.warning("The database cannot be reached (%s); waiting.", type(error).__name__)
                away = True
                connection.close()
                self.name = uuid.uuid4().hex
                self.stop.wait(AWAY_SECONDS)

    def work_off(self) -> int:
        """Run what is queued now, and what that queues, in this thread; how many tasks ran (for tests)."""
        done = 0
        with machinery():
            while (row := self._claim()) is not None:
                run_task(row)
                done += 1
        return done

    @contextmanager
    def _alive(self) -> Iterator[None]:
        """Hold this worker's lock, on a connection that does nothing else."""
        with connection.wrap_database_errors:
            alive = connection.get_new_connection(connection.get_connection_params())
            alive.autocommit = True
            alive.execute("SELECT pg_advisory_lock(%s)", [life_lock(self.name)])
            alive.execute("SELECT pg_advisory_lock_shared(%s)", [WORKERS_LOCK])
        self._proof = alive
        try:
            yield
        finally:
            alive.close()

    def _work(self) -> None:
        next_reaping = next_housekeeping = next_heads = 0.0
        while not self.stop.is_set():
            now = time.monotonic()
            if now >= next_reaping:
                self._prove()
                with machinery():
                    queue_abandoned_again()
                next_reaping = now + REAP_SECONDS
            if now >= next_housekeeping:
                keep_house()
                next_housekeeping = now + HOUSEKEEPING_SECONDS
            if now >= next_heads:
                keep_heads()
                next_heads = now + HEADS_EVERY.total_seconds()
            with machinery():
                row = self._claim()
                if row is not None:
                    run_task(row)
                    continue
            self.stop.wait(PAUSE_SECONDS)

    def _prove(self) -> None:
        """Raise OperationalError when the connection that holds the lock is gone: another may take our tasks."""
        with connection.wrap_database_errors:
            self._proof.execute("SELECT 1")

    def _claim(self) -> Row | None:
        while True:
            with transaction.atomic():
                # The id alone: whatever else stands in the row, it is this row that is in the way.
                ready = DBTaskResult.objects.ready().select_for_update(skip_locked=True)
                row_id = ready.values_list("pk", flat=True).first()
                if row_id is None:
                    return None
                try:
                    row = read_row(row_id)
                except UnreadableRow:
                    row = None
                else:
                    if row is not None:
                        row.worker_ids = _workers(row)
                        row.claim(self.name)
                        return row
            fail_unreadable(row_id)


def tell_of_the_start() -> None:
    """Record in the installation's chain that a worker started."""
    actor = System(organisation_id=INSTALLATION_ID, reason="start")
    with unit_of_work(actor):
        record(actor, verb=LedgerVerb.WORKER_STARTED)


def tell_of_an_unknown_task(task_id: uuid.UUID) -> None:
    """Record in the installation's chain that a row named a task there is not."""
    actor = System(organisation_id=INSTALLATION_ID, reason="queue")
    with unit_of_work(actor):
        record(actor, verb=LedgerVerb.TASK_UNKNOWN, object_type="task", object_id=task_id)


def run_task(row: Row) -> None:
    """Run one claimed task; its row says how it ended.

    Raises OperationalError or InterfaceError when the database went away; the task is queued again then.
    """
    task = office_tasks.get(row.task_path)
    if task is None:
        logger.error("A task that is none of Palermo's stood in the queue; it was not run.")
        Context().run(tell_of_an_unknown_task, row.pk)
        row.set_failed(TaskRefused("task_unknown"))
        return
    try:
        # A context of its own: the permission to read the queue does not reach the task.
        value = Context().run(task.call, *row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except (OperationalError, InterfaceError):
        raise
    except TaskRefused as refused:
        row.set_failed(TaskRefused(*refused.args))
    except TaskFailed as failed:
        logger.error("Task %s failed: %s", row.task_path, failed)  # noqa: TRY400 - class and place alone
        _fail_or_retry(row, TaskFailed(*failed.args))
    except Exception as error:  # noqa: BLE001 - what a task raises ends that task, not the worker
        place = where(error)
        logger.error("Task %s failed: %s", row.task_path, place)  # noqa: TRY400 - a message may quote values
        row.set_failed(TaskFailed(place))
    else:
        row.set_successful(value)


def _fail_or_retry(row: Row, failure: TaskFailed) -> None:
    """Queue the task again for later, with what went wrong kept; given up after ATTEMPTS."""
    tried = len(row.worker_ids)
    with transaction.atomic():
        row.set_failed(failure)
        if tried < ATTEMPTS:
            row.status = TaskResultStatus.READY
            row.run_after = timezone.now() + FIRST_DELAY * 2 ** (tried - 1)
            row.save(update_fields=["status", "run_after"])


def queue_abandoned_again() -> int:
    """Queue again every running task whose worker is gone; how many. Needs `machinery()`."""
    found = 0
    for row_id in list(DBTaskResult.objects.running().values_list("pk", flat=True)):
        try:
            row = read_row(row_id)
        except UnreadableRow:
            # No worker runs it: each reads a row before it takes it.
            fail_unreadable(row_id)
            continue
        if row is None:
            continue
        workers = _workers(row)
        if workers and _lives(workers[-1]):
            continue
        if len(workers) >= ABANDONED_ATTEMPTS:
            known = row.task_path if row.task_path in office_tasks else "unknown"
            logger.error("Task %s ended its worker %s times; given up.", known, ABANDONED_ATTEMPTS)
            row.set_failed(TaskFailed("worker_ended"))
            continue
        mine = DBTaskResult.objects.running().filter(pk=row.pk, worker_ids=row.worker_ids)
        found += mine.update(status=TaskResultStatus.READY)
    return found


def _workers(row: Row) -> list[str]:
    """Who took the task so far. A row in which something else stands there stops no worker."""
    held: object = row.worker_ids
    return [str(name) for name in held] if isinstance(held, list) else []


def keep_house() -> bool:
    """Do the housekeeping unless another worker is at it; True when done here."""
    with machinery():
        if not _take(HOUSEKEEPING_LOCK):
            return False
    try:
        # Without the permission to read the queue, like a task.
        Context().run(tidy_offices)
        Context().run(tidy_machinery)
        keep_events()
    finally:
        with machinery():
            _give_back(HOUSEKEEPING_LOCK)
    return True


def keep_heads() -> None:
    """Renew the newest heads of the ledgers; what goes wrong is said in the log and on the operator's page."""
    try:
        Context().run(renew_heads, now=timezone.now())
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - tasks are worked off all the same
        logger.error("The newest heads could not be renewed: %s", where(error))  # noqa: TRY400


def life_lock(name: str) -> int:
    """The number of the advisory lock a worker of this name holds while it lives."""
    digest = hashlib.sha256(f"palermo worker {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


HOUSEKEEPING_LOCK = life_lock("housekeeping")
WORKERS_LOCK = life_lock("any")
"""Shared by all workers that live, so that others can ask whether there is one."""


def _lives(name: str) -> bool:
    free = _take(life_lock(name))
    if free:
        _give_back(life_lock(name))
    return not free


def _take(lock: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
        return bool(cursor.fetchone()[0])


def _give_back(lock: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])
