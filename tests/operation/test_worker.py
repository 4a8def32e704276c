"""The task worker: no task is lost, no value of a task is kept in an error."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError
from django.db.models import JSONField, Value
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from tests.support import tasks
from tests.support.background import until
from tests.support.place import Database

from palermo.exchange.anew import _waiting
from palermo.exchange.tasks import receive
from palermo.operation.metrics import _queue
from palermo.operation.worker import ABANDONED_ATTEMPTS, Worker, life_lock, queue_abandoned_again
from palermo.trust.actor import INSTALLATION_ID, Anonymous, System
from palermo.trust.background import office_tasks
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.views.installation import _queue as _facts
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.verbs import LedgerVerb


@pytest.fixture(autouse=True)
def queue(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty queue, permission to look at it, and a worker that knows the tests' tasks."""
    tasks.seen.clear()
    for task in (tasks.note, tasks.fail, tasks.lose_the_database, tasks.read_without_unit_of_work):
        monkeypatch.setitem(office_tasks, task.module_path, task)
    with machinery():
        yield


def only_row() -> DBTaskResult:
    return DBTaskResult.objects.get()


def test_a_queued_task_runs_once_and_in_order() -> None:
    for word in ("one", "two"):
        tasks.note.enqueue(word)
    assert Worker().work_off() == 2
    assert tasks.seen == ["one", "two"]
    assert {row.status for row in DBTaskResult.objects.all()} == {TaskResultStatus.SUCCESSFUL}


def test_a_failed_task_keeps_where_it_failed_and_no_value(caplog: pytest.LogCaptureFixture) -> None:
    tasks.fail.enqueue("Maryam")
    with caplog.at_level(logging.ERROR):
        Worker().work_off()
    row = only_row()
    assert row.status == TaskResultStatus.FAILED
    assert "ValueError" in row.traceback
    assert "canary" not in row.traceback + caplog.text


def test_a_task_may_not_read_the_database_outside_a_unit_of_work() -> None:
    tasks.read_without_unit_of_work.enqueue()
    Worker().work_off()
    assert "OutsideUnitOfWork" in only_row().traceback


def test_a_task_that_loses_the_database_is_queued_again_until_it_is_hopeless() -> None:
    tasks.lose_the_database.enqueue()
    for _attempt in range(ABANDONED_ATTEMPTS):
        assert only_row().status == TaskResultStatus.READY
        with pytest.raises(OperationalError):
            Worker().work_off()
        assert only_row().status == TaskResultStatus.RUNNING
        queue_abandoned_again()
    assert only_row().status == TaskResultStatus.FAILED


def test_a_task_of_a_living_worker_is_left_to_it(database: Database) -> None:
    tasks.note.enqueue("mine")
    worker = Worker()
    with psycopg.connect(database.app, autocommit=True) as alive:
        alive.execute("SELECT pg_advisory_lock(%s)", [life_lock(worker.name)])
        row = only_row()
        row.claim(worker.name)
        assert queue_abandoned_again() == 0
    # The server lets go of the lock when it notices that its client has gone.
    until(lambda: queue_abandoned_again() == 1)
    Worker().work_off()
    assert tasks.seen == ["mine"]


# --- what others write into the queue --------------------------------------------------------------------------

DEEP = '{"args": [], "kwargs": {"a":' + "[" * 1500 + "]" * 1500 + "}}"
LONG = '{"args": [], "kwargs": {"a": 1' + "0" * 5000 + "}}"


READABLE = ("args_kwargs", "worker_ids", "return_value")


@pytest.fixture
def before(superuser_connection: psycopg.Connection[Any]) -> None:
    """The table as it was before it refused JSON that nobody can read."""
    for column in READABLE:
        superuser_connection.execute(
            f"ALTER TABLE django_tasks_database_dbtaskresult DROP CONSTRAINT palermo_readable_{column}"
        )
    superuser_connection.commit()


def write_into_the_row(database: Database, given: dict[str, str]) -> None:
    """As the application's role: what an injected statement can do."""
    with psycopg.connect(database.app) as app:
        for column, value in given.items():
            app.execute(f"UPDATE django_tasks_database_dbtaskresult SET {column} = %s", [value])


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize("status", [TaskResultStatus.READY, TaskResultStatus.RUNNING])
@pytest.mark.parametrize(
    "given",
    [
        {"args_kwargs": DEEP},
        {"args_kwargs": LONG},
        {"worker_ids": "[" * 1500 + "]" * 1500},
        {"return_value": "[" * 1500 + "]" * 1500},
        {"return_value": "1" + "0" * 5000},
    ],
    ids=["deep", "long", "workers", "value", "long value"],
)
def test_a_row_that_cannot_be_read_is_failed_and_recorded_and_the_next_one_runs(
    database: Database, given: dict[str, str], status: TaskResultStatus
) -> None:
    tasks.note.enqueue("first")
    write_into_the_row(database, {**given, "status": status})
    row_id = DBTaskResult.objects.values_list("pk", flat=True).get()
    tasks.note.enqueue("second")
    assert queue_abandoned_again() == 0
    assert Worker().work_off() == 1
    assert tasks.seen == ["second"]
    row = DBTaskResult.objects.get(pk=row_id)
    assert row.status == TaskResultStatus.FAILED
    assert "task_unreadable" in row.traceback
    assert row.finished_at is not None
    with unit_of_work(System(organisation_id=INSTALLATION_ID, reason="test")):
        assert LedgerEvent.objects.filter(verb=LedgerVerb.TASK_UNREADABLE, object_id=row_id).count() == 1


@pytest.mark.parametrize("status", [TaskResultStatus.READY, TaskResultStatus.RUNNING])
@pytest.mark.parametrize(
    "given",
    [
        {"enqueued_at": "infinity"},
        {"enqueued_at": "20000-01-01"},
        {"enqueued_at": "-infinity"},
        {"run_after": "-infinity"},
        {"started_at": "infinity", "finished_at": "-infinity"},
    ],
    ids=["never", "far", "always", "run after", "ended before"],
)
def test_a_row_whose_times_are_none_is_worked_off_and_counted(
    database: Database, given: dict[str, str], status: TaskResultStatus
) -> None:
    tasks.note.enqueue("first")
    write_into_the_row(database, {**given, "status": status})
    tasks.note.enqueue("second")
    assert "palermo_tasks" in "\n".join(_queue(database.owner))
    assert len(_facts()) == 4
    queue_abandoned_again()
    assert Worker().work_off() == 2
    assert sorted(tasks.seen) == ["first", "second"]


@pytest.mark.usefixtures("before")
def test_packages_are_queued_anew_beside_a_row_that_cannot_be_read(database: Database) -> None:
    tasks.note.enqueue("first")
    write_into_the_row(database, {"args_kwargs": DEEP, "task_path": receive.module_path})
    assert _waiting() == {"None"}
    write_into_the_row(database, {"args_kwargs": '{"kwargs": {"envelope_id": "some"}}'})
    assert _waiting() == {"some"}


@pytest.mark.parametrize(
    "path",
    [
        "tests.support.not_to_be_imported.task",
        "os.system",
        "palermo.operation.worker.run_task",
        "",
        "a b",
        "note",
    ],
)
def test_a_row_that_names_another_task_is_refused_and_recorded_and_nothing_is_imported(path: str) -> None:
    tasks.note.enqueue("first")
    DBTaskResult.objects.update(task_path=path)
    tasks.note.enqueue("second")
    assert Worker().work_off() == 2
    assert tasks.seen == ["second"], "one row stops no other"
    row = DBTaskResult.objects.get(task_path=path)
    assert row.status == TaskResultStatus.FAILED
    assert "task_unknown" in row.traceback
    assert "tests.support.not_to_be_imported" not in sys.modules
    with unit_of_work(Anonymous()):
        event = LedgerEvent.objects.get(verb="task.unknown")
    assert (event.object_type, event.object_id) == ("task", row.pk)
    assert (path or "-") not in str(event.codes)


@pytest.mark.parametrize(
    "arguments", [None, 7, [], {}, {"args": 1, "kwargs": []}, {"args": [], "kwargs": {"x": 1}}]
)
def test_a_row_whose_arguments_are_none_fails_and_stops_no_other(arguments: object) -> None:
    tasks.note.enqueue("first")
    DBTaskResult.objects.update(args_kwargs=Value(arguments, JSONField()))
    tasks.note.enqueue("second")
    assert Worker().work_off() == 2
    assert tasks.seen == ["second"]


@pytest.mark.parametrize("workers", [None, 7, {"a": 1}, "x"])
@pytest.mark.parametrize("status", [TaskResultStatus.READY, TaskResultStatus.RUNNING])
def test_a_row_with_anything_for_its_workers_stops_none(workers: object, status: TaskResultStatus) -> None:
    tasks.note.enqueue("once")
    DBTaskResult.objects.update(worker_ids=Value(workers, JSONField()), status=status)
    queue_abandoned_again()
    assert Worker().work_off() == 1
    assert tasks.seen == ["once"]


def test_a_row_chooses_neither_queue_nor_backend_that_must_exist() -> None:
    tasks.note.enqueue("once")
    DBTaskResult.objects.update(backend_name="os", queue_name="elsewhere", exception_class_path="os.system")
    assert Worker().work_off() == 1
    assert tasks.seen == ["once"]


def test_what_a_row_names_does_not_reach_the_log(caplog: pytest.LogCaptureFixture) -> None:
    for status, workers in (
        (TaskResultStatus.READY, []),
        (TaskResultStatus.RUNNING, ["gone"] * ABANDONED_ATTEMPTS),
    ):
        tasks.note.enqueue("never")
        rows = DBTaskResult.objects.exclude(task_path="Canary\nInvented")
        rows.update(task_path="Canary\nInvented", status=status, worker_ids=Value(workers, JSONField()))
    with caplog.at_level(logging.DEBUG):
        queue_abandoned_again()
        Worker().work_off()
    assert len(caplog.records) >= 2
    assert "Canary" not in caplog.text


def test_the_library_s_own_worker_is_refused_in_one_line() -> None:
    command = [sys.executable, "-m", "palermo.operation.manage", "db_worker"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "palermo: The task worker is part of palermo run; there is no other.\n"
