"""`/health/` and `/ready/`: whether this process lives, and whether the installation can do its work.

Asked by a machine every few seconds, without a name of the host, a session, a cookie or an event of the ledger; they
are answered before any other part of the program, and say one word, which means the same to everybody.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse

from palermo.operation.worker import WORKERS_LOCK

GetResponse = Callable[[HttpRequest], HttpResponse]

KEPT_SECONDS: Final = 2.0
"""An answer is good for so long: however often it is asked for, the database is not."""
STATEMENT_MILLISECONDS: Final = 2000
FREE_BYTES: Final = 16 * 1024 * 1024
HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_ALIVE = """
    SELECT EXISTS (
        SELECT 1 FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND classid = %s AND objid = %s
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"""


class State(StrEnum):
    """What keeps an installation from its work, or "ready"."""

    READY = "ready"
    DATABASE = "database"
    MIGRATIONS = "migrations"
    WORKER = "worker"
    WITNESS = "witness"


def probes(get_response: GetResponse) -> GetResponse:
    """Answer the two addresses and hand on everything else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info == "/health/":
            return _answer(request, "alive", status=200)
        if request.path_info == "/ready/":
            state = _KEPT.state()
            return _answer(request, state, status=200 if state is State.READY else 503)
        return get_response(request)

    return middleware


def _answer(request: HttpRequest, word: str, *, status: int) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers=HEADERS | {"Allow": "GET, HEAD"})
    return HttpResponse(f"{word}\n", status=status, content_type="text/plain; charset=utf-8", headers=HEADERS)


def state() -> State:
    """Ask database, migrations, task worker and the witness file's disk; the first that is missing, else ready."""
    try:
        with connection.wrap_database_errors:
            asked = connection.get_new_connection(connection.get_connection_params())
    except Error:
        return State.DATABASE
    try:
        asked.autocommit = True
        asked.execute(f"SET statement_timeout = {STATEMENT_MILLISECONDS}")
        return _state_of(asked)
    except psycopg.Error:
        return State.DATABASE
    finally:
        asked.close()


def _state_of(asked: Any) -> State:
    applied = set(asked.execute("SELECT app, name FROM django_migrations").fetchall())
    if not _newest_migrations() <= applied:
        return State.MIGRATIONS
    number = WORKERS_LOCK % 2**64
    if not asked.execute(_ALIVE, [number >> 32, number % 2**32]).fetchone()[0]:
        return State.WORKER
    return State.READY if can_be_appended(settings.PALERMO_WITNESS_FILE) else State.WITNESS


@cache
def _newest_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def can_be_appended(path: Path) -> bool:
    """Whether this process may write to the file, or make it, and its disk has room."""
    place = path if path.exists() else path.parent
    try:
        return os.access(place, os.W_OK) and shutil.disk_usage(place).free >= FREE_BYTES
    except OSError:
        return False


class _Kept:
    """The last answer, for a short while; one thread asks, the others wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state, self._until = State.DATABASE, 0.0

    def state(self) -> State:
        with self._lock:
            if time.monotonic() >= self._until:
                self._state = state()
                self._until = time.monotonic() + KEPT_SECONDS
            return self._state


_KEPT = _Kept()
