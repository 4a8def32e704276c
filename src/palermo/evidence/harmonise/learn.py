# ruff: noqa: S608 - statements are built from our own names only; texts go through `literal`
"""What a staged table proves about its own columns before any cell is judged; nothing here looks at one cell alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from palermo.evidence.harmonise.mapping import Column, Mapping, Treatment
from palermo.evidence.harmonise.places import codes
from palermo.evidence.harmonise.stage import Staged, literal
from palermo.evidence.harmonise.text import plain
from palermo.evidence.harmonise.whole_numbers import learn, said
from palermo.reference.countries import Form, country

COUNTRIES = {Treatment.COUNTRY, Treatment.COUNTRIES}
NUMBERS = {Treatment.NUMBER, Treatment.COUNT}


def taught(staged: Staged, columns: Sequence[Column], mapping: Mapping) -> list[Column]:
    """Return the columns with what the table proves about them."""
    found = list(columns)
    words = sorted(
        {*mapping.missing, *mapping.unknown, *mapping.not_asked, *mapping.not_applicable} & codes()
    )
    for place, column in enumerate(columns):
        if column.treatment in NUMBERS:
            told = mapping.thousands
            marks = said(told) if told is not None else learn(_with_signs(staged, place))
            found[place] = replace(column, marks=marks)
        elif column.treatment in COUNTRIES and words and _holds(staged, place, words):
            others = [other for other, each in enumerate(columns) if each.treatment not in COUNTRIES]
            doubted = frozenset(
                word for word in words if any(_holds(staged, other, [word]) for other in others)
            )
            found[place] = replace(column, form=_form(staged, place, words), doubted=doubted)
    return found


def _cells(staged: Staged, place: int, condition: str) -> list[str]:
    rows = staged.connection.execute(
        f"SELECT DISTINCT c{place} FROM staged WHERE bad = '' AND {condition} LIMIT 100000"
    )
    return [text for (text,) in rows.fetchall()]


def _with_signs(staged: Staged, place: int) -> list[str]:
    """Return the cells that hold a comma or a point, and one plain whole number if there is any."""
    name = f"c{place}"
    cells = _cells(staged, place, f"(contains({name}, ',') OR contains({name}, '.'))")
    if cells:
        plain_one = staged.connection.execute(
            f"SELECT {name} FROM staged WHERE bad = '' AND regexp_full_match(trim({name}), '[+-]?[0-9]+') LIMIT 1"
        ).fetchone()
        cells += plain_one or ()
    return cells


def _holds(staged: Staged, place: int, words: Sequence[str]) -> bool:
    listed = ", ".join(map(literal, words))
    found = staged.connection.execute(
        f"SELECT 1 FROM staged WHERE bad = '' AND trim(c{place}) IN ({listed}) LIMIT 1"
    )
    return found.fetchone() is not None


def _form(staged: Staged, place: int, words: Sequence[str]) -> str:
    """Return of how many letters the other countries of a column are; names count as the longer ones, both as none."""
    listed = ", ".join(map(literal, words))
    forms = set()
    for cell in _cells(staged, place, f"trim(c{place}) NOT IN ({listed})"):
        found = country(cell.strip(), compared=plain(cell))
        if found is not None:
            forms.add(Form.ALPHA_2 if found[1] is Form.ALPHA_2 else Form.ALPHA_3)
    return forms.pop().value if len(forms) == 1 else ""
