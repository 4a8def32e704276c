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
# What words in the name of a column say of its numbers: sex, age, and the words for both.
SPOKEN = (
    (
        "female",
        "",
        "female females f mujeres femmes weiblich femmine \u0436\u0435\u043d\u0449\u0438\u043d\u044b",
    ),
    ("male", "", "male males m hombres hommes mannlich maschi \u043c\u0443\u0436\u0447\u0438\u043d\u044b"),
    ("female", "adult", "women woman"),
    ("male", "adult", "men man"),
    ("female", "minor", "girls girl ninas filles"),
    ("male", "minor", "boys boy ninos garcons"),
    ("", "adult", "adult adults adultos adultes"),
    ("", "minor", "minor minors child children menores mineurs enfants"),
    ("", "", "total"),
)
SAID = {word: (("sex", sex), ("age", age)) for sex, age, words in SPOKEN for word in words.split()}
BELOW = re.compile(r"<\s?(\d{1,2})")
DIMENSIONS = ("exploitation", "citizenship")


@dataclass(frozen=True)
class Recognised:
    """Why a table is one of counts, its columns by position, of what its categories are, and signs such as "<5"."""

    reason: str
    columns: dict[int, Column]
    dimension: str = ""
    hidden: tuple[str, ...] = ()

    @property
    def suppressed(self) -> dict[str, tuple[int, int]]:
        """The bounds of the signs such as "<5" that stand among the numbers."""
        return {sign: (0, int(sign.strip("< ")) - 1) for sign in self.hidden}


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
    filled = [cell for cell in cells if cell and not BELOW.fullmatch(cell)]
    signed = [apart(cell) for cell in filled]
    numbers = [whole(each.number, ALONE)[0] is not None for each in signed if each.number]
    said = sum(numbers) + sum(not each.number for each in signed)
    return any(numbers) and said >= ENOUGH * len(filled)


def recognise(table: Table) -> Recognised | None:
    """Return what a table of published counts holds, or None when it may be one of persons.

    Signs of counts: a column of observed values as SDMX names it; two columns or more of numbers, named for years,
    sexes or ages; a column whose name says number and whose cells are, beside columns that tell each row from the next.
    """
    names = [_named(name) for name in table.header]
    fields = {place: _words().get(name, "") for place, name in enumerate(names)}
    across = _across(table, names)
    counts = list(across)
    if across:
        reason = "the names of columns with numbers say years, sexes or ages"
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
        columns[place] = Column(table.header[place], Treatment.COUNT, at=across.get(place, {}))
    hidden = {cell for place in counts for cell in _cells(table, place) if BELOW.fullmatch(cell)}
    return Recognised(reason, columns, dimension, tuple(sorted(hidden)))


def _across(table: Table, names: Sequence[str]) -> dict[int, dict[str, str]]:
    """Return of what each column of numbers counts, where two or more say so by their names; else nothing."""
    found: dict[int, dict[str, str]] = {}
    for place, name in enumerate(names):
        cells = _cells(table, place)
        flags = {cell for cell in cells if cell} <= {"0", "1"}
        if flags or not _are_numbers(cells):
            continue
        words = name.split()
        if YEAR.fullmatch(name):
            found[place] = {"year": name}
        elif words and all(word in SAID for word in words):
            found[place] = {field: code for word in words for field, code in SAID[word] if code}
    told = {field for said in found.values() for field in said}
    if len(found) < 2 or not told or ("year" in told and len(told) > 1):
        return {}
    return {
        place: {field: said.get(field, "total") for field in sorted(told)} for place, said in found.items()
    }


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
