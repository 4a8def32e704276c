"""Columns of the CSV files in which surveys come."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from palermo.evidence.command import InputError

_MISSING = {"", "na", "nan"}


def table_of(path: Path) -> dict[str, list[str]]:
    """Return every column of a CSV by its name, cells stripped.

    Raises InputError for a file that cannot be read, columns of one name, rows of another length, and no rows.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as CSV in UTF-8: {type(error).__name__}") from None
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines) if any(map(str.strip, row))]
    if len(rows) < 2:
        raise InputError(f"{path}: a header and at least one row are expected")
    header = rows[0]
    if len(set(header)) < len(header):
        raise InputError(f"{path}: two columns have one name")
    for place, row in enumerate(rows[1:], start=1):
        if len(row) != len(header):
            raise InputError(f"{path.name} row {place}: {len(row)} cells under {len(header)} columns")
    return {name: [row[place] for row in rows[1:]] for place, name in enumerate(header)}


def columns_of(path: Path, names: Sequence[str]) -> list[list[str]]:
    """Return these columns. Raises InputError as `table_of` does and for a name that is not there."""
    table = table_of(path)
    for name in names:
        if name not in table:
            raise InputError(f"{path.name} has no column {name!r}; it has {', '.join(table)}")
    return [table[name] for name in names]


def number(text: str, where: str) -> float:
    """Return a number; not a number (NaN) for an empty cell or NA. Raises InputError for any other text."""
    if text.lower() in _MISSING:
        return float("nan")
    try:
        return float(text)
    except ValueError:
        raise InputError(f"{where}: {text!r} is not a number") from None
