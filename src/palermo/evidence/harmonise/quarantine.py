"""The quarantine file: for everything that was not taken as it stands, its row, its column and the rule. No value."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

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


@dataclass(frozen=True)
class Joined:
    """Lines that are whole already, in blocks, and how often each rule caught what stands in them."""

    rules: Counter[str]
    blocks: Iterable[str]


@lru_cache(maxsize=10_000)
def behind_the_row(column: str, code: str, lines: str = "") -> str:
    """Return what a line says after the number of the row, its comma before it: for most lines the same."""
    text = io.StringIO()
    cells = (guarded(column), code, RULE_BY_CODE[code].action.value, lines)
    csv.writer(text, lineterminator="\n").writerow(("", *cells))
    return text.getvalue()


def write(path: Path, caught: Iterable[Caught], joined: Joined | None = None) -> Counter[str]:
    """Write the quarantine file, first what was caught one by one; return how often each rule caught something."""
    counts: Counter[str] = Counter()
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(COLUMNS)
        for row, column, code, lines in caught:
            counts[code] += 1
            file.write(f"{row}{behind_the_row(column, code, lines)}")
        if joined is not None:
            counts += joined.rules
            file.writelines(joined.blocks)
    return counts
