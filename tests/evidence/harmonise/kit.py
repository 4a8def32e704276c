"""Small tables for the tests of harmonising; everything in them is invented."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from palermo.evidence.harmonise.mapping import Mapping, schema
from palermo.evidence.harmonise.run import Outcome, harmonise, names_of
from palermo.evidence.harmonise.sheets import open_table
from palermo.evidence.harmonise.table import find_header

TODAY = date(2026, 11, 26)


@dataclass(frozen=True)
class Done:
    """What came of a table: the outcome, the records as dictionaries, the lines of the quarantine."""

    outcome: Outcome
    records: list[dict[str, Any]]
    caught: list[tuple[int, str, str]]
    out: Path
    bad: Path


def done(path: Path, mapping: Mapping | str, folder: Path) -> Done:
    """Harmonise a file into a folder."""
    chosen = schema(mapping) if isinstance(mapping, str) else mapping
    table = find_header(open_table(path, names=names_of(chosen)), names_of(chosen))
    out, bad = folder / "cases.parquet", folder / "bad.csv"
    outcome = harmonise(table, chosen, out=out, bad=bad, today=TODAY)
    return Done(outcome, records(out), quarantine(bad), out, bad)


def records(path: Path) -> list[dict[str, Any]]:
    """Return the records of a Parquet file."""
    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM read_parquet(?) ORDER BY record_number", [str(path)])
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def quarantine(path: Path) -> list[tuple[int, str, str]]:
    """Return the lines of a quarantine file: row, column, rule."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(int(line["row"]), line["column"], line["rule"]) for line in csv.DictReader(file)]


def table(path: Path, *rows: tuple[str, ...]) -> Path:
    """Write rows as CSV and return the path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path
