"""Times and days of the database that Python has none for are read as the first or the last it can reckon with.

PostgreSQL knows `infinity`, years before 1 and after 9999; whoever writes one into a row would end every page and every
task that reads the row. Nothing of Palermo's writes them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import DataError
from psycopg.abc import Buffer
from psycopg.types.datetime import DateLoader, TimestamptzLoader

FIRST = datetime(2, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 1, 1, tzinfo=UTC)  # the queue's way of saying "at once"
"""Between these a time can be shown in every zone."""


class ReadableTimes(TimestamptzLoader):
    """Times of a connection whose zone is UTC, as Django's own loader reads them."""

    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        """The time, or the nearest of FIRST and LAST."""
        try:
            return min(max(super().load(data).replace(tzinfo=UTC), FIRST), LAST)
        except DataError:
            return FIRST if _is_before(data) else LAST


class ReadableDays(DateLoader):
    """Days of a connection."""

    def load(self, data: Buffer) -> date:
        """The day; where Python has none, that of FIRST or LAST."""
        try:
            return super().load(data)
        except DataError:
            return (FIRST if _is_before(data) else LAST).date()


def _is_before(data: Buffer) -> bool:
    text = bytes(data)
    return text.startswith(b"-") or text.endswith(b"BC")


def read_every_time(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Have a new connection read times and days so. Django keeps a loader whose zone is the connection's: UTC."""
    adapters = connection.connection.adapters
    adapters.register_loader("timestamptz", ReadableTimes)
    adapters.register_loader("date", ReadableDays)
