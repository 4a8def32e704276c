"""Dates that may be known only within limits, and stretches of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class FactDate:
    """A day as the sources give it, with the earliest and the latest day they leave possible.

    `best` is the day used for a single figure; `earliest` and `latest` bound it, both included.
    Raises ValueError when the three are out of order.
    """

    best: date
    earliest: date
    latest: date

    def __post_init__(self) -> None:
        if not self.earliest <= self.best <= self.latest:
            raise ValueError(f"{self.best} does not lie between {self.earliest} and {self.latest}")

    @classmethod
    def exact(cls, day: date) -> FactDate:
        """Return a date that is known to the day."""
        return cls(best=day, earliest=day, latest=day)

    @property
    def confirmed(self) -> bool:
        """Whether the sources leave one day only."""
        return self.earliest == self.latest


@dataclass(frozen=True)
class Stretch:
    """A run of days, first and last included; `last` is None where it still holds when knowledge ends."""

    first: date
    last: date | None


def day_before(day: date) -> date:
    """Return the day before `day`."""
    return day - timedelta(days=1)
