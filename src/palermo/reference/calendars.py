"""Dates of other calendars as days of ours: exact where a rule is exact, a span of days where it is not. Pure Python.

* Ethiopian (years of mercy) and Islamic (civil table, leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29):
  N. Dershowitz and E. M. Reingold, Calendrical Calculations, 4th edition 2018, chapters 4 and 7.
* Persian (solar Hijri, Iran and Afghanistan): K. M. Borkowski, The Persian calendar for 3000 years, Earth, Moon, and
  Planets 74 (1996): between 1210 and 1629 its leap years follow one cycle of 33 years, as the calendar of Iran does.
* Thai: the Gregorian calendar with years of the Buddha; until the year 2483 (1940) a year began on 1 April.
* Nepali (Bikram Sambat): its months are announced, not reckoned, so a date is a span: within which days each month
  begins is known from the months announced for the years 1975 to 2083; in later years one may begin a day later.

An Islamic day begins at sunset and its month with a sighting: what somebody tells is the day of the table or the one
before. Sightings of one country may lie a day further off; that is not claimed here.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Literal

Part = Literal["day", "month", "year"]


class Calendar(StrEnum):
    """The calendars in which people tell dates."""

    GREGORIAN = "gregorian"
    ETHIOPIAN = "ethiopian"
    PERSIAN = "persian"
    ISLAMIC = "islamic"
    NEPALI = "nepali"
    BUDDHIST = "buddhist"


class NoSuchDate(ValueError):
    """The calendar has no such date, or none that is reckoned here; `part` names what cannot stand."""

    def __init__(self, part: Part) -> None:
        super().__init__(f"no such {part}")
        self.part: Part = part


YEARS: Final = {
    Calendar.GREGORIAN: range(1900, 2200),
    Calendar.ETHIOPIAN: range(1893, 2192),
    Calendar.PERSIAN: range(1279, 1578),
    Calendar.ISLAMIC: range(1318, 1626),
    Calendar.NEPALI: range(1975, 2121),
    Calendar.BUDDHIST: range(2443, 2743),
}
"""Years that can be told of each calendar: those that lie wholly between 1900 and 2199, and are reckoned here."""
_MONTHS: Final = {Calendar.ETHIOPIAN: 13}
_NEPALI_MONTHS: Final = (
    # The Gregorian month, and the first and the last day of it on which the Nepali month began; its days at most.
    (4, 13, 14, 31), (5, 13, 15, 32), (6, 14, 16, 32), (7, 15, 17, 32), (8, 16, 18, 32), (9, 16, 18, 31),
    (10, 16, 18, 30), (11, 15, 17, 30), (12, 15, 17, 30), (1, 13, 15, 30), (2, 12, 13, 30), (3, 13, 15, 31),
)  # fmt: skip
_NEPALI_ANNOUNCED: Final = 2083
_THAI_YEAR_MOVED: Final = 2483


def _months(calendar: Calendar, year: int) -> range:
    """The months of a year: in Thailand the last that began in April had nine."""
    if calendar is Calendar.BUDDHIST and year == _THAI_YEAR_MOVED:
        return range(4, 13)
    return range(1, 1 + _MONTHS.get(calendar, 12))


def span_of(
    calendar: Calendar, year: int, month: int | None = None, day: int | None = None
) -> tuple[date, date]:
    """The first and the last day of ours that a date of another calendar can be, as far as it is told.

    Raises NoSuchDate for what the calendar does not have, and for years that are not reckoned here.

    >>> span_of(Calendar.ETHIOPIAN, 1994, 1, 1)
    (datetime.date(2001, 9, 11), datetime.date(2001, 9, 11))
    >>> span_of(Calendar.ISLAMIC, 1400, 1, 1)
    (datetime.date(1979, 11, 20), datetime.date(1979, 11, 21))
    """
    if year not in YEARS[calendar]:
        raise NoSuchDate("year")
    if month is None:
        if day is not None:
            raise NoSuchDate("month")
        spans = [_month(calendar, year, one) for one in _months(calendar, year)]
        return min(first for first, _last in spans), max(last for _first, last in spans)
    if month not in _months(calendar, year):
        raise NoSuchDate("month")
    first, last = _month(calendar, year, month)
    if day is None:
        return first, last
    if not 1 <= day <= month_length(calendar, year, month):
        raise NoSuchDate("day")
    if calendar is Calendar.NEPALI:
        return first + timedelta(day - 1), min(_nepali_begins(year, month)[1] + timedelta(day - 1), last)
    if calendar is Calendar.ISLAMIC:
        return first + timedelta(day - 1), first + timedelta(day)
    return first + timedelta(day - 1), first + timedelta(day - 1)


def month_length(calendar: Calendar, year: int, month: int) -> int:
    """How many days a month has, at most where that is announced or seen."""
    match calendar:
        case Calendar.ETHIOPIAN:
            return 30 if month < 13 else 6 if year % 4 == 3 else 5
        case Calendar.PERSIAN:
            return 31 if month < 7 else 30 if month < 12 or _is_persian_leap(year) else 29
        case Calendar.ISLAMIC:
            return 30
        case Calendar.NEPALI:
            return _NEPALI_MONTHS[month - 1][3]
        case _:
            return monthrange(_gregorian_year(calendar, year, month), month)[1]


def _month(calendar: Calendar, year: int, month: int) -> tuple[date, date]:
    """The first and the last day that can lie in a month."""
    match calendar:
        case Calendar.ETHIOPIAN:
            first = date.fromordinal(2796 + 365 * (year - 1) + year // 4 + 30 * (month - 1))
        case Calendar.PERSIAN:
            first = _persian_new_year(year) + timedelta(31 * (month - 1) - max(0, month - 7))
        case Calendar.ISLAMIC:
            first = date.fromordinal(_islamic(year, month) - 1)
            after = _islamic(year, month + 1) if month < 12 else _islamic(year + 1, 1)
            return first, date.fromordinal(after - 1)
        case Calendar.NEPALI:
            coming = (year, month + 1) if month < 12 else (year + 1, 1)
            return _nepali_begins(year, month)[0], _nepali_begins(*coming)[1] - timedelta(1)
        case _:
            first = date(_gregorian_year(calendar, year, month), month, 1)
    return first, first + timedelta(month_length(calendar, year, month) - 1)


def _gregorian_year(calendar: Calendar, year: int, month: int) -> int:
    if calendar is Calendar.GREGORIAN:
        return year
    return year - 543 + (month < 4 and year < _THAI_YEAR_MOVED)


def _is_persian_leap(year: int) -> bool:
    return ((year - 1210 + 1) % 33 - 1) % 4 == 0 and (year - 1210 + 1) % 33 != 0


def _persian_new_year(year: int) -> date:
    """1 Farvardin; counted from that of 1403, 20 March 2024."""
    step = 1 if year > 1403 else -1
    between = range(1403, year) if step == 1 else range(year, 1403)
    return date(2024, 3, 20) + step * timedelta(sum(365 + _is_persian_leap(one) for one in between))


def _islamic(year: int, month: int) -> int:
    """The number of the first day of a month by the civil table (as of `date.toordinal`)."""
    return 227015 + (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2


def _nepali_begins(year: int, month: int) -> tuple[date, date]:
    its_month, first, last, _days = _NEPALI_MONTHS[month - 1]
    its_year = year - 57 + (its_month < 4)
    return date(its_year, its_month, first), date(its_year, its_month, last + (year > _NEPALI_ANNOUNCED))
