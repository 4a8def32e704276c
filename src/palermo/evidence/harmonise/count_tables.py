"""Recognises a table of published counts, which must never be read as persons, and proposes a mapping for it.

A number is no person: read as such, each published figure would become one victim. What is proposed a person reads
and completes; what no column says, such as the country that reports, goes under [fixed].
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from palermo.evidence.harmonise.identity import by_name
from palermo.evidence.harmonise.mapping import Column, Treatment
from palermo.evidence.harmonise.office_signs import apart
from palermo.evidence.harmonise.table import Table
from palermo.evidence.harmonise.text import plain
from palermo.evidence.harmonise.whole_numbers import ALONE, whole

YEAR = re.compile(r"(?:19|20)\d{2}")
OBSERVED = {"obs value", "txtvalue"}
SEXES = {"F": "female", "M": "male", "T": "total"}
ENOUGH = 0.8
TREATMENTS = {
    "country": Treatment.COUNTRY,
    "year": Treatment.NUMBER,
    "category": Treatment.CATEGORY,
    "count_flag": Treatment.COUNT_FLAG,
}
DIMENSIONS = ("exploitation", "citizenship")


@dataclass(frozen=True)
class Recognised:
    """Why a table is one of counts, what its columns are, by position, and what its categories are categories of."""

    reason: str
    columns: dict[int, Column]
    dimension: str = ""


@cache
def _words() -> dict[str, str]:
    text = files("palermo.evidence.harmonise").joinpath("count_words.toml").read_text(encoding="utf-8")
    return {plain(word): field for field, words in tomllib.loads(text).items() for word in words}


def _named(header: str) -> str:
    return plain(re.sub(r"[_\W]+", " ", header))


def _cells(table: Table, place: int) -> list[str]:
    return [row[place].strip() for row in table.sample if place < len(row)]


def _are_numbers(cells: Sequence[str]) -> bool:
    """Whether nearly all filled cells are numbers or signs in their place, and one at least a number."""
    filled = [cell for cell in cells if cell]
    signed = [apart(cell) for cell in filled]
    numbers = [whole(each.number, ALONE)[0] is not None for each in signed if each.number]
    said = sum(numbers) + sum(not each.number for each in signed)
    return any(numbers) and said >= ENOUGH * len(filled)


def recognise(table: Table) -> Recognised | None:
    """Return what a table of published counts holds, or None when it may be one of persons.

    Signs of counts: a column of observed values as SDMX names it; two columns or more that are years and hold
    numbers; a column whose name says number and whose cells are, beside columns that tell each row from every other.
    """
    names = [_named(name) for name in table.header]
    years = [
        place
        for place, name in enumerate(table.header)
        if YEAR.fullmatch(name.strip()) and _are_numbers(_cells(table, place))
    ]
    fields = {place: _words().get(name, "") for place, name in enumerate(names)}
    if len(years) >= 2:
        counts, reason = years, "columns that are years hold numbers"
    else:
        counts = [
            place
            for place, field in fields.items()
            if field == "count" and _are_numbers(_cells(table, place))
        ]
        observed = [place for place in counts if names[place] in OBSERVED]
        counts = (observed or counts)[:1]
        if not counts or not (observed or _tells_apart(table, fields, counts[0])):
            return None
        reason = f"column {counts[0] + 1} holds how many"
    columns = {}
    dimension = ""
    for place, field in fields.items():
        if field in DIMENSIONS:
            field, dimension = ("", dimension) if dimension else ("category", field)
        if place not in counts:
            columns[place] = _column(table, place, field)
    for place in counts:
        at = {"year": table.header[place].strip()} if len(years) >= 2 else {}
        columns[place] = Column(table.header[place], Treatment.COUNT, at=at)
    return Recognised(reason, columns, dimension)


def _tells_apart(table: Table, fields: dict[int, str], count: int) -> bool:
    """Whether the columns that a table of counts has, and no other ones but constants, tell each row from the rest."""
    known = [place for place, field in fields.items() if field and field != "count" and place != count]
    rest = [place for place, field in fields.items() if not field]
    if (
        not known
        or any(map(by_name, table.header))
        or any(len(set(_cells(table, place))) > 1 for place in rest)
    ):
        return False
    rows = [tuple(row[place] for place in known if place < len(row)) for row in table.sample]
    return len(rows) >= 2 and len(set(rows)) == len(rows)


def _column(table: Table, place: int, field: str) -> Column:
    name = table.header[place]
    if field in {"", "count"}:
        return Column(name, Treatment.IGNORED, reason="Not recognised; say what it is, or leave it out.")
    if field == "count_flag":
        return Column(name, Treatment.COUNT_FLAG)
    codes = {}
    if field == "sex" and {"F", "M"} <= set(
        _cells(table, place)
    ):  # together they are no abbreviations of a language
        codes = SEXES
    low, high = (1990, 2100) if field == "year" else (None, None)
    return Column(name, TREATMENTS.get(field, Treatment.CODE), field=field, codes=codes, low=low, high=high)
