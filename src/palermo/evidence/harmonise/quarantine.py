"""The quarantine file: for everything that was not taken as it stands, its row, its column and the rule. No value."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TextIO

from palermo.evidence.harmonise.rules import RULE_BY_CODE

COLUMNS = ("row", "column", "rule", "action", "lines")


class Caught(NamedTuple):
    """What a rule caught: the row below the header, the column (empty: the row as a whole), the rule.

    `lines` are those of the file, from 1, where the row is not one line.
    """

    row: int
    column: str
    rule: str
    lines: str = ""


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: one that begins like one gets an apostrophe before it.

    >>> guarded("=HYPERLINK(1)"), guarded("Gender")
    ("'=HYPERLINK(1)", 'Gender')
    """
    bare = text.lstrip()
    return f"'{text}" if bare[:1] in {"=", "+", "-", "@"} or text[:1] in {"\t", "\r", "\n"} else text


@lru_cache(maxsize=10_000)
def _behind_the_row(column: str, code: str, lines: str) -> str:
    """Return what a line says after the number of the row, its comma before it: for most lines the same."""
    text = io.StringIO()
    cells = (guarded(column), code, RULE_BY_CODE[code].action.value, lines)
    csv.writer(text, lineterminator="\n").writerow(("", *cells))
    return text.getvalue()


def _write(file: TextIO, caught: Iterable[Caught]) -> Counter[str]:
    counts: Counter[str] = Counter()
    csv.writer(file, lineterminator="\n").writerow(COLUMNS)
    for row, column, code, lines in caught:
        counts[code] += 1
        file.write(f"{row}{_behind_the_row(column, code, lines)}")
    return counts


def write(path: Path, caught: Iterable[Caught]) -> Counter[str]:
    """Write the quarantine file and return how often each rule caught something."""
    with path.open("w", encoding="utf-8", newline="") as file:
        return _write(file, caught)
