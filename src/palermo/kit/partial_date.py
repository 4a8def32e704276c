"""Dates of which only a part is known: a year, a year and month, or a whole day.

A date that is partly known stays so: nobody fills in the first of January to satisfy a calendar. Pure Python.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

FIRST_YEAR = 1900
LAST_YEAR = 2199

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

Part = Literal["day", "month", "year"]


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

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026", "2026-11" or "2026-11-23"; raises ValueError for anything else."""
        match = _ISO.fullmatch(text)
        if match is None:
            raise ValueError("not a date of the form 2026, 2026-11 or 2026-11-23")
        year, month, day = match.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None)

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
    def is_whole(self) -> bool:
        """Whether the day is known."""
        return self.day is not None

    def __str__(self) -> str:
        return self.iso
