"""No task is lost, none has its effect twice, and what is kept of an error names nobody."""

from __future__ import annotations

import logging
import signal
import sys
import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from tests.support import office_tasks
from tests.support.background import (
    PATIENCE_SECONDS,
    kill_and_count,
    queue,
    rows,
    until,
    verbs,
    work_off,
    worker_process,
)
from tests.support.cast import Office, make_office
from tests.support.place import Database

from palermo.operation.datafolder import DataFolder
from palermo.operation.worker import ATTEMPTS, keep_house, queue_abandoned_again
from palermo.trust import housekeeping
from palermo.trust.background import OfficeTask, enqueue
from palermo.trust.background import office_tasks as known_tasks
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.people.models import Organisation
from palermo.trust.unit_of_work import machinery, unit_of_work


@pytest.fixture
def office(database: Database) -> Office:
    return make_office("Owner", roles=frozenset({Role.CASEWORKER}))


def test_a_task_is_queued_if_and_only_if_its_cause_is_committed(office: Office) -> None:
    with unit_of_work(office.system) as work:
        enqueue(office_tasks.do_once, organisation_id=office.id, thing_id=uuid4())
        work.fail()
    assert rows() == []
    thing = queue(office, office_tasks.do_once)
    assert work_off() == 1
    assert verbs(office, thing) == ["thing.done"]


@pytest.mark.parametrize("value", ["Canary Invented", "a@b.example", "x" * 81, "1;2"])
def test_a_task_takes_ids_and_codes_and_nothing_else(office: Office, value: str) -> None:
    with unit_of_work(office.system), pytest.raises(ValueError, match="ids and codes only"):
        enqueue(office_tasks.do_once, organisation_id=office.id, thing_id=value)


def test_a_task_works_under_its_offices_wall(office: Office) -> None:
    other = make_office("Partner", roles=frozenset({Role.CASEWORKER}))
    queue(office, office_tasks.look_elsewhere, other_id=other.id)
    work_off()
    with unit_of_work(office.system):
        event = LedgerEvent.objects.get(verb="thing.counted")
    assert event.codes["found"] == 0
    assert (event.actor_kind, event.organisation_id) == ("system", office.id)


@pytest.mark.parametrize("task", [office_tasks.quote_a_name, office_tasks.break_a_constraint])
def test_nothing_of_an_error_but_class_and_place_is_kept_or_logged(
    office: Office,
    task: OfficeTask,
    caplog: pytest.LogCaptureFixture,
    superuser_connection: psycopg.Connection[Any],
) -> None:
    thing = queue(office, task)
    with caplog.at_level(logging.DEBUG):
        work_off()
    (row,) = superuser_connection.execute(
        "SELECT row_to_json(t)::text FROM django_tasks_database_dbtaskresult t"
    ).fetchone() or ("",)
    assert office_tasks.CANARY not in row
    assert "Canary" not in row + caplog.text
    assert "LookupError at office_tasks.py:" in row or "django.db.utils.IntegrityError at " in row
    assert str(thing) not in caplog.text
    assert verbs(office, thing) == []


def test_a_failed_task_is_tried_again_later_and_given_up_in_the_end(office: Office) -> None:
    queue(office, office_tasks.quote_a_name)
    waits = []
    for attempt in range(1, ATTEMPTS + 1):
        assert work_off() == 1
        (row,) = rows()
        assert len(row.worker_ids) == attempt
        if attempt < ATTEMPTS:
            assert row.status == TaskResultStatus.READY
            assert work_off() == 0  # not before its time
            waits.append((row.run_after - row.finished_at).total_seconds())
            with machinery():
                DBTaskResult.objects.update(run_after=timezone.now())
    assert rows()[0].status == TaskResultStatus.FAILED
    assert waits == sorted(waits)
    assert waits[-1] > 60


def test_a_refusal_is_kept_in_the_offices_chain_and_not_tried_again(office: Office) -> None:
    thing = queue(office, office_tasks.refuse)
    work_off()
    (row,) = rows()
    assert (row.status, row.exception_class_path) == (
        TaskResultStatus.FAILED,
        "palermo.trust.background.TaskRefused",
    )
    assert "no_room" in row.traceback
    assert verbs(office, thing) == ["refused"]
    with unit_of_work(office.system):
        assert Organisation.objects.get(pk=office.id).contact_point == ""


def test_a_task_killed_midway_is_picked_up_again_and_has_its_effect_once(
    office: Office, database: Database, data_folder: DataFolder
) -> None:
    thing = queue(office, office_tasks.pass_the_gate)
    with psycopg.connect(database.app, autocommit=True) as gate:
        gate.execute("SELECT pg_advisory_lock(%s)", [office_tasks.GATE])
        with worker_process(database, data_folder) as first:
            waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
            until(lambda: gate.execute(waiting, [office_tasks.GATE]).fetchone())
            first.send_signal(signal.SIGKILL)
            first.wait()
        assert rows()[0].status == TaskResultStatus.RUNNING
        gate.execute("SELECT pg_advisory_unlock(%s)", [office_tasks.GATE])
    with worker_process(database, data_folder):
        until(lambda: rows()[0].status == TaskResultStatus.SUCCESSFUL)
    assert verbs(office, thing) == ["thing.done"]
    assert len(rows()[0].worker_ids) == 2


def test_a_task_whose_worker_died_after_the_commit_has_its_effect_once(office: Office) -> None:
    thing = queue(office, office_tasks.do_once)
    work_off()
    with machinery():  # the worker died before it could say so
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=["dead"])
        assert queue_abandoned_again() == 1
    work_off()
    assert rows()[0].status == TaskResultStatus.SUCCESSFUL
    assert verbs(office, thing) == ["thing.done"]


def test_two_workers_share_the_queue_and_do_each_thing_once(
    office: Office, database: Database, data_folder: DataFolder
) -> None:
    things = [queue(office, office_tasks.wait_a_little) for _number in range(12)]
    with worker_process(database, data_folder), worker_process(database, data_folder):
        until(lambda: {row.status for row in rows()} == {TaskResultStatus.SUCCESSFUL})
    assert all(verbs(office, thing) == ["thing.done"] for thing in things)
    assert {len(row.worker_ids) for row in rows()} == {1}


def test_however_often_the_worker_is_killed_every_thing_is_done_once(
    office: Office, database: Database, data_folder: DataFolder
) -> None:
    kill_and_count(office, database, data_folder, kills=3)


def test_a_worker_that_loses_its_connections_goes_on_without_a_traceback(
    office: Office,
    database: Database,
    data_folder: DataFolder,
    superuser_connection: psycopg.Connection[Any],
) -> None:
    with worker_process(database, data_folder) as worker:
        queue(office, office_tasks.do_once)
        until(lambda: rows()[0].status == TaskResultStatus.SUCCESSFUL)
        superuser_connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = ''"
            " AND usename = 'palermo_app'"
        )
        from django.db import connections

        connections.close_all()  # ours were among them
        thing = queue(office, office_tasks.do_once)
        until(lambda: rows()[-1].status == TaskResultStatus.SUCCESSFUL)
        worker.send_signal(signal.SIGTERM)
        _out, log = worker.communicate(timeout=PATIENCE_SECONDS)
    assert worker.returncode == 0
    assert "Traceback" not in log
    assert "The database cannot be reached (OperationalError); waiting." in log
    assert verbs(office, thing) == ["thing.done"]


def test_a_worker_without_a_database_waits_in_one_line_and_stops_when_asked(
    database: Database, data_folder: DataFolder
) -> None:
    nowhere = Database(name="", app=f"postgresql:///x?host={data_folder.path}", owner="", superuser=None)
    with worker_process(nowhere, data_folder) as worker:
        assert worker.stderr is not None
        assert "The database cannot be reached" in worker.stderr.readline()
        time.sleep(2)  # two more tries, of which it says nothing
        assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        _out, log = worker.communicate(timeout=PATIENCE_SECONDS)
    assert worker.returncode == 0
    assert not log.strip()


def test_housekeeping_deletes_expired_sessions_and_old_finished_tasks_only(office: Office) -> None:
    now = timezone.now()
    queue(office, office_tasks.do_once)
    work_off()
    queue(office, office_tasks.do_once)
    with machinery():
        for key, expires in (
            ("old", now - timedelta(hours=1, seconds=1)),
            ("new", now + timedelta(minutes=5)),
        ):
            Session.objects.create(session_key=key, session_data="", expire_date=expires)
        DBTaskResult.objects.finished().update(finished_at=now - timedelta(days=31))
    assert keep_house()
    with machinery():
        assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
        assert [row.status for row in DBTaskResult.objects.all()] == [TaskResultStatus.READY]


def test_one_offices_trouble_does_not_stop_the_housekeeping_of_another(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    make_office("Partner", roles=frozenset({Role.CASEWORKER}))
    seen: list[UUID] = []

    def chore(actor: Any) -> None:
        seen.append(actor.organisation_id)
        if len(seen) == 1:
            raise LookupError(office_tasks.CANARY)

    monkeypatch.setattr(housekeeping, "_chores", {"test": chore})
    housekeeping.tidy_offices()
    assert len(set(seen)) == 2
    assert "LookupError" in caplog.text
    assert office_tasks.CANARY not in caplog.text


def test_one_worker_at_a_time_keeps_house(office: Office, database: Database) -> None:
    from palermo.operation.worker import HOUSEKEEPING_LOCK

    with psycopg.connect(database.app, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [HOUSEKEEPING_LOCK])
        assert not keep_house()
    until(keep_house)


def test_every_task_of_the_program_is_a_task_of_an_office() -> None:
    import pkgutil

    import palermo

    names = [info.name for info in pkgutil.walk_packages(palermo.__path__, "palermo.")]
    modules = [name for name in names if name.endswith(".tasks")]
    for name in modules:
        __import__(name)
        for value in vars(sys.modules[name]).values():
            if hasattr(value, "enqueue") and hasattr(value, "module_path"):
                assert known_tasks[value.module_path] is value
    assert "palermo.exchange.tasks.receive" in known_tasks
