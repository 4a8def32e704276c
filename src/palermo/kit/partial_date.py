"""Dates of which only a part is known: a year, a year and month, or a whole day; and dates of other calendars.

A date that is partly known stays so: nobody fills in the first of January to satisfy a calendar. Pure Python.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

from palermo.reference.calendars import Calendar, NoSuchDate, Part, span_of

FIRST_YEAR = 1900
LAST_YEAR = 2199

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class ImpossibleDateError(ValueError):
    """The parts make no date of the calendar; `part` names the one that cannot stand."""

    def __init__(self, part: Part, message: str) -> None:
        super().__init__(message)
        self.part: Part = part


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A Gregorian date known to the year, the month or the day.

    Raises ImpossibleDateError for years outside 1900 to 2199, months outside 1 to 12, days the month does not
    have, and a day without its month.

    >>> PartialDate(2026, 11).iso
    '2026-11'
    >>> PartialDate.parse("2026").latest
    datetime.date(2026, 12, 31)
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ImpossibleDateError("year", f"year {self.year} is outside {FIRST_YEAR} to {LAST_YEAR}")
        if self.month is None:
            if self.day is not None:
                raise ImpossibleDateError("month", "a day is given without its month")
            return
        if not 1 <= self.month <= 12:
            raise ImpossibleDateError("month", f"there is no month {self.month}")
        if self.day is not None and not 1 <= self.day <= monthrange(self.year, self.month)[1]:
            raise ImpossibleDateError("day", f"{self.year}-{self.month:02} has no day {self.day}")

    @staticmethod
    def parse(text: str) -> PartialDate:
        """Read "2026", "2026-11" or "2026-11-23", and what a ToldDate keeps; raises ValueError for anything else."""
        calendar, told, date_there = text.partition(":")
        if told:
            parts = [int(part) for part in date_there.split("-")]
            return ToldDate.told(Calendar(calendar), *parts[:3])
        match = _ISO.fullmatch(text)
        if match is None:
            raise ValueError("not a date of the form 2026, 2026-11 or 2026-11-23")
        year, month, day = match.groups()
        return PartialDate(int(year), int(month) if month else None, int(day) if day else None)

    @classmethod
    def of(cls, day: date) -> Self:
        """The whole date `day`."""
        return cls(day.year, day.month, day.day)

    @property
    def iso(self) -> str:
        """ISO 8601 text with as many parts as are known."""
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def earliest(self) -> date:
        """The first day it can have been."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it can have been."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def carried(self) -> PartialDate | None:
        """The same as a date of our calendar alone, which a package carries; None where no one year has all of it."""
        return self

    @property
    def is_whole(self) -> bool:
        """Whether the day is known."""
        return self.day is not None

    def __str__(self) -> str:
        return self.iso


@dataclass(frozen=True, slots=True)
class ToldDate(PartialDate):
    """A date told in another calendar, kept as it was told; year, month and day are what is sure of it in ours.

    Where it may lie in two of our years, `year` is the later: whoever may be a child by it is one. `earliest` and
    `latest` bound it exactly. Made by `told`.

    >>> ToldDate.told(Calendar.ETHIOPIAN, 1994).iso, ToldDate.told(Calendar.ETHIOPIAN, 1994).latest
    ('ethiopian:1994', datetime.date(2002, 9, 10))
    """

    calendar: Calendar = Calendar.GREGORIAN
    as_told: tuple[int, int | None, int | None] = (FIRST_YEAR, None, None)

    @staticmethod
    def told(calendar: Calendar, year: int, month: int | None = None, day: int | None = None) -> ToldDate:
        """A date of that calendar. Raises ImpossibleDateError for what it does not have."""
        try:
            first, last = span_of(calendar, year, month, day)
        except NoSuchDate as impossible:
            raise ImpossibleDateError(impossible.part, str(impossible)) from impossible
        same_year, same_month = first.year == last.year, (first.year, first.month) == (last.year, last.month)
        return ToldDate(
            last.year,
            last.month if same_year and same_month else None,
            last.day if first == last else None,
            calendar,
            (year, month, day),
        )

    @property
    def iso(self) -> str:
        """What is kept: the calendar, and the date as it was told."""
        year, month, day = self.as_told
        return f"{self.calendar}:" + "-".join(
            [f"{year:04}", *(f"{part:02}" for part in (month, day) if part is not None)]
        )

    @property
    def earliest(self) -> date:
        """The first day it can have been."""
        return span_of(self.calendar, *self.as_told)[0]

    @property
    def latest(self) -> date:
        """The last day it can have been."""
        return span_of(self.calendar, *self.as_told)[1]

    @property
    def carried(self) -> PartialDate | None:
        """The same as a date of our calendar alone; None where it may lie in two years."""
        if self.earliest.year != self.latest.year:
            return None
        return PartialDate(self.year, self.month, self.day)


def as_carried(kept: str) -> str:
    """A kept date in our calendar, as a package has it; nothing where what was told may lie in two of our years."""
    carried = PartialDate.parse(kept).carried if kept else None
    return carried.iso if carried else ""
