"""When somebody turns eighteen by their date of birth, which may be known to the year or the month only. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from palermo.kit.partial_date import PartialDate
from palermo.reference.persons import AgeBand

OF_AGE: Final = 18
ANNOUNCED: Final = timedelta(days=30)
"""So long before, it stands on Today: what a guardian agreed to is asked again of the person themselves."""


class Majority(StrEnum):
    """Where somebody stands by their date of birth on a day."""

    CHILD = "child"
    SOON = "soon"
    PERHAPS = "perhaps"
    OF_AGE = "of_age"


@dataclass(frozen=True, kw_only=True)
class Eighteenth:
    """The days between which somebody turns eighteen: one where the whole date of birth is known."""

    first: date
    last: date

    def on(self, day: date) -> Majority:
        """Where somebody stands on `day`: of age only once every day they may be born on says so."""
        if day >= self.last:
            return Majority.OF_AGE
        if day >= self.first:
            return Majority.PERHAPS
        return Majority.SOON if day >= self.first - ANNOUNCED else Majority.CHILD


def eighteenth(birth: PartialDate) -> Eighteenth:
    """Between which days somebody born then turns eighteen.

    >>> eighteenth(PartialDate(2008, 11)).first, eighteenth(PartialDate(2008, 11)).last
    (datetime.date(2026, 11, 1), datetime.date(2026, 11, 30))
    >>> eighteenth(PartialDate(2008, 2, 29)).first
    datetime.date(2026, 3, 1)
    """
    return Eighteenth(first=_birthday(birth.earliest), last=_birthday(birth.latest))


def _birthday(born: date) -> date:
    # Whoever was born on a leap day is of age on the day after the last of February.
    leaps = (born.month, born.day) == (2, 29)
    return date(born.year + OF_AGE, 3, 1) if leaps else born.replace(year=born.year + OF_AGE)


def band_of_age(birth: PartialDate, *, day: date) -> AgeBand:
    """The band of somebody of age by their date of birth, as young as it may be."""
    born = birth.latest
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    if years <= 25:
        return AgeBand.FROM_18_TO_25
    return AgeBand.FROM_26_TO_40 if years <= 40 else AgeBand.OVER_40
