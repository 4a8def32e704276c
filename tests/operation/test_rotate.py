"""`palermo keys rotate root` beside the processes that serve: nobody is signed out, nothing is started again."""

from __future__ import annotations

import contextlib
import http.client
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from tests.conftest import FOLDER
from tests.support.cast import Office, make_office, signed_in
from tests.support.live import Live, collect_static, serve
from tests.support.place import Database

from palermo.operation.datafolder import DataFolder
from palermo.trust.mandates import Role


@pytest.fixture
def office(database: Database) -> Office:
    """An invented office with a coordinator and an administrator."""
    return make_office("Quay", roles=frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}))


@pytest.fixture
def live_office(office: Office, database: Database, data_folder: DataFolder) -> Iterator[Live]:
    """The office's installation, served by gunicorn with its worker."""
    if not data_folder.static.exists():
        data_folder.static.symlink_to(collect_static(FOLDER))
    with serve(database, data_folder) as live:
        yield live


def palermo(*arguments: str, live: Live) -> str:
    addresses = {"DATABASE_URL": live.database.app, "DATABASE_OWNER_URL": live.database.owner}
    environment = os.environ | addresses | {"PALERMO_DATA": str(live.folder.path)}
    command = [sys.executable, "-m", "palermo.cli", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def answer(live: Live, path: str, cookie: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(live.url).port, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Host": urlsplit(live.url).netloc, "Cookie": cookie})
        return connection.getresponse().status


def test_who_is_signed_in_stays_so_and_gets_every_page_while_keys_are_replaced(
    live_office: Live, office: Office
) -> None:
    name = signed_in(office[Role.COORDINATOR]).cookies["session"].value
    cookie, statuses, stop = f"session={name}", list[int](), threading.Event()
    web, before = live_office.web.pid, live_office.folder.root_key.read_text()

    def ask() -> None:
        while not stop.is_set():
            statuses.append(answer(live_office, "/today/", cookie))

    assert answer(live_office, "/today/", cookie) == 200
    thread = threading.Thread(target=ask)
    thread.start()
    try:
        for what in ("root", "office", "search", "root"):
            said = palermo("keys", "rotate", what, live=live_office)
            assert "replaced" in said
    finally:
        stop.set()
        thread.join()
    assert set(statuses) == {200}
    assert answer(live_office, "/today/", cookie) == 200
    assert live_office.web.pid == web
    assert live_office.folder.root_key.read_text() != before
    assert palermo("keys", "progress", live=live_office).strip()
    assert "Intact" in palermo("ledger", "verify", live=live_office)


def test_one_root_key_is_not_one_office_s(live_office: Live, office: Office) -> None:
    with pytest.raises(AssertionError, match="leave the office out"):
        palermo("keys", "rotate", "root", str(office.id), live=live_office)


def test_only_an_office_s_pair_leaks(live_office: Live) -> None:
    with pytest.raises(AssertionError, match="said of offices"):
        palermo("keys", "rotate", "search", "--leaked", live=live_office)
