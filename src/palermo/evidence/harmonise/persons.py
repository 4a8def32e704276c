# ruff: noqa: S608 - statements are built from our own names only; texts go through `literal`
"""From a staged table to records of persons.

Each distinct combination of the cells that fill a field is judged once, in Python; DuckDB then looks the verdicts
up for every row. So a million rows cost as much thought as they hold different answers.

1. For every field, fetch the distinct cells, judge them, write the verdicts into the table `look_FIELD`.
2. Join the staged rows with the verdicts and write them to Parquet, in the order of the source.
3. The cells that a rule caught are the rows that join with a verdict that has rules.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import duckdb

from palermo.evidence.harmonise.cells import Verdict, read_cell
from palermo.evidence.harmonise.fields import Content, combine
from palermo.evidence.harmonise.mapping import Column, Mapping, Treatment
from palermo.evidence.harmonise.model import FIELDS, Field, Kind
from palermo.evidence.harmonise.stage import Line, Staged, fill, literal

CUT = "\x1f"
BYTE_ORDER_MARK = "\ufeff"
LOOK = {
    "key": "VARCHAR",
    "yes": "VARCHAR[]",
    "no": "VARCHAR[]",
    "unknown": "VARCHAR[]",
    "number": "BIGINT",
    "state": "VARCHAR",
    "caught": "VARCHAR[]",
}


@dataclass(frozen=True)
class Filled:
    """A field, the columns of the source that fill it, and where these lie in the staged table."""

    field: Field
    columns: tuple[Column, ...]
    places: tuple[int, ...]

    @property
    def look(self) -> str:
        """The name of the field's table of verdicts."""
        return f"look_{self.field.name}"

    @property
    def key(self) -> str:
        """SQL for what the verdicts are looked up by."""
        return f" || chr({ord(CUT)}) || ".join(f"c{place}" for place in self.places)


def filled_fields(columns: Sequence[Column]) -> list[Filled]:
    """Return the fields that these columns fill, in the order of the model; places are positions in `columns`."""
    found = []
    for field in FIELDS:
        places = tuple(place for place, column in enumerate(columns) if column.field == field.name)
        if places:
            found.append(Filled(field, tuple(columns[place] for place in places), places))
    return found


def _list(codes: Sequence[str]) -> str:
    return json.dumps(list(codes), ensure_ascii=False)


def _verdicts(
    connection: duckdb.DuckDBPyConnection, filled: Filled, mapping: Mapping, today: date
) -> Iterator[Line]:
    cells = ", ".join(f"c{place}" for place in filled.places)
    distinct = connection.execute(f"SELECT DISTINCT {cells} FROM staged WHERE bad = ''")

    @lru_cache(maxsize=100_000)
    def judged(place: int, text: str) -> Verdict:
        return read_cell(text, filled.columns[place], mapping, today=today)

    while rows := distinct.fetchmany(10_000):
        for row in rows:
            content = combine(filled.field, filled.columns, [judged(*pair) for pair in enumerate(row)])
            yield _line(CUT.join(row), content)


def _line(key: str, content: Content) -> Line:
    caught = [f"{place}:{rule}" for place, rule in content.caught]
    lists = (content.yes, content.no, content.unknown)
    return (key, *(_list(codes) for codes in lists), content.number, content.state.value, _list(caught))


def judge(staged: Staged, filled: Filled, mapping: Mapping, folder: Path, *, today: date) -> None:
    """Write the table of verdicts of one field."""
    lines = _verdicts(staged.connection, filled, mapping, today)
    fill(staged.connection, folder, filled.look, LOOK, lines)


def _selected(filled: Filled) -> list[str]:
    name = filled.field.name
    look = filled.look
    if filled.field.kind is Kind.SET:
        values = [f"{look}.yes AS {name}", f"{look}.no AS {name}_no", f"{look}.unknown AS {name}_unknown"]
    elif filled.field.kind is Kind.NUMBER:
        values = [f"CAST({look}.number AS INTEGER) AS {name}"]
    else:
        values = [f"{look}.yes[1] AS {name}"]
    return [*values, f"{look}.state AS {name}_state"]


def records(fields: Sequence[Filled], source: str) -> str:
    """Return the statement that gives the records, in the order of the source."""
    picked = ["staged.rowid + 1 AS record_number", f"{literal(source)} AS source"]
    picked += itertools.chain.from_iterable(_selected(filled) for filled in fields)
    joins = "".join(f" JOIN {filled.look} ON {filled.look}.key = {filled.key}" for filled in fields)
    return f"SELECT {', '.join(picked)} FROM staged{joins} WHERE staged.bad = ''"


def caught_cells(fields: Sequence[Filled], positions: Sequence[int]) -> str:
    """Return the statement for the cells that rules caught: row, position of the column in the source, rule."""
    parts = ["SELECT NULL::BIGINT AS row, NULL::INTEGER AS place, NULL::VARCHAR AS rule WHERE false"]
    for filled in fields:
        places = ", ".join(str(positions[place]) for place in filled.places)
        parts.append(
            f"SELECT row, ([{places}])[CAST(string_split(mark, ':')[1] AS INTEGER) + 1], string_split(mark, ':')[2] "
            f"FROM (SELECT staged.rowid + 1 AS row, unnest(caught) AS mark FROM staged JOIN "
            f"(FROM {filled.look} WHERE len(caught) > 0) AS looked ON looked.key = {filled.key} "
            "WHERE staged.bad = '')"
        )
    return " UNION ALL ".join(parts)


def mark_repeated_headers(staged: Staged, columns: Sequence[Column], header: Sequence[str]) -> None:
    """Mark rows that repeat the names or labels of the columns instead of saying something, wherever they stand.

    `header` are the columns' names in the file. A row is looked at when it repeats one of its first columns, or when
    it is one of the first, which may hold labels.
    """
    names = [
        {name, *(each for each in (column.name, column.label, *column.aliases) if each)} - {""}
        for name, column in zip(header, columns, strict=True)
    ]
    begins = " OR ".join(
        f"c{place} IN ({', '.join(literal(mark + name) for name in sorted(each) for mark in ('', BYTE_ORDER_MARK))})"
        for place, each in enumerate(names[:3])
        if each
    )
    found = staged.connection.execute(
        f"SELECT rowid, * EXCLUDE bad FROM staged WHERE bad = '' AND ({begins or 'false'} OR rowid < 5)"
    )
    repeats = []
    while rows := found.fetchmany(10_000):
        for rowid, *cells in rows:
            said = [(cell.strip(), each) for cell, each in zip(cells, names, strict=True) if cell.strip()]
            again = [cell for cell, each in said if cell.lstrip(BYTE_ORDER_MARK) in each]
            if len(again) >= min(2, len(columns)) and len(again) * 2 > len(said):
                repeats.append(rowid)
    if repeats:
        listed = ", ".join(map(str, repeats))
        staged.connection.execute(f"UPDATE staged SET bad = 'repeated_header' WHERE rowid IN ({listed})")


def mark_repeated_keys(staged: Staged, columns: Sequence[Column]) -> None:
    """Mark rows whose key stands before: the repeats where all say the same, every one where they do not."""
    keys = [f"c{place}" for place, column in enumerate(columns) if column.treatment is Treatment.KEY]
    if not keys:
        return
    rest = [f"c{place}" for place, column in enumerate(columns) if column.treatment is not Treatment.KEY]
    key, said = " || chr(31) || ".join(keys), " || chr(31) || ".join(rest) or "''"
    blank = " AND ".join(f"trim({name}) = ''" for name in keys)
    connection = staged.connection
    connection.execute(f"UPDATE staged SET bad = 'missing_key' WHERE bad = '' AND {blank}")
    connection.execute(
        "CREATE TABLE repeated AS SELECT " + key + " AS key, min(rowid) AS first, "
        f"count(DISTINCT {said}) AS voices FROM staged WHERE bad = '' GROUP BY 1 HAVING count(*) > 1"
    )
    connection.execute(
        "UPDATE staged SET bad = CASE WHEN repeated.voices > 1 THEN 'repeated_key_conflicting' "
        "WHEN staged.rowid > repeated.first THEN 'repeated_key_agreeing' ELSE '' END "
        f"FROM repeated WHERE staged.bad = '' AND repeated.key = {key}"
    )
