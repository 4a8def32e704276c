"""Times and days that PostgreSQL knows and Python does not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.utils.timezone import get_fixed_timezone
from tests.support.place import Database

from palermo.trust.times import FIRST, LAST
from palermo.trust.unit_of_work import machinery


def read(text: str, kind: str) -> object:
    with machinery(), connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}, ARRAY[%s::{kind}]", [text, text])
        one, several = cursor.fetchone()
    assert several == [one]
    return one


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("infinity", LAST),
        ("20000-01-01", LAST),
        ("9999-12-31 23:59+00", LAST),
        ("-infinity", FIRST),
        ("0044-03-15 BC", FIRST),
        ("0001-01-01 00:00+00", FIRST),
        ("2026-05-04 03:02:01.5+02", datetime(2026, 5, 4, 1, 2, 1, 500_000, tzinfo=UTC)),
    ],
)
def test_every_time_of_the_database_can_be_read_and_shown_in_every_zone(
    database: Database, text: str, expected: datetime
) -> None:
    found = read(text, "timestamptz")
    assert found == expected
    assert isinstance(found, datetime)
    assert [found.astimezone(get_fixed_timezone(hours * 60)) for hours in (-12, 14)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("infinity", LAST.date()),
        ("20000-01-01", LAST.date()),
        ("-infinity", FIRST.date()),
        ("0044-03-15 BC", FIRST.date()),
        ("1971-05-04", date(1971, 5, 4)),
        ("9999-12-31", date(9999, 12, 31)),
    ],
)
def test_every_day_of_the_database_can_be_read(database: Database, text: str, expected: date) -> None:
    assert read(text, "date") == expected
