"""The wrapper of a connection. Django looks for it under this name."""

from __future__ import annotations

import select
import time

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus
from psycopg.pq.abc import PGconn

SILENT_SECONDS = 0.7
"""A server that answers nothing for so long is taken to be gone. With the time of a new connection the page of a
missing database still comes within 3 s."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A kept connection is asked once for each request whether it still answers; it has to do so in time.

    A server whose machine lives but which is itself frozen (a full disk, a stopped process) takes questions and never
    answers: the network gives its receipts, so no time-out of the network helps.
    """

    def is_usable(self) -> bool:
        """True when the server answers within `SILENT_SECONDS`."""
        if self.connection is None:
            return False
        try:
            return _answers(self.connection.pgconn, within=SILENT_SECONDS)
        except psycopg.Error:
            return False


def _answers(connection: PGconn, *, within: float) -> bool:
    until = time.monotonic() + within
    connection.send_query(b"SELECT 1")
    while connection.flush() or connection.is_busy():
        left = until - time.monotonic()
        if left <= 0 or not select.select([connection.socket], [], [], left)[0]:
            return False
        connection.consume_input()
    while connection.get_result():
        pass
    return bool(connection.status == ConnStatus.OK)
