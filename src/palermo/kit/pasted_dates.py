"""Dates written in one piece, as they are pasted or typed into one box: what they can mean. Pure Python.

A year of four figures stands first or last. Before a year that stands last, points part day and month in this order;
of other marks people of different countries do not agree, so "3/5/1998" has two readings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress

from palermo.kit.partial_date import ImpossibleDateError, PartialDate

LONGEST = 40
_PARTS = re.compile(r"[^\W_]+\.?(?=\s)|[^\W_]+")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|\u00ba|\u00aa)", re.IGNORECASE)
_OF = frozenset({"of", "de", "del", "the", "le"})

MonthOf = Callable[[str], int | None]
"""The number of a month by its name or its figures; None for neither."""


def dates_read(text: str, *, month_of: MonthOf) -> tuple[PartialDate, ...]:
    """What a text can mean as a date of our calendar: nothing, one date, or two.

    >>> figures = lambda text: int(text) if text.isdecimal() else None
    >>> [date.iso for date in dates_read("1998-05-03", month_of=figures)]
    ['1998-05-03']
    >>> [date.iso for date in dates_read("3/5/1998", month_of=figures)]
    ['1998-05-03', '1998-03-05']
    """
    if len(text) > LONGEST:
        return ()
    plain = _folded(text)
    parts = [part for part in _PARTS.findall(plain) if part.casefold() not in _OF]
    orders = _orders(parts, pointed="." in plain and not re.search("[/-]", plain))
    found = [date for order in orders if (date := _made(order, month_of))]
    return tuple(dict.fromkeys(found))


def _orders(parts: list[str], *, pointed: bool) -> list[tuple[str, str, str]]:
    """The parts as year, month and day, in each order in which they may stand."""
    match parts:
        case [year, month, day] if _is_year(year):
            return [(year, month, day)]
        case [one, other, year] if _is_year(year):
            day_first, month_first = (year, other, one), (year, one, other)
            return [day_first] if pointed else [day_first, month_first]
        case [year, month] if _is_year(year):
            return [(year, month, "")]
        case [month, year] if _is_year(year):
            return [(year, month, "")]
        case _:
            return []


def _made(order: tuple[str, str, str], month_of: MonthOf) -> PartialDate | None:
    year, month, day = order
    number = month_of(month)
    if number is None or (day and not (day.isdecimal() and len(day) <= 2)):
        return None
    with suppress(ImpossibleDateError):
        return PartialDate(int(year), number, int(day) if day else None)
    return None


def _is_year(text: str) -> bool:
    return text.isdecimal() and len(text) == 4


def _folded(text: str) -> str:
    seen = []
    for sign in unicodedata.normalize("NFC", text):
        figure = unicodedata.decimal(sign, None)
        if figure is not None:
            seen.append(str(figure))
        elif unicodedata.category(sign) != "Cf":
            seen.append(sign)
    return _ORDINAL.sub(r"\1", "".join(seen)).strip()
