"""Rows among the records that are none: hashtags of the columns, totals, sources and notes beside the table.

The same is said twice, in Python for rows that a reader gives and in SQL for a file that DuckDB reads as it lies.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

HASHTAG = r"#[A-Za-z][A-Za-z0-9_]*( *[+][A-Za-z][A-Za-z0-9_]*)*"
NUMBER = "[0-9.,'\u2019 %()+-]+"
AFTER_TOTAL = " :.()=0123456789"
FOOTNOTE = "[*\u2020\u2021\u00b9\u00b2\u00b3]+ *[^ ]+ +[^ ]+ +[^ ].*"
_HASHTAG, _NUMBER, _FOOTNOTE = re.compile(HASHTAG), re.compile(NUMBER), re.compile(FOOTNOTE)


@cache
def _words() -> dict[str, tuple[str, ...]]:
    text = files("palermo.evidence.harmonise").joinpath("row_words.toml").read_text(encoding="utf-8")
    return {kind: tuple(word.casefold() for word in words) for kind, words in tomllib.loads(text).items()}


@cache
def _totals() -> frozenset[str]:
    return frozenset(_words()["total"])


@cache
def _note() -> re.Pattern[str]:
    return re.compile(_note_form(), flags=re.IGNORECASE)


@cache
def _note_form() -> str:
    return f"({'|'.join(map(re.escape, _words()['note']))}) *[:\uff1a].*"


def odd_row(cells: Sequence[str], *, totals: bool = True) -> str:
    """Return the rule that keeps a row out because it is no record, or an empty text.

    `totals` is false for a table of published counts, in which a total is one of them.

    >>> odd_row(["#sex", "#date +year"]), odd_row(["Total", "24", ""]), odd_row(["Source: an office", "", ""])
    ('hashtag_row', 'total_row', 'note_row')
    """
    first = cells[0].strip() if cells else ""
    if not first:
        first = next((text for cell in cells if (text := cell.strip())), "")
    sign = first[:1]
    if sign.isascii() and sign.isdigit():  # no such row begins with one, and most others do
        return ""
    if sign == "#":
        if all(_HASHTAG.fullmatch(text) for cell in cells if (text := cell.strip())):
            return "hashtag_row"
    elif totals and first.casefold().rstrip(AFTER_TOTAL) in _totals():
        filled = [text for cell in cells if (text := cell.strip())]
        if all(text == first or _NUMBER.fullmatch(text) for text in filled):
            return "total_row"
    elif (
        len(cells) > 1
        and (":" in first or "\uff1a" in first or sign == "*" or sign > "~")
        and sum(1 for cell in cells if cell.strip()) == 1
        and (_note().fullmatch(first) or _FOOTNOTE.fullmatch(first))
    ):
        return "note_row"
    return ""


def odd_row_sql(names: Sequence[str], *, totals: bool) -> str:
    """Return the branches of a CASE that say the same of the columns `names`; `first` is the first filled cell."""

    def text(place: str) -> str:
        return f"trim({place})"

    def every(form: str, besides: str = "false") -> str:
        return " AND ".join(
            f"({name} IS NULL OR {text(name)} = '' OR {besides.format(text(name))} "
            f"OR regexp_full_match({text(name)}, {_quoted(form)}))"
            for name in names
        )

    filled = " + ".join(f"(({name} IS NOT NULL AND {text(name)} <> ''))::INT" for name in names)
    # No such row begins with a digit, and most others do.
    branches = [
        "WHEN first[1] BETWEEN '0' AND '9' THEN ''",
        f"WHEN starts_with(first, '#') AND {every(HASHTAG)} THEN 'hashtag_row'",
    ]
    if totals:
        listed = ", ".join(map(_quoted, sorted(_totals())))
        branches.append(
            f"WHEN rtrim(lower(first), '{AFTER_TOTAL}') IN ({listed}) AND {every(NUMBER, '{} = first')} "
            "THEN 'total_row'"
        )
    if len(names) > 1:
        footnote = f"regexp_full_match(first, {_quoted(FOOTNOTE)})"
        note = f"regexp_full_match(first, {_quoted(_note_form())}, 'i')"
        begins = "contains(first, ':') OR contains(first, '\uff1a') OR first[1] = '*' OR first[1] > '~'"
        branches.append(f"WHEN ({begins}) AND ({filled}) = 1 AND ({note} OR {footnote}) THEN 'note_row'")
    return " ".join(branches)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
