"""`/health/` and `/ready/`: what a machine that watches the installation is told, and what nobody is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.conf import LazySettings
from django.test import Client

from palermo.operation.worker import Worker
from palermo.web import probes


@pytest.fixture(autouse=True)
def always_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is kept from one question to the next."""
    monkeypatch.setattr(probes, "KEPT_SECONDS", 0.0)
    monkeypatch.setattr(probes, "_KEPT", probes._Kept())


@pytest.fixture
def worker(database: object) -> Iterator[Worker]:
    """A task worker that lives."""
    worker = Worker()
    with worker._alive():
        yield worker


def asked(client: Client, **options: Any) -> tuple[int, str]:
    answer = client.get("/ready/", **options)
    assert not answer.cookies
    return answer.status_code, answer.content.decode().strip()


def test_a_process_that_lives_says_so_without_a_database_a_session_or_the_hosts_name(
    client: Client, settings: LazySettings
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/health/", headers={"host": "10.1.2.3"})
    assert (answer.status_code, answer.content) == (200, b"alive\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert not answer.cookies
    assert client.post("/health/").status_code == 405
    assert client.head("/health/").status_code == 200


def test_without_a_database_it_is_not_ready(client: Client) -> None:
    assert asked(client) == (503, "database")


def test_it_is_ready_while_database_worker_and_witness_are_there(
    client: Client, worker: Worker, owner_connection: psycopg.Connection[Any]
) -> None:
    def events() -> int:
        row = owner_connection.execute("SELECT count(*) FROM ledger_event").fetchone()
        return int((row or (0,))[0])

    before = events()
    assert asked(client, headers={"host": "10.1.2.3"}) == (200, "ready")
    assert events() == before


@pytest.mark.usefixtures("database")
def test_without_a_task_worker_it_is_not_ready(client: Client) -> None:
    assert asked(client) == (503, "worker")


@pytest.mark.usefixtures("worker")
def test_before_its_tables_are_brought_up_to_date_it_is_not_ready(
    client: Client, owner_connection: psycopg.Connection[Any]
) -> None:
    owner_connection.execute("DELETE FROM django_migrations WHERE app = 'protection'")
    assert asked(client) == (503, "migrations")


@pytest.mark.usefixtures("worker")
def test_where_the_witness_cannot_be_written_it_is_not_ready(
    client: Client, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PALERMO_WITNESS_FILE = tmp_path / "nowhere" / "witness.jsonl"
    assert asked(client) == (503, "witness")
    settings.PALERMO_WITNESS_FILE = tmp_path / "witness.jsonl"
    assert asked(client) == (200, "ready")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=4096))
    assert asked(client) == (503, "witness")


@pytest.mark.usefixtures("worker")
def test_however_often_it_is_asked_the_database_is_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = []
    monkeypatch.setattr(probes, "KEPT_SECONDS", 60.0)
    monkeypatch.setattr(probes, "_KEPT", probes._Kept())
    monkeypatch.setattr(probes, "state", lambda: questions.append(1) or probes.State.WORKER)
    assert {asked(client) for _ in range(50)} == {(503, "worker")}
    assert len(questions) == 1


def test_two_workers_share_the_sign_that_one_lives(database: object) -> None:
    with Worker()._alive(), Worker()._alive():
        assert probes.state() is probes.State.READY
