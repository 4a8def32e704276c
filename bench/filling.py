"""Fills a scratch installation with files by COPY: every file like one that the services made, with ids of its own."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

TABLES = (
    "protection_person",
    "protection_case",
    "protection_case_assignment",
    "protection_first_contact",
    "protection_need",
    "protection_presumption",
    "desk_clock",
)
"""What a file of the list, of Today and of the decisions is read from, each after what it refers to."""
DAYS = 3 * 365
CLOSED_SHARE = 0.7
WORDS = ("Heron", "Alder", "Rook", "Birch", "Wren", "Rowan", "Plover", "Maple")


@dataclass(frozen=True)
class Template:
    """A table, its columns that the server does not fill by itself, and the rows of the one file there is."""

    table: str
    columns: Sequence[str]
    rows: Sequence[tuple[Any, ...]]


@dataclass(frozen=True)
class Filled:
    """How many files were made, in how many seconds, and how large the database is, in bytes."""

    files: int
    seconds: float
    size: int


@dataclass(frozen=True)
class Example:
    """An office with its one file: the case, and for each colleague who has it, among whom copies are spread."""

    office: UUID
    case: UUID
    hands: Mapping[UUID, Sequence[UUID]]


def fill(owner: str, examples: Sequence[Example], *, files: int) -> Filled:
    """Copy to each office's one file as many that all together are `files`; then analyse."""
    began = time.perf_counter()
    with psycopg.connect(owner) as connection:
        # Who was given a file longer ago than their role does not have it: roles are as old as the oldest file.
        connection.execute(
            "UPDATE people_role_assignment SET created_at = created_at - %(days)s * interval '1 day',"
            " valid_from = valid_from - %(days)s",
            {"days": DAYS + 1},
        )
        for one in examples:
            templates = [_template(connection, table, one.office, one.case) for table in TABLES]
            filled = [each for each in templates if each.rows]
            _copy(connection, filled, one.hands, number=files // len(examples) - 1)
            connection.commit()
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        (size,) = connection.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
    return Filled(files, time.perf_counter() - began, size)


def _template(connection: psycopg.Connection[Any], table: str, office: UUID, case: UUID) -> Template:
    columns = [
        name
        for (name,) in connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attgenerated = '' AND attidentity = ''",
            [table],
        )
    ]
    of_case = {
        "protection_person": "id IN (SELECT person_id FROM protection_case WHERE id = %(case)s)",
        "protection_case": "id = %(case)s",
        "desk_clock": "object_id = %(case)s",
    }.get(table, "case_id = %(case)s")
    query = sql.SQL("SELECT {} FROM {} WHERE organisation_id = %(office)s AND {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table), sql.SQL(of_case)
    )
    return Template(table, columns, connection.execute(query, {"office": office, "case": case}).fetchall())


def _copy(
    connection: psycopg.Connection[Any],
    templates: Sequence[Template],
    hands: Mapping[UUID, Sequence[UUID]],
    *,
    number: int,
) -> None:
    made = [_changes(templates, hands, count) for count in range(number)]
    for template in templates:
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(template.table), sql.SQL(", ").join(map(sql.Identifier, template.columns))
        )
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for changes in made:
                for row in _rows(template, changes):
                    copy.write_row(row)


@dataclass(frozen=True)
class Changes:
    """What makes a copied file another one: ids, colleagues, codes, how long ago it was, whether it is closed."""

    ids: dict[UUID, UUID]
    code: str
    ago: timedelta
    closed: bool
    word: str


def _changes(templates: Sequence[Template], hands: Mapping[UUID, Sequence[UUID]], count: int) -> Changes:
    chance = random.Random(count)  # noqa: S311 - the same files in each run
    ago = timedelta(days=chance.randrange(DAYS), minutes=chance.randrange(1440))
    at = datetime.now(tz=UTC) - ago
    ids = {row[template.columns.index("id")]: _uuid7(at) for template in templates for row in template.rows}
    ids |= {user: chance.choice(others) for user, others in hands.items()}
    closed = chance.random() < CLOSED_SHARE or ago > timedelta(days=400)
    return Changes(ids, f"{count:08X}", ago, closed, f"{chance.choice(WORDS)} {count}")


def _uuid7(at: datetime) -> UUID:
    stamp = int(at.timestamp() * 1000) << 80
    return UUID(int=stamp | 0x7 << 76 | random.getrandbits(12) << 64 | 0b10 << 62 | random.getrandbits(62))


def _rows(template: Template, changes: Changes) -> Iterator[list[Any]]:
    for row in template.rows:
        new = [_value(value, changes) for value in row]
        if template.table == "protection_case":
            _set(template, new, code=changes.code, known_as=changes.word)
            if changes.closed:
                opened = new[template.columns.index("opened_on")]
                _set(
                    template,
                    new,
                    state="closed",
                    closed_reason="support_completed",
                    closed_on=opened,
                    trouble=0,
                )
        elif template.table == "protection_person":
            _set(template, new, code=f"P{changes.code}"[:12])
        elif template.table == "protection_need" and changes.closed:
            _set(template, new, state="met")
        elif template.table == "desk_clock" and changes.closed:
            _set(template, new, done_at=new[template.columns.index("due_at")])
        yield new


def _value(value: Any, changes: Changes) -> Any:
    if isinstance(value, UUID):
        return changes.ids.get(value, value)
    if hasattr(value, "isoformat"):
        return value - (changes.ago if isinstance(value, datetime) else timedelta(days=changes.ago.days))
    if isinstance(value, list | dict):
        from psycopg.types.json import Jsonb

        return Jsonb(value)
    return value


def _set(template: Template, row: list[Any], **values: Any) -> None:
    for column, value in values.items():
        if column in template.columns:
            row[template.columns.index(column)] = value
