"""Tasks of an office queued, worked off, and their worker killed: what tests and drills of background work share."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from tests.support import office_tasks
from tests.support.cast import Office
from tests.support.place import Database

from palermo.operation.datafolder import DataFolder
from palermo.operation.worker import Worker
from palermo.trust.background import OfficeTask, enqueue
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.unit_of_work import machinery, unit_of_work

PATIENCE_SECONDS = 20


def queue(office: Office, task: OfficeTask, **ids: UUID) -> UUID:
    thing = uuid4()
    with unit_of_work(office.system):
        enqueue(task, organisation_id=office.id, room="protection", **(ids or {"thing_id": thing}))
    return thing


def verbs(office: Office, thing: UUID) -> list[str]:
    with unit_of_work(office.system):
        rows = LedgerEvent.objects.filter(object_id=thing).order_by("sequence")
        return list(rows.values_list("verb", flat=True))


def rows() -> list[Any]:
    with machinery():
        return list(DBTaskResult.objects.order_by("enqueued_at"))


def work_off() -> int:
    return Worker().work_off()


@contextmanager
def worker_process(database: Database, folder: DataFolder) -> Iterator[subprocess.Popen[str]]:
    """The worker as `palermo run` starts it, which knows the tests' tasks too."""
    environment = os.environ | {
        "DATABASE_URL": database.app,
        "PALERMO_DATA": str(folder.path),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONWARNINGS": "error",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.worker"], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stderr:
            process.stderr.close()


def until(condition: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def kill_and_count(office: Office, database: Database, folder: DataFolder, *, kills: int) -> None:
    """Kill -9 a worker in the middle of ten tasks, `kills` times; each task has its effect once, none is lost."""
    things: list[UUID] = []
    for _kill in range(kills):
        with worker_process(database, folder) as worker:
            things += [queue(office, office_tasks.wait_a_little) for _number in range(10)]
            waiting = 8
            until(lambda waiting=waiting: _ready() <= waiting)
            worker.send_signal(signal.SIGKILL)
    with worker_process(database, folder):
        until(lambda: {row.status for row in rows()} == {TaskResultStatus.SUCCESSFUL})
    assert len(rows()) == len(things)
    assert all(verbs(office, thing) == ["thing.done"] for thing in things)


def _ready() -> int:
    with machinery():
        return int(DBTaskResult.objects.filter(status=TaskResultStatus.READY).count())
