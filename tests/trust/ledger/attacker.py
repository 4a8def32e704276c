"""Somebody who rules the database and has no root key: rewrites the ledger as well as can be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from palermo.trust.ledger.chain import GENESIS, event_hash
from palermo.trust.ledger.models import LedgerEvent

Row = dict[str, Any]
COLUMNS = [field.column for field in LedgerEvent._meta.concrete_fields]
ALWAYS = """
ALTER TABLE ledger_event ENABLE TRIGGER palermo_follows;
ALTER TABLE ledger_event ENABLE ALWAYS TRIGGER palermo_no_change;
ALTER TABLE ledger_event ENABLE ALWAYS TRIGGER palermo_no_truncate
"""


def rows_of(connection: psycopg.Connection[Any], office: UUID) -> list[Row]:
    """An office's events in order."""
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute("SELECT * FROM ledger_event WHERE organisation_id = %s ORDER BY sequence", [office])
        return cursor.fetchall()


@contextmanager
def unguarded(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """The table's triggers are off inside and back afterwards, so that nothing shows that they were."""
    connection.execute("ALTER TABLE ledger_event DISABLE TRIGGER USER")
    try:
        yield
    finally:
        connection.execute(ALWAYS)


def replace(connection: psycopg.Connection[Any], office: UUID, rows: list[Row]) -> None:
    """Put `rows` in the place of the office's chain."""
    columns = ", ".join(COLUMNS)
    places = ", ".join(["%s"] * len(COLUMNS))
    with unguarded(connection), connection.transaction():
        connection.execute("DELETE FROM ledger_event WHERE organisation_id = %s", [office])
        for row in rows:
            values = [
                psycopg.types.json.Jsonb(row[name]) if name == "codes" else row[name] for name in COLUMNS
            ]
            connection.execute(f"INSERT INTO ledger_event ({columns}) VALUES ({places})", values)


def recomputed(rows: list[Row], *, renumber: bool = True) -> list[Row]:
    """The rows as a chain that holds in itself: numbers, links and hashes made anew; signatures stay where they are."""
    made: list[Row] = []
    previous = GENESIS
    for number, row in enumerate(rows, start=1):
        new = {**row, "previous_hash": previous}
        if renumber:
            new["sequence"] = number
        new["hash"] = previous = event_hash(LedgerEvent(**new))
        made.append(new)
    return made
