"""Whole numbers as people and programs write them: what parts thousands, what parts decimals, and what nobody can tell.

A blank or an apostrophe between groups of three parts thousands. A comma or a point may part thousands or decimals:
exports of statistical programs write three decimals, so "1.234" is 1234 or a little over one. It counts only where
the mapping or the column proves which: see `learn`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from palermo.evidence.harmonise.text import tidy

PLAIN = re.compile(r"[+-]?\d+")
# Groups of three behind one sign, the same throughout; no group stands after a leading zero.
GROUPED = re.compile(r"[1-9]\d{0,2}([,.' \u2019\u00a0\u202f])\d{3}(?:\1\d{3})*")
WITH_DECIMALS = re.compile(r"[+-]?\d*([.,])(\d+)")
BOTH_SIGNS = re.compile(r"([1-9]\d{0,2}(?:([.,])\d{3})(?:\2\d{3})*)(?!\2)([.,])(\d+)")
DOUBTED = ",."
LONGEST = 18


@dataclass(frozen=True)
class Marks:
    """Which of comma and point part thousands in a column, and which one parts decimals, as far as that is known."""

    thousands: str = ""
    decimal: str = ""


# A cell alone: a comma between whole groups of three is taken as the sign of thousands that it is in a count.
ALONE = Marks(thousands=",")


def said(thousands: str) -> Marks:
    """Return the marks of a mapping that names the sign of thousands: of comma and point the other parts decimals."""
    other = {",": ".", ".": ","}.get(thousands, "")
    return Marks(thousands if thousands in DOUBTED else "", other)


def learn(cells: Iterable[str]) -> Marks:
    """Return what the different cells of a column prove about comma and point.

    Two groups behind a sign ("1.234.567") prove thousands; anything but one group of three ("12.5", "0.125") proves
    decimals; both signs in a cell prove both. What one sign parts, the other does not. A comma is further taken where
    nothing speaks against it and other cells are plain whole numbers; a point never is.

    >>> learn(["1.234", "0.025"]).decimal, learn(["1.234", "1.234.567"]).thousands, learn(["1.234"])
    ('.', '.', Marks(thousands='', decimal=''))
    """
    thousands: set[str] = set()
    decimals: set[str] = set()
    plain = False
    for cell in cells:
        bare = in_ascii(tidy(cell)[0])
        plain = plain or PLAIN.fullmatch(bare) is not None
        if match := BOTH_SIGNS.fullmatch(bare):
            thousands.add(match[2])
            decimals.add(match[3])
        elif match := GROUPED.fullmatch(bare):
            if match[1] in DOUBTED and bare.count(match[1]) > 1:
                thousands.add(match[1])
        elif match := WITH_DECIMALS.fullmatch(bare):
            decimals.add(match[1])
    if thousands & decimals or len(thousands) > 1 or len(decimals) > 1:  # the column is not of one mind
        return Marks()
    for sign, other in (",.", ".,"):
        if sign in thousands or other in decimals:
            return Marks(sign, other)
    return Marks(thousands="," if plain else "")


def in_ascii(text: str) -> str:
    """Return a text with the digits of any script as those of ASCII.

    >>> in_ascii("٢٠١٩")
    '2019'
    """
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


def whole(text: str, marks: Marks = ALONE) -> tuple[int | None, tuple[str, ...]]:
    """Return the whole number that a tidy text means, and the rules it took; no number with the rule that refuses it.

    >>> whole("1,234"), whole("1.234"), whole("0.125")
    ((1234, ('thousands_separator',)), (None, ('ambiguous_number',)), (None, ('not_a_number',)))
    """
    bare = in_ascii(text)
    rules = ("other_digits",) if bare != text else ()
    form = ""
    if match := BOTH_SIGNS.fullmatch(bare):
        if match[4].strip("0") or match[3] in marks.thousands or match[2] == marks.decimal:
            return None, (*rules, "not_a_number")
        bare, form = re.sub(r"\D", "", match[1]), "thousands_separator"
    elif match := GROUPED.fullmatch(bare):
        sign = match[1]
        if sign in DOUBTED and sign not in marks.thousands and bare.count(sign) == 1:
            if sign != marks.decimal:
                return None, (*rules, "ambiguous_number")
            bare, _, rest = bare.partition(sign)
            if rest.strip("0"):
                return None, (*rules, "not_a_number")
            form = "number_form"
        else:
            bare, form = re.sub(r"\D", "", bare), "thousands_separator"
    elif match := WITH_DECIMALS.fullmatch(bare):
        decimal = marks.decimal or ("." if "." not in marks.thousands else "")
        if match[1] != decimal or match[2].strip("0"):
            return None, (*rules, "not_a_number")
        bare, form = bare[: match.start(1)], "number_form"
    if not PLAIN.fullmatch(bare) or not bare.isascii() or len(bare) > LONGEST:
        return None, (*rules, "not_a_number")
    value = int(bare)
    if not form and str(value) != bare:
        form = "number_form"
    return value, (*rules, form) if form else rules
