"""Two offices with a row in every table of the register that belongs to somebody, made by the superuser.

The rows mean nothing: they are there so that an empty answer proves a wall and not an empty table. A table added
to the register is covered from its first day.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from palermo.trust.walls.register import TABLES
from palermo.trust.walls.table import Kind, Table

OURS, THEIRS, NOBODY = uuid4(), uuid4(), uuid4()
ROOMS = "protection,prosecution"
BELONGING = [table for table in TABLES if table.kind in (Kind.OWNED, Kind.ENVELOPE, Kind.KEY, Kind.LEDGER)]
VALUES = {
    "time": "'12:00'",
    "uuid": "gen_random_uuid()",
    "jsonb": "'{}'",
    "bytea": "'\\x00'",
    "timestamptz": "now()",
    "date": "current_date",
    "bool": "false",
}
CHECKED = {
    ("ledger_event", "hash"): f"'\\x{'00' * 32}'",
    ("ledger_event", "previous_hash"): f"'\\x{'00' * 32}'",
    ("protection_reflection", "ended_reason"): "''",
    ("protection_decision", "early_reason"): "''",
    ("protection_notification", "state"): "'not_due'",
}
"""Columns in which a check of the database lets no `x` stand."""
_COLUMNS = """
SELECT column_name, udt_name FROM information_schema.columns
WHERE table_schema = %s AND table_name = %s AND is_nullable = 'NO' AND is_identity = 'NO'
"""
Connection = psycopg.Connection[Any]


def schema_of(table: Table) -> str:
    """The database schema a table lies in."""
    return "keys" if table.kind is Kind.KEY else "public"


def name_of(table: Table) -> sql.Identifier:
    """The qualified name."""
    return sql.Identifier(schema_of(table), table.name)


def columns_of(connection: Connection, table: Table, office: UUID) -> dict[str, str]:
    """A row for `office` as SQL literals, by column; a package comes from it and goes to itself's partner."""
    values: dict[str, str] = {}
    for column, kind in connection.execute(_COLUMNS, [schema_of(table), table.name]).fetchall():
        plain = VALUES.get(kind, "1" if kind.startswith(("int", "float", "numeric")) else "'x'")
        values[column] = CHECKED.get((table.name, column), plain)
    if table.kind is Kind.ENVELOPE:
        values[table.sender] = values[table.author] = f"'{office}'"
        values[table.receiver] = f"'{uuid4()}'"
    else:
        values[table.owner] = f"'{office}'"
    for column in filter(None, (table.room_column, table.sender_room, table.receiver_room)):
        values[column] = "'protection'"
    return values


def insert(connection: Connection, table: Table, values: dict[str, str]) -> None:
    """Insert one row."""
    names = sql.SQL(", ").join(map(sql.Identifier, values))
    literals = sql.SQL(", ".join(values.values()))
    connection.execute(sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(name_of(table), names, literals))


def fill(superuser: Connection) -> None:
    """A row of each office in every table; references are not checked while it works."""
    superuser.execute("SET session_replication_role = replica")
    for table in BELONGING:
        for office in (OURS, THEIRS):
            insert(superuser, table, columns_of(superuser, table, office))
    superuser.execute("SET session_replication_role = DEFAULT")


@contextmanager
def acting(app: Connection, office: UUID | None, *, rooms: str = ROOMS) -> Iterator[Connection]:
    """A transaction of the application's role as the unit of work sets it up; rolled back at the end."""
    with app.transaction(force_rollback=True):
        if office is not None:
            app.execute(
                "SELECT set_config('palermo.organisation', %s, true), set_config('palermo.rooms', %s, true)",
                [str(office), rooms],
            )
        yield app


def rows_seen(app: Connection, table: Table) -> int:
    """How many rows of the table the current settings show."""
    row = app.execute(sql.SQL("SELECT count(*) FROM {}").format(name_of(table))).fetchone()
    assert row is not None
    return int(row[0])
