"""Columns of the CSV files in which surveys come."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.strict import strict_rows
from palermo.evidence.prevalence.lattice import FloatArray

_MISSING = {"", "na", "nan", "n/a", "null", "."}
_BLANKS = "[ \u00a0\u202f'\u2019]"
_GROUPED = re.compile(rf"[1-9]\d{{0,2}}(?:(?:,\d{{3}})+|(?:{_BLANKS}\d{{3}})+|(?:\.\d{{3}}){{2,}})")
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}\.\d{3}")


def table_of(path: Path) -> dict[str, list[str]]:
    """Return every column of a CSV by its name, cells stripped; commas, semicolons or tabs separate.

    Raises InputError for a file that cannot be read, columns of one name, rows of another length, and no rows.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as CSV in UTF-8: {type(error).__name__}") from None
    first = next((line for line in text.splitlines() if line.strip()), "")
    rows = [row for _line, row in strict_rows(text, max(",;\t", key=first.count), name=path.name)]
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


def numbers_of(path: Path, column: str) -> FloatArray:
    """Return a column of numbers. Raises InputError with the row of a cell that is empty or no number."""
    found = []
    for row, text in enumerate(columns_of(path, (column,))[0], start=1):
        value = number(text, f"column {column}, row {row}")
        if not math.isfinite(value):
            raise InputError(f"column {column}, row {row}: a number is missing; leave that row out")
        found.append(value)
    return np.array(found)


def people_of(texts: Sequence[str], where: str) -> list[float]:
    """Return the numbers of people in a column, thousands apart as in 8,000 or 8 000; NaN for an empty cell or NA.

    A point before three digits (8.000) says neither eight nor eight thousand: it is read as thousands only where
    another cell of the column has two such groups. Raises InputError with the row for that, and for other texts.
    """
    pointed = any(re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3}){2,}", text) for text in texts)
    found = []
    for row, text in enumerate(texts, start=1):
        if _GROUPED.fullmatch(text) or (pointed and _AMBIGUOUS.fullmatch(text)):
            text = re.sub(r"\D", "", text)
        elif _AMBIGUOUS.fullmatch(text):
            plain = text.replace(".", "")
            raise InputError(
                f"{where}, row {row}: is {text} {plain} people or {text.split('.')[0]}? Write it without a point"
            )
        value = number(text, f"{where}, row {row}")
        if math.isinf(value):
            raise InputError(f"{where}, row {row}: {text!r} is not a number of people")
        found.append(value)
    return found
