# ruff: noqa: S608 - statements are built from our own names only; texts go through `literal`
"""From a staged table of published counts to canonical counts, and everything wrong with them by rule.

1. Judge each distinct cell once, as for persons; a row with a cell that cannot be trusted is kept out.
2. Keep out rows whose key stands twice: the repeats where all say the same, every one where they do not.
3. Hold parts against their totals by sex, by age and by category. Totals stay as reported; parts that are larger
   than their total are kept out; parts that sum to less are kept with a note, since the rest may be unknown.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.cells import read_cell
from palermo.evidence.harmonise.mapping import Column, Mapping, Treatment
from palermo.evidence.harmonise.model import State
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
KEY = "country, indicator, dimension, category, sex, age, year"
LOOK = {"key": "VARCHAR", "code": "VARCHAR", "bad": "VARCHAR", "caught": "VARCHAR[]"}
COUNT_LOOK = {
    "key": "VARCHAR",
    "low": "BIGINT",
    "high": "BIGINT",
    **{name: LOOK[name] for name in ("bad", "caught")},
}
# What a part is held against: the axis, the rows that are parts, what they share with their total, and which row of
# those is the total. Persons of whom neither sex nor age is known are a part of both.
BOTH_UNKNOWN = "sex = 'unknown' AND age = 'unknown'"
AXES = (
    (
        "sex <> 'total'",
        f"country, indicator, dimension, category, year, CASE WHEN {BOTH_UNKNOWN} THEN 'total' ELSE age END",
        "sex = 'total'",
    ),
    (
        "age <> 'total'",
        f"country, indicator, dimension, category, year, CASE WHEN {BOTH_UNKNOWN} THEN 'total' ELSE sex END",
        "age = 'total'",
    ),
    *(
        (
            f"dimension = '{dimension}' AND category <> 'total'",
            "country, indicator, year, sex, age",
            "dimension = 'total'",
        )
        for dimension in ("exploitation", "citizenship")
    ),
)


def _places(columns: Sequence[Column], mapping: Mapping) -> dict[str, int]:
    """Return where each field lies; a count table needs all of them."""
    found = {column.field: place for place, column in enumerate(columns) if column.field}
    for place, column in enumerate(columns):
        if column.treatment is Treatment.COUNT:
            found["count"] = place
    missing = [name for name in (*CODED, "category", "count") if name not in found]
    if missing:
        raise InputError(
            f"A table of counts needs a column for {missing[0]}; {mapping.name} found none in the file."
        )
    return found


def _distinct(connection: duckdb.DuckDBPyConnection, cells: str) -> list[tuple[str, ...]]:
    return connection.execute(f"SELECT DISTINCT {cells} FROM staged WHERE bad = ''").fetchall()


def _look_up(
    staged: Staged, columns: Sequence[Column], places: dict[str, int], mapping: Mapping, folder: Path
) -> None:
    """Write a table of verdicts for each field."""
    connection = staged.connection
    for name, rule in CODED.items():
        place = places[name]
        lines = []
        for (text,) in _distinct(connection, f"c{place}"):
            verdict = read_cell(text, columns[place], mapping, today=date.max)
            known = verdict.state is State.KNOWN
            said = str(verdict.number) if name == "year" else "".join(verdict.yes)
            caught = json.dumps(verdict.rules if known else [])
            lines.append((text, said if known else "", "" if known else rule, caught))
        fill(connection, folder, f"look_{name}", LOOK, lines)
    categories = []
    dimension, category = f"c{places['dimension']}", f"c{places['category']}"
    for code, text in connection.execute(
        f"SELECT DISTINCT code, {category} FROM staged JOIN look_dimension ON key = {dimension} WHERE staged.bad = ''"
    ).fetchall():
        found = read_category(code, text)
        categories.append((f"{code}\x1f{text}", found.code, found.bad, json.dumps(found.caught)))
    fill(connection, folder, "look_category", LOOK, categories)
    numbers = []
    for (text,) in _distinct(connection, f"c{places['count']}"):
        count = read_count(text, mapping)
        numbers.append((text, count.lower, count.upper, count.bad, json.dumps(count.caught)))
    fill(connection, folder, "look_count", COUNT_LOOK, numbers)


def _judged(places: dict[str, int], positions: Sequence[int]) -> str:
    """Return the statement for the rows with every verdict; `caught` are marks "position:rule"."""
    category = f"look_dimension.code || chr(31) || c{places['category']}"
    joins = "".join(f" JOIN look_{name} ON look_{name}.key = c{places[name]}" for name in (*CODED, "count"))
    marks = [
        f"list_transform(look_{name}.caught, lambda rule: '{positions[places[name]]}:' || rule)"
        for name in (*CODED, "category", "count")
    ]
    # The order tells which rule a row with several faults is counted under.
    order = ("category", "count", "country", "indicator", "dimension", "sex", "age", "year")
    bad = "coalesce(" + ", ".join(f"nullif(look_{name}.bad, '')" for name in order) + ", '')"
    codes = ", ".join(f"look_{name}.code AS {name}" for name in (*CODED, "category"))
    return (
        f"CREATE TABLE judged AS SELECT staged.rowid AS place, {codes}, low, high, "
        f"{bad} AS bad, list_concat({', '.join(marks)}) AS caught "
        f"FROM staged{joins} JOIN look_category ON look_category.key = {category} WHERE staged.bad = ''"
    )


def _keep_out_repeats(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        f"CREATE TABLE repeated AS SELECT {KEY}, min(place) AS first, "
        "count(DISTINCT low || '-' || high) AS voices "
        f"FROM judged WHERE bad = '' GROUP BY {KEY} HAVING count(*) > 1"
    )
    same = " AND ".join(f"judged.{name.strip()} = repeated.{name.strip()}" for name in KEY.split(","))
    connection.execute(
        "UPDATE judged SET bad = CASE WHEN voices > 1 THEN 'repeated_key_conflicting' "
        "WHEN place > first THEN 'repeated_key_agreeing' ELSE '' END "
        f"FROM repeated WHERE judged.bad = '' AND {same}"
    )


def _hold_parts_against_totals(connection: duckdb.DuckDBPyConnection, position: int) -> None:
    """Keep out parts that exceed their total; note those that stay below it. All axes see the same rows."""
    found = []
    for parts, shared, total in AXES:
        found.append(
            f"SELECT part.place, CASE WHEN largest > total.high THEN 'part_exceeds_total' "
            "WHEN least > total.high THEN 'parts_exceed_total' "
            "WHEN most < total.low THEN 'parts_below_total' END AS rule "
            f"FROM (SELECT place, ({shared}) AS shared, sum(low) OVER each AS least, sum(high) OVER each AS most, "
            f"max(low) OVER each AS largest FROM judged WHERE bad = '' AND {parts} "
            f"WINDOW each AS (PARTITION BY ({shared}))) AS part "
            f"JOIN (SELECT ({shared}) AS shared, low, high FROM judged WHERE bad = '' AND {total}) AS total "
            "ON part.shared = total.shared"
        )
    connection.execute(
        "CREATE TABLE held AS SELECT place, min(CASE rule WHEN 'part_exceeds_total' THEN 1 "
        "WHEN 'parts_exceed_total' THEN 2 ELSE 3 END) AS severity FROM ("
        + " UNION ALL ".join(found)
        + ") WHERE rule IS NOT NULL GROUP BY place"
    )
    connection.execute(
        "UPDATE judged SET bad = CASE severity WHEN 1 THEN 'part_exceeds_total' ELSE 'parts_exceed_total' END "
        "FROM held WHERE held.place = judged.place AND severity < 3"
    )
    connection.execute(
        f"UPDATE judged SET caught = list_append(caught, '{position}:parts_below_total') "
        "FROM held WHERE held.place = judged.place AND severity = 3"
    )


def judge(
    staged: Staged, columns: Sequence[Column], positions: Sequence[int], mapping: Mapping, folder: Path
) -> tuple[str, str]:
    """Judge a staged table of counts; return the statements for its records and for what rules caught in them."""
    connection = staged.connection
    places = _places(columns, mapping)
    _look_up(staged, columns, places, mapping, folder)
    connection.execute(_judged(places, positions))
    _keep_out_repeats(connection)
    _hold_parts_against_totals(connection, positions[places["count"]])
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
        f"SELECT place + 1 AS record_number, {literal(mapping.name)} AS source, country, region, subregion, indicator, "
        "dimension, category, sex, age, CAST(year AS INTEGER) AS year, "
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
