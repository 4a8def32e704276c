"""The task worker: no task is lost, no value of a task is kept in an error."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import psycopg
import pytest
from django.db import OperationalError
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from tests.support import tasks
from tests.support.place import Database

from palermo.operation.worker import ABANDONED_ATTEMPTS, Worker, life_lock, queue_abandoned_again
from palermo.trust.unit_of_work import machinery


@pytest.fixture(autouse=True)
def queue(database: Database) -> Iterator[None]:
    """An empty queue, and permission to look at it."""
    tasks.seen.clear()
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
    assert queue_abandoned_again() == 1
    Worker().work_off()
    assert tasks.seen == ["mine"]
