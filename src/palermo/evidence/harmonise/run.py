# ruff: noqa: S608 - statements are built from our own names only; texts go through `literal`
"""Harmonise one table: find its columns, stage them, judge them, write the records and the quarantine.

Everything is written to files beside the wanted ones and moved into place at the end, so that no half file stays.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

import duckdb

from palermo.evidence.command import InputError
from palermo.evidence.harmonise import counts, persons, quarantine
from palermo.evidence.harmonise.headings import without_group
from palermo.evidence.harmonise.headless import aligned
from palermo.evidence.harmonise.identity import looks_like_data
from palermo.evidence.harmonise.learn import taught
from palermo.evidence.harmonise.mapping import CARRIED_NOWHERE, Column, Mapping, Treatment
from palermo.evidence.harmonise.model import SCHEMA, SCHEMA_VERSION, Shape
from palermo.evidence.harmonise.stage import THREADS, Plan, Staged, literal, stage
from palermo.evidence.harmonise.table import Table
from palermo.evidence.harmonise.text import name_key
from palermo.evidence.harmonise.wide import Long, is_wide, long_form
from palermo.reference.vocabularies import vocabularies

DATED = {Treatment.YEAR_OF_DATE, Treatment.IDENTIFIED_ON, Treatment.ASSISTED_ON}
# Rows that are held until they are written, in all columns; more of them make hardly smaller files. DuckDB keeps groups
# of so few rows in order as long as one thread writes.
ROWS_AT_ONCE = 10_240
LINES_AT_ONCE = 50_000
Say = Callable[[str, int], None]


@dataclass(frozen=True)
class Matched:
    """Which columns of the table the mapping knows, by position; the others are not carried."""

    columns: dict[int, Column]
    strangers: tuple[int, ...]
    absent: tuple[Column, ...]

    @property
    def carried(self) -> list[int]:
        """The positions of the columns that are read."""
        return [place for place, column in self.columns.items() if column.treatment not in CARRIED_NOWHERE]

    @property
    def ignored(self) -> list[int]:
        """The positions of the columns that say nothing about the record."""
        return [place for place, column in self.columns.items() if column.treatment is Treatment.IGNORED]


@dataclass(frozen=True)
class Outcome:
    """What came of a table: the balance of rows, how often each rule caught something, the state of each field."""

    table: Table
    mapping: Mapping
    matched: Matched
    read: int
    kept: int
    rules: Counter[str]
    states: dict[str, Counter[str]]

    @property
    def quarantined(self) -> int:
        """Rows that were kept out as a whole."""
        return self.read - self.kept


def names_of(mapping: Mapping) -> list[str]:
    """Return every name under which the mapping knows a column."""
    return [name for column in mapping.columns for name in (column.name, *column.aliases)]


def match(table: Table, mapping: Mapping) -> Matched:
    """Match the header with the mapping; a standard's own names are known within the groups of a form too.

    A blank header is named by the label below it, as in the published HTCDS spreadsheet. Raises InputError when two
    columns have the same name, or none is known.
    """
    known = {name_key(name): column for column in mapping.columns for name in (column.name, *column.aliases)}
    labels = {name_key(column.label): column for column in mapping.columns if column.label}
    below = table.sample[0] if table.sample else []
    found: dict[int, Column] = {}
    for place, name in enumerate(table.header):
        column = known.get(name_key(name)) or known.get(name_key(without_group(name)))
        if not name and place < len(below):
            column = labels.get(name_key(below[place]))
        if column is None and not name:
            column = Column(name="", treatment=Treatment.IGNORED, reason="It has no name.")
        if column is not None and column.name and any(column.name == other.name for other in found.values()):
            raise InputError(f"{table.grid.path.name} has the column {column.name!r} twice; leave one.")
        if column is not None:
            found[place] = column
    strangers = tuple(place for place in range(len(table.header)) if place not in found)
    there = {column.name for column in found.values()}
    absent = tuple(column for column in mapping.columns if column.name not in there)
    matched = Matched(found, strangers, absent)
    if not matched.carried:
        raise InputError(
            f"{table.grid.path.name} has no column that {mapping.name} carries. Check --from or --mapping."
        )
    return matched


def shown(table: Table, place: int) -> str:
    """Return how a column is called in outputs: its name, or its place where the name looks like data."""
    name = table.header[place]
    return f"column {place + 1}" if not name or looks_like_data(name) else name


def _metadata(mapping: Mapping, columns: Sequence[Column], *, read: int, kept: int) -> str:
    schemes = sorted({column.vocabulary for column in columns} & set(vocabularies()))
    words = {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "shape": mapping.shape.value,
        "source": mapping.source,
        "mapping": mapping.name,
        "mapping_version": mapping.version,
        "mapping_digest": mapping.digest,
        "vocabularies": json.dumps({scheme: vocabularies()[scheme].version for scheme in schemes}),
        "rows_read": str(read),
        "rows_kept": str(kept),
        "rows_quarantined": str(read - kept),
    }
    return ", ".join(f"'palermo.{key}': {literal(value)}" for key, value in words.items())


def _bad_rows(staged: Staged) -> Iterator[quarantine.Caught]:
    """Yield the rows that are kept out, and the notes on those that are kept, by their number."""
    found = staged.connection.execute("SELECT rowid + 1, bad FROM staged WHERE bad <> '' ORDER BY rowid")
    while rows := found.fetchmany(10_000):
        for row, rule in rows:
            said = staged.marked.get(row)
            yield quarantine.Caught(row, "", rule, said.lines if said else "")
    for row, said in staged.marked.items():
        if said.note and not _number(
            staged.connection, f"SELECT count(*) FROM staged WHERE rowid = {row - 1} AND bad <> ''"
        ):
            yield quarantine.Caught(row, "", said.note, said.lines)


def _bad_cells(connection: duckdb.DuckDBPyConnection, table: Table) -> Iterator[quarantine.Caught]:
    names = [shown(table, place) for place in range(len(table.header))]
    found = connection.execute("FROM caught ORDER BY row, place")
    while rows := found.fetchmany(10_000):
        yield from (quarantine.Caught(row, names[place], rule) for row, place, rule in rows)


def _joined_cells(connection: duckdb.DuckDBPyConnection, table: Table) -> quarantine.Joined:
    """Return the lines of the caught cells as the database joins them: they can be as many as the rows."""
    pairs = connection.execute("SELECT place, rule, count(*) FROM caught GROUP BY ALL").fetchall()
    rules: Counter[str] = Counter()
    for _place, rule, times in pairs:
        rules[rule] += times
    ends = ", ".join(
        f"({place}, {literal(rule)}, {literal(quarantine.behind_the_row(shown(table, place), rule))})"
        for place, rule, _times in pairs
    )
    if not pairs:
        return quarantine.Joined(rules, ())
    statement = (
        "SELECT string_agg(row || behind, '' ORDER BY row, place) FROM caught "
        f"JOIN (VALUES {ends}) AS ends(place, rule, behind) USING (place, rule) "
        f"GROUP BY row // {LINES_AT_ONCE} ORDER BY row // {LINES_AT_ONCE}"
    )
    return quarantine.Joined(rules, _lines(connection, statement))


def _lines(connection: duckdb.DuckDBPyConnection, statement: str) -> Iterator[str]:
    """Ask when the first is wanted: a connection has one answer at a time."""
    found = connection.execute(statement)
    while block := found.fetchone():
        yield block[0]


def _traced(caught: Iterator[quarantine.Caught], table: Table, counted: Long) -> Iterator[quarantine.Caught]:
    """Give what was caught the row and the column of the source, where each number had become a row."""
    for each in caught:
        row, place = counted.source(each.row)
        own = not each.column or each.column == counted.table.header[-1]
        yield each._replace(row=row, column=shown(table, place) if own else each.column)


def _number(connection: duckdb.DuckDBPyConnection, statement: str) -> int:
    found = connection.execute(statement).fetchone()
    return int(found[0]) if found else 0


def _states(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, Counter[str]]:
    described = connection.execute(f"DESCRIBE FROM read_parquet({literal(str(path))})").fetchall()
    found = {}
    for name, *_ in described:
        if name.endswith("_state"):
            rows = connection.execute(
                f"SELECT {name}, count(*) FROM read_parquet({literal(str(path))}) GROUP BY 1"
            ).fetchall()
            found[name.removesuffix("_state")] = Counter(dict(rows))
    return found


def _prepare(
    staged: Staged,
    mapping: Mapping,
    matched: Matched,
    header: Sequence[str],
    per_row: int,
    folder: Path,
    today: date,
) -> tuple[str, str]:
    """Judge what was staged; return the statements for the records and for the cells that rules caught."""
    columns = [matched.columns[place] for place in matched.carried]
    persons.mark_repeated_headers(staged, columns, header)
    columns = taught(staged, columns, mapping)
    if mapping.shape is Shape.COUNTS:
        return counts.judge(staged, columns, matched.carried, mapping, folder, per_row=per_row)
    persons.mark_repeated_keys(staged, columns)
    fields = persons.filled_fields(columns)
    for filled in fields:
        persons.judge(staged, filled, mapping, folder, today=today)
    return persons.records(fields, mapping.name), persons.caught_cells(fields, matched.carried)


def harmonise(
    table: Table, mapping: Mapping, *, out: Path, bad: Path, today: date, say: Say = lambda _text, _rows: None
) -> Outcome:
    """Write the records of a table to `out` (Parquet) and what was caught to `bad` (CSV).

    `say` is told what is being done and how many rows are done. Raises InputError when no column is known.
    """
    table = aligned(table, mapping, today=today)
    matched = match(table, mapping)
    counted = long_form(table, matched.columns) if is_wide(matched.columns) else None
    read, found = (table, matched) if counted is None else (counted.table, Matched(counted.columns, (), ()))
    with tempfile.TemporaryDirectory(prefix="palermo-") as name:
        folder = Path(name)
        plan = Plan(
            read,
            chosen=found.carried,
            ignored=found.ignored,
            dated=frozenset(place for place, column in found.columns.items() if column.treatment in DATED),
            totals=mapping.shape is Shape.PERSONS,
            progress=lambda rows: say("reading", rows),
        )
        staged = stage(plan, folder)
        try:
            say("judging", staged.rows)
            named = [read.header[place] for place in found.carried]
            per_row = 1 if counted is None else len(counted.places)
            records, cells = _prepare(staged, mapping, found, named, per_row, folder, today)
            kept = _number(staged.connection, "SELECT count(*) FROM staged WHERE bad = ''")
            head = _metadata(mapping, list(matched.columns.values()), read=staged.rows, kept=kept)
            draft = out.with_name(out.name + ".part")
            say("writing", staged.rows)
            staged.connection.execute("SET threads = 1")
            staged.connection.execute(
                f"COPY ({records}) TO {literal(str(draft))} "
                f"(FORMAT parquet, ROW_GROUP_SIZE {ROWS_AT_ONCE}, KV_METADATA {{{head}}})"
            )
            staged.connection.execute(f"SET threads = {THREADS}")
            draft_bad = bad.with_name(bad.name + ".part")
            say("writing the quarantine", staged.rows)
            staged.connection.execute(f"CREATE TEMP TABLE caught AS {cells}")
            if counted is None:
                rules = quarantine.write(draft_bad, _bad_rows(staged), _joined_cells(staged.connection, read))
            else:
                caught = chain(_bad_rows(staged), _bad_cells(staged.connection, read))
                rules = quarantine.write(draft_bad, _traced(caught, table, counted))
            states = _states(staged.connection, draft)
        finally:
            staged.connection.close()
    draft.replace(out)
    draft_bad.replace(bad)
    return Outcome(table, mapping, matched, staged.rows, kept, rules, states)
