# ruff: noqa: S608 - statements are built from our own names only; texts go through `literal`
"""From a staged table of published counts to canonical counts, and everything wrong with them by rule.

1. Judge each distinct cell once, as for persons; a row with a cell that cannot be trusted is kept out.
2. Keep out rows whose key stands twice: the repeats where all say the same, every one where they do not.
3. Hold parts against their totals by sex, by age and by category. Totals and parts stay as reported; where they
   disagree, the parts are kept with a note: a person may have several forms, the rest may be unknown.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.cells import read_cell
from palermo.evidence.harmonise.mapping import Column, Mapping, Treatment
from palermo.evidence.harmonise.model import State
from palermo.evidence.harmonise.parts import hold_parts_against_totals
from palermo.evidence.harmonise.published import read_category, read_count
from palermo.evidence.harmonise.stage import Staged, fill, literal
from palermo.reference.countries import regions

CODED = {
    "country": "country_unknown",
    "indicator": "coded_cell_unknown",
    "dimension": "coded_cell_unknown",
    "sex": "coded_cell_unknown",
    "age": "coded_cell_unknown",
    "year": "year_unknown",
}
TOTAL = "total"
KEY = "country, indicator, dimension, category, sex, age, year"
LOOK = {"key": "VARCHAR", "code": "VARCHAR", "bad": "VARCHAR", "caught": "VARCHAR[]"}
COUNT_LOOK = {
    "key": "VARCHAR",
    "low": "BIGINT",
    "high": "BIGINT",
    **{name: LOOK[name] for name in ("bad", "caught")},
}
# Parts by sex, by age and by form, which a source may have cut finer than it says.
PART = "dimension IN ('total', 'exploitation') AND (sex <> 'total' OR age <> 'total' OR category <> 'total')"


@dataclass(frozen=True)
class Places:
    """Where each field of a table of counts lies, and what is the same for every row."""

    columns: dict[str, int]
    fixed: dict[str, str]
    flag: int | None

    def code(self, name: str) -> str:
        """Return SQL for the code of a field."""
        return literal(self.fixed[name]) if name in self.fixed else f"look_{name}.code"

    @property
    def looked_up(self) -> list[str]:
        """The fields whose codes are looked up by their cells."""
        return [name for name in CODED if name not in self.fixed]

    @property
    def count_key(self) -> str:
        """SQL for what the numbers are looked up by: the cell, and the cell of flags beside it."""
        flag = f"c{self.flag}" if self.flag is not None else "''"
        return f"c{self.columns['count']} || chr(31) || {flag}"


def _places(columns: Sequence[Column], mapping: Mapping) -> Places:
    """Return where each field lies; what neither a column nor the mapping says is a total, where that can be."""
    found = {column.field: place for place, column in enumerate(columns) if column.field}
    flag = None
    for place, column in enumerate(columns):
        if column.treatment is Treatment.COUNT:
            found["count"] = place
        elif column.treatment is Treatment.COUNT_FLAG:
            flag = place
    fixed = {name: code for name, code in mapping.fixed.items() if name not in found}
    for name in ("dimension", "category", "sex", "age"):
        if name not in found:
            fixed.setdefault(name, TOTAL)
    missing = [name for name in (*CODED, "category", "count") if name not in found and name not in fixed]
    if missing:
        raise InputError(
            f"A table of counts needs a column for {missing[0]}; {mapping.name} found none in the file. "
            f"What holds for every row goes into the mapping under [fixed]."
        )
    if "dimension" in found and "category" in fixed:
        raise InputError(
            f"{mapping.name} has a column for dimension and none for category; map both or neither."
        )
    return Places(found, fixed, flag)


def _distinct(connection: duckdb.DuckDBPyConnection, cells: str) -> list[tuple[str, ...]]:
    return connection.execute(f"SELECT DISTINCT {cells} FROM staged WHERE bad = ''").fetchall()


def _look_up(
    staged: Staged, columns: Sequence[Column], places: Places, mapping: Mapping, folder: Path
) -> None:
    """Write a table of verdicts for each field."""
    connection = staged.connection
    for name in places.looked_up:
        place, rule = places.columns[name], CODED[name]
        lines = []
        for (text,) in _distinct(connection, f"c{place}"):
            verdict = read_cell(text, columns[place], mapping, today=date.max)
            known = verdict.state is State.KNOWN
            said = str(verdict.number) if name == "year" else "".join(verdict.yes)
            caught = json.dumps(verdict.rules if known else [])
            lines.append((text, said if known else "", "" if known else rule, caught))
        fill(connection, folder, f"look_{name}", LOOK, lines)
    if "category" not in places.fixed:
        column = columns[places.columns["category"]]
        categories = []
        for code, text in connection.execute(
            f"SELECT DISTINCT {places.code('dimension')}, c{places.columns['category']} "
            f"FROM staged{_joined(places, ['dimension'])} WHERE staged.bad = ''"
        ).fetchall():
            found = read_category(code, text, column)
            categories.append((f"{code}\x1f{text}", found.code, found.bad, json.dumps(found.caught)))
        fill(connection, folder, "look_category", LOOK, categories)
    numbers = []
    marks = columns[places.columns["count"]].marks
    for (key,) in _distinct(connection, places.count_key):
        text, _, flags = key.partition("\x1f")
        count = read_count(text, mapping, marks=marks, flags=flags)
        numbers.append((key, count.lower, count.upper, count.bad, json.dumps(count.caught)))
    fill(connection, folder, "look_count", COUNT_LOOK, numbers)


def _joined(places: Places, names: Sequence[str]) -> str:
    """Return SQL that joins the verdicts of some fields to the staged rows."""
    return "".join(
        f" JOIN look_{name} ON look_{name}.key = c{places.columns[name]}"
        for name in names
        if name not in places.fixed
    )


def _judged(places: Places, positions: Sequence[int]) -> str:
    """Return the statement for the rows with every verdict; `caught` are marks "position:rule"."""
    joins = _joined(places, list(CODED)) + f" JOIN look_count ON look_count.key = {places.count_key}"
    looked = [*places.looked_up, "count"]
    if "category" not in places.fixed:
        key = f"{places.code('dimension')} || chr(31) || c{places.columns['category']}"
        joins += f" JOIN look_category ON look_category.key = {key}"
        looked.append("category")
    marks = [
        f"list_transform(look_{name}.caught, lambda rule: '{positions[places.columns[name]]}:' || rule)"
        for name in looked
    ]
    # The order tells which rule a row with several faults is counted under.
    order = [
        name
        for name in ("category", "count", "country", "indicator", "dimension", "sex", "age", "year")
        if name in looked
    ]
    bad = "coalesce(" + ", ".join(f"nullif(look_{name}.bad, '')" for name in order) + ", '')"
    coded = ", ".join(f"{places.code(name)} AS {name}" for name in (*CODED, "category"))
    return (
        f"CREATE TABLE judged AS SELECT staged.rowid AS place, {coded}, low, high, "
        f"{bad} AS bad, list_concat({', '.join(marks)}) AS caught "
        f"FROM staged{joins} WHERE staged.bad = ''"
    )


def _judge_repeats(connection: duckdb.DuckDBPyConnection, mapping: Mapping, position: int) -> None:
    """Keep out rows whose key repeats; where the source repeats the key of parts, keep and note those."""
    connection.execute(
        f"CREATE TABLE repeated AS SELECT {KEY}, min(place) AS first, "
        "count(DISTINCT low || '-' || high) AS voices "
        f"FROM judged WHERE bad = '' GROUP BY {KEY} HAVING count(*) > 1"
    )
    same = " AND ".join(f"judged.{name.strip()} = repeated.{name.strip()}" for name in KEY.split(","))
    if mapping.repeated_parts:
        connection.execute(
            f"UPDATE judged SET caught = list_append(caught, '{position}:repeated_part') "
            f"FROM repeated WHERE judged.bad = '' AND {same} AND {_of('judged', PART)}"
        )
    kept = f" AND NOT ({_of('judged', PART)})" if mapping.repeated_parts else ""
    connection.execute(
        "UPDATE judged SET bad = CASE WHEN voices > 1 THEN 'repeated_key_conflicting' "
        "WHEN place > first THEN 'repeated_key_agreeing' ELSE '' END "
        f"FROM repeated WHERE judged.bad = '' AND {same}{kept}"
    )


def _of(table: str, condition: str) -> str:
    """Return a condition on keys with the table's name before each of them."""
    for name in ("dimension", "category", "sex", "age"):
        condition = condition.replace(f"{name} ", f"{table}.{name} ")
    return condition


def judge(
    staged: Staged,
    columns: Sequence[Column],
    positions: Sequence[int],
    mapping: Mapping,
    folder: Path,
    *,
    per_row: int = 1,
) -> tuple[str, str]:
    """Judge a staged table of counts; return the statements for its records and for what rules caught in them.

    `per_row` numbers came from each row of the source.
    """
    connection = staged.connection
    places = _places(columns, mapping)
    _look_up(staged, columns, places, mapping, folder)
    connection.execute(_judged(places, positions))
    position = positions[places.columns["count"]]
    _judge_repeats(connection, mapping, position)
    hold_parts_against_totals(connection, position)
    connection.execute(
        "UPDATE staged SET bad = judged.bad FROM judged WHERE judged.place = staged.rowid AND judged.bad <> ''"
    )
    known = regions()
    fill(
        connection,
        folder,
        "look_region",
        {"iso": "VARCHAR", "region": "VARCHAR", "subregion": "VARCHAR"},
        [(code, *known[code]) for code in known],
    )
    records = (
        f"SELECT place // {per_row} + 1 AS record_number, {literal(mapping.name)} AS source, country, "
        "region, subregion, indicator, dimension, category, sex, age, CAST(year AS INTEGER) AS year, "
        "CASE indicator WHEN 'offences' THEN 'offences' ELSE 'persons' END AS unit, "
        "low AS count_lower, high AS count_upper, "
        "CASE WHEN low = high THEN 'number' ELSE 'suppressed' END AS count_state "
        "FROM judged JOIN look_region ON iso = country WHERE bad = '' ORDER BY place"
    )
    caught = (
        "SELECT place + 1 AS row, CAST(string_split(mark, ':')[1] AS INTEGER) AS place, "
        "string_split(mark, ':')[2] AS rule "
        "FROM (SELECT place, unnest(caught) AS mark FROM judged WHERE bad = '')"
    )
    return records, caught
