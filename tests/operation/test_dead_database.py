"""A database that is away: a calm 503 within three seconds, and everything goes on once it is there again."""

from __future__ import annotations

import contextlib
import http.client
import os
import selectors
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from tests.drill.job import wait_until
from tests.support import place, session
from tests.support.live import Live, collect_static, serve

from palermo.operation.database_url import database_settings

MOST_SECONDS = 3.0
PAGES = ("/", "/account/login/", "/today/", "/partnership/states/")


class Road:
    """The way to the database, as a socket of our own that can be open, closed or lead nowhere."""

    def __init__(self, upstream: str, folder: Path) -> None:
        given = conninfo_to_dict(upstream)
        self._host, self._port = str(given.get("host", "localhost")), int(given.get("port") or 5432)
        self._path = folder / ".s.PGSQL.5432"
        self.address = make_conninfo(upstream, host=str(folder), port=5432, sslmode="disable")
        self._listener: socket.socket | None = None
        self._ends: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._frozen = threading.Event()
        self.open()

    def open(self, *, nowhere: bool = False) -> None:
        """Let callers through; `nowhere` takes their calls and never answers."""
        self.close()
        self._frozen.clear()
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self._path))
        listener.listen()
        self._listener = listener
        self._begin(self._accept, listener, nowhere)

    def freeze(self) -> None:
        """Keep every call, take new ones, answer nothing: what callers meet when the server stands still."""
        self._frozen.set()

    def close(self) -> None:
        """Cut every call and take none: what callers meet when the server has died."""
        if self._listener is None:
            return
        for one in (self._listener, *self._ends):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for one in (self._listener, *self._ends):
            one.close()
        self._path.unlink()
        self._listener = None
        self._ends.clear()
        self._threads.clear()

    def _begin(self, run: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=run, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket, nowhere: bool) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _address = listener.accept()
                self._ends.append(caller)
                if not nowhere and not self._frozen.is_set():
                    self._begin(self._carry, caller)

    def _carry(self, caller: socket.socket) -> None:
        server = self._dial()
        self._ends.append(server)
        with contextlib.suppress(OSError), selectors.DefaultSelector() as selector:
            selector.register(caller, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, caller)
            while True:
                for key, _events in selector.select():
                    part = key.fileobj.recv(65536)  # type: ignore[union-attr]
                    if part and self._frozen.is_set():
                        continue
                    if not part:
                        for one in (caller, server):
                            one.shutdown(socket.SHUT_RDWR)
                        return
                    key.data.sendall(part)

    def _dial(self) -> socket.socket:
        if not self._host.startswith("/"):
            return socket.create_connection((self._host, self._port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{self._host}/.s.PGSQL.{self._port}")
        return server


@pytest.fixture(scope="module")
def road_and_live(
    server: session.Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Road, Live]]:
    """A served installation whose way to the database is in our hands."""
    from django.conf import settings

    key = settings.PALERMO_ROOT_KEY_FILE
    session_folder = Path(os.environ[session.FOLDER_VARIABLE])
    with (
        tempfile.TemporaryDirectory(dir=session_folder) as short,
        place.data_folder(tmp_path_factory.mktemp("dead") / "data", root_key=key) as folder,
        place.database(server) as database,
    ):
        with session.alone(session_folder):
            folder.static.symlink_to(collect_static(session_folder))
        road = Road(database.app, Path(short))
        with serve(replace(database, app=road.address), folder) as live:
            yield road, live
        road.close()


@pytest.fixture
def road(road_and_live: tuple[Road, Live]) -> Iterator[Road]:
    """The way to the database, open again after the test."""
    yield road_and_live[0]
    road_and_live[0].open()


def get(live: Live, path: str) -> tuple[int, str, dict[str, str], float]:
    """Status, page, headers and seconds of one request, redirects not followed."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(live.url).port, timeout=30)
    began = time.monotonic()
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Host": urlsplit(live.url).netloc})
        answer = connection.getresponse()
        page = answer.read().decode()
    return answer.status, page, dict(answer.headers), time.monotonic() - began


def until_answered(live: Live, path: str = "/") -> float:
    """Seconds until the page is answered again."""
    began = time.monotonic()
    while get(live, path)[0] != 200:
        assert time.monotonic() - began < 30, "no recovery without restart"
        time.sleep(0.05)
    return time.monotonic() - began


@pytest.mark.parametrize("fault", ["dead", "never answers", "frozen"])
def test_every_page_says_503_within_three_seconds_and_recovers_without_restart(
    road: Road, road_and_live: tuple[Road, Live], fault: str
) -> None:
    live = road_and_live[1]
    until_answered(live)  # connections are open and kept
    pid = live.web.pid
    if fault == "frozen":
        road.freeze()
    elif fault == "never answers":
        road.open(nowhere=True)
    else:
        road.close()
    for path in PAGES[: None if fault == "dead" else 2]:
        status, page, headers, seconds = get(live, path)
        assert (path, status) == (path, 503)
        assert seconds < MOST_SECONDS, path
        assert int(headers["Retry-After"]) > 0
        assert headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "<h1" in page
        for word in ("Traceback", "OperationalError", "psycopg", "socket", "PGSQL", str(live.folder.path)):
            assert word not in page
    road.open()
    assert until_answered(live) < 5
    assert live.web.pid == pid


def test_a_machine_that_vanished_is_given_up_in_time_unless_the_address_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A kept connection sends, waits for a receipt, and is then made anew: both waits fit into the limit."""
    address = "postgresql://palermo_app@db.example/palermo"
    monkeypatch.setenv("DATABASE_URL", f"{address}?sslmode=verify-full")
    options = database_settings(role="app", data=tmp_path)["OPTIONS"]
    assert options["tcp_user_timeout"] / 1000 + options["connect_timeout"] < MOST_SECONDS
    monkeypatch.setenv("DATABASE_URL", f"{address}?sslmode=verify-full&tcp_user_timeout=4000")
    assert database_settings(role="app", data=tmp_path)["OPTIONS"]["tcp_user_timeout"] == "4000"


def test_a_page_that_needs_no_database_is_still_served(road: Road, road_and_live: tuple[Road, Live]) -> None:
    road.close()
    assert get(road_and_live[1], "/static/kit/palermo.css")[0] == 200


def test_a_task_worker_waits_and_goes_on(road: Road, road_and_live: tuple[Road, Live]) -> None:
    live = road_and_live[1]
    pid = live.worker.pid

    def holds_its_lock() -> bool:
        query = (
            "SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database AND d.datname = current_database()"
            " WHERE locktype = 'advisory' AND granted"
        )
        with psycopg.connect(live.database.owner) as connection:
            return bool(connection.execute(query).fetchall())

    wait_until(holds_its_lock, seconds=20)
    road.close()
    wait_until(lambda: not holds_its_lock(), seconds=20)
    road.open()
    wait_until(holds_its_lock, seconds=20)
    assert live.worker.pid == pid
