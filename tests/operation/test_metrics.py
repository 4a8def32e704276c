"""Metrics: counted by room and class of status, told in text form, with nothing of a person or an office in them."""

from __future__ import annotations

import http.client
import os
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from tests.support.place import Database

from palermo.operation.counts import ROOMS, Counts, room_of, send
from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.operation.metrics import MOST_ASKING, metrics_address, metrics_served, metrics_text

LINE = re.compile(r'[a-z_]+(\{room="[a-z]+",(status="[1-5]xx"|le="[\d.+Inf]+")\}|\{room="[a-z]+"\})? [\d.]+')


def told(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(LINE.fullmatch(line) for line in lines), text
    return {name: float(value) for name, _space, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("/", "first"),
        ("/protection/cases/0193c0de-0000-7000-8000-000000000001/", "protection"),
        ("/account/password/reset/key/secret/", "account"),
        ("/static/palermo.css", "static"),
        ("/maryam@example.org/", "other"),
        ("/first/", "other"),
        ("//", "other"),
        ("", "other"),
    ],
)
def test_a_path_is_counted_as_its_room_and_nothing_else(path: str, room: str) -> None:
    assert room_of(path) == room
    assert room in ROOMS


def test_every_first_part_of_an_address_is_a_room() -> None:
    from palermo.web.urls import urlpatterns

    firsts = {str(each.pattern).partition("/")[0] for each in urlpatterns}
    nested = {
        str(inner.pattern).partition("/")[0]
        for each in urlpatterns
        if str(each.pattern) == ""
        for inner in each.url_patterns
    }
    assert {name for name in firsts | nested if name} - set(ROOMS) == set()


def test_records_of_many_processes_add_up() -> None:
    counts = Counts()
    for _ in range(5):
        if os.fork() == 0:
            for status, seconds in ((200, 0.01), (404, 0.3), (503, 20.0)):
                send(counts.writer, path="/today/", status=status, seconds=seconds)
            os._exit(0)
    for _ in range(5):
        os.wait()
    until = time.monotonic() + 30
    while sum('status="' in line for line in counts.lines()) < 3 or " 5" not in "\n".join(counts.lines()):
        assert time.monotonic() < until
        time.sleep(0.01)
    values = told("\n".join(counts.lines()))
    counts.close()
    assert values['palermo_requests_total{room="today",status="2xx"}'] == 5
    assert values['palermo_requests_total{room="today",status="5xx"}'] == 5
    assert values['palermo_request_seconds_bucket{room="today",le="0.05"}'] == 5
    assert values['palermo_request_seconds_bucket{room="today",le="0.5"}'] == 10
    assert values['palermo_request_seconds_bucket{room="today",le="10"}'] == 10
    assert values['palermo_request_seconds_bucket{room="today",le="+Inf"}'] == 15


def test_a_full_pipe_holds_nobody_up() -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    for _ in range(100_000):
        send(writer, path="/", status=200, seconds=0.1)
    os.close(reader)
    send(writer, path="/", status=200, seconds=0.1)
    os.close(writer)


def test_the_queue_and_the_ages_are_told(database: Database, data_folder: DataFolder) -> None:
    with psycopg.connect(database.owner) as connection:
        for status, since, after in (
            ("READY", "1 hour", "9999-01-01"),
            ("READY", "2 hours", "now"),
            ("READY", "3 hours", "2999-01-01"),
            ("FAILED", "4 hours", "9999-01-01"),
        ):
            connection.execute(
                "INSERT INTO django_tasks_database_dbtaskresult (id, status, enqueued_at, run_after, args_kwargs,"
                " priority, task_path, worker_ids, queue_name, backend_name, exception_class_path, traceback)"
                " VALUES (gen_random_uuid(), %s, now() - %s::interval, %s, '{}', 0, '', '[]', 'default', 'default',"
                " '', '')",
                [status, since, after],
            )
    now = datetime.now(tz=UTC)
    data_folder.witness.touch()
    data_folder.last_backup.write_text((now - timedelta(hours=5)).isoformat(), encoding="ascii")
    counts = Counts()
    values = told(metrics_text(data_folder, database.owner, counts))
    assert values["palermo_database_up"] == 1
    assert values["palermo_tasks_waiting"] == 2
    assert values["palermo_tasks_oldest_waiting_seconds"] >= 3600
    assert values["palermo_tasks_failed"] == 1
    assert values["palermo_backup_age_seconds"] >= 5 * 3600
    assert "palermo_witness_age_seconds" in values
    away = told(metrics_text(data_folder, "postgresql://palermo_owner@127.0.0.1:1/palermo", counts))
    assert away["palermo_database_up"] == 0
    assert "palermo_tasks_waiting" not in away
    counts.close()


@pytest.mark.parametrize(
    "text", ["0.0.0.0:9109", "[::]:9109", "10.0.0.1:1", "9109", "localhost", "127.0.0.1:0", ""]
)
def test_only_a_loopback_address_may_tell_them(text: str) -> None:
    with pytest.raises(SetUpError, match="PALERMO_METRICS"):
        metrics_address(text)


def asked(port: int, host: str | None) -> int:
    """The status of an answer to a request that names this host."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest("GET", "/metrics", skip_host=True)
    if host is not None:
        connection.putheader("Host", host)
    connection.endheaders()
    try:
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture
def free_port() -> int:
    """A port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_a_page_of_another_host_that_was_led_here_reads_no_figures(free_port: int) -> None:
    with metrics_served(("127.0.0.1", free_port), lambda: "palermo_tasks_failed 3\n"):
        for host in (
            "evil.example",
            f"evil.example:{free_port}",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "",
            None,
        ):
            assert asked(free_port, host) == 403, host
        for host in (f"127.0.0.1:{free_port}", "127.0.0.1", f"localhost:{free_port}", "[::1]:9109", "[::1]"):
            assert asked(free_port, host) == 200, host


def test_the_database_is_asked_by_one_request_at_a_time(free_port: int) -> None:
    at_once, most, counted = 0, 0, threading.Lock()

    def text() -> str:
        nonlocal at_once, most
        with counted:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.05)
        with counted:
            at_once -= 1
        return ""

    with metrics_served(("127.0.0.1", free_port), text), ThreadPoolExecutor(MOST_ASKING) as several:
        answers = list(several.map(lambda _one: asked(free_port, "127.0.0.1"), range(MOST_ASKING)))
    assert 200 in answers
    assert most == 1


def test_connections_past_the_limit_are_closed_unanswered(free_port: int) -> None:
    place = ("127.0.0.1", free_port)
    with metrics_served(place, lambda: ""), ExitStack() as stack:
        for _ in range(MOST_ASKING):
            stack.enter_context(socket.create_connection(place, timeout=30))
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            asked(free_port, "127.0.0.1")


def test_both_loopbacks_may(tmp_path: Path) -> None:
    assert metrics_address("127.0.0.1:9109") == ("127.0.0.1", 9109)
    assert metrics_address("[::1]:9109") == ("::1", 9109)
