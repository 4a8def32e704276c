"""Records written back in the words of their source, so that anybody can see what a reading kept and what it changed.

Only coded and numeric columns are written; what is withheld, ignored, deprecated or coarsened is not. What differs
from the source is what the quarantine file lists as repaired or kept out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from palermo.evidence.harmonise.mapping import CARRIED_NOWHERE, Column, Mapping, Treatment
from palermo.evidence.harmonise.model import FIELD_BY_NAME, Kind, State
from palermo.evidence.harmonise.quarantine import guarded
from palermo.evidence.harmonise.stage import literal
from palermo.reference.vocabularies import vocabulary

NOT_WRITTEN = {
    *CARRIED_NOWHERE,
    Treatment.KEY,
    Treatment.YEAR_OF_DATE,
    Treatment.IDENTIFIED_ON,
    Treatment.ASSISTED_ON,
}
Values = dict[str, object]


def written_columns(mapping: Mapping, present: Sequence[str]) -> list[Column]:
    """Return the columns that can be written back from a file with these columns, in the order of the mapping."""
    return [
        column
        for column in mapping.columns
        if column.written and column.treatment not in NOT_WRITTEN and column.field in present
    ]


def _word(code: str, column: Column) -> str:
    """Return the source's own word for a code."""
    for word, meant in column.codes.items():
        if meant == code:
            return word
    if column.scheme == "alpha-2":
        return vocabulary("iso-3166-1")[code].notation
    return code


def _silence(state: object, column: Column, mapping: Mapping) -> str:
    words = {
        State.UNKNOWN: (*column.unknown, *mapping.unknown),
        State.NOT_ASKED: mapping.not_asked,
        State.NOT_APPLICABLE: mapping.not_applicable,
    }
    return next(iter(words.get(State(str(state)), ())), mapping.missing[0])


def cell(column: Column, values: Values, mapping: Mapping) -> str:
    """Return what a column of the source says for a record."""
    name = column.field
    if column.treatment is Treatment.FLAG:
        return _flag(column, values, mapping)
    value, state = values[name], values[f"{name}_state"]
    if state != State.KNOWN:
        return _silence(state, column, mapping)
    codes = value if isinstance(value, list) else [value]
    return mapping.separators[0].join(_word(str(code), column) for code in codes)


def _flag(column: Column, values: Values, mapping: Mapping) -> str:
    name = column.field
    if FIELD_BY_NAME[name].kind is Kind.ONE:  # a field of yes or no
        word = {"Yes": mapping.yes[0], "No": mapping.no[0]}.get(str(values[name]))
        return word or _silence(values[f"{name}_state"], column, mapping)
    for suffix, word in (("", mapping.yes[0]), ("_no", mapping.no[0])):
        listed = values[f"{name}{suffix}"]
        if isinstance(listed, list) and column.code in listed:
            return word
    unknown = values[f"{name}_unknown"]
    state = State.UNKNOWN if isinstance(unknown, list) and column.code in unknown else State.MISSING
    return _silence(state, column, mapping)


def _records(path: Path) -> Iterator[Values]:
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM read_parquet({literal(str(path))}) ORDER BY record_number")  # noqa: S608
        names = [column[0] for column in found.description]
        while rows := found.fetchmany(10_000):
            for row in rows:
                yield dict(zip(names, row, strict=True))


def write_back(cases: Path, mapping: Mapping, out: Path) -> int:
    """Write the records of a Parquet file as CSV in the words of the source; return how many there were."""
    with duckdb.connect() as connection:
        described = connection.execute(f"DESCRIBE FROM read_parquet({literal(str(cases))})").fetchall()
    columns = written_columns(mapping, [row[0] for row in described])
    total = 0
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([guarded(column.name) for column in columns])
        for values in _records(cases):
            writer.writerow([cell(column, values, mapping) for column in columns])
            total += 1
    return total
