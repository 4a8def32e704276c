"""How many signed, are bound, are in force, take part: on a day, with the European Union and without.

A count has three figures: by the best dates, and the lowest and highest that uncertain dates leave possible.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from palermo.reference.dates import FactDate
from palermo.reference.protocol import Confidence, Participation, in_force_dates, participations
from palermo.reference.scheme import PROTOCOL


class Measure(StrEnum):
    """What is counted. A participant is a party or a signatory that is not a party."""

    SIGNATORIES = "signatories"
    PARTIES = "parties"
    IN_FORCE = "in_force"
    PARTICIPANTS = "participants"


class Standing(StrEnum):
    """Where one State stands on a day."""

    PARTY = "party"
    SIGNATORY = "signatory"
    NONE = "none"


@dataclass(frozen=True)
class Count:
    """A number on a day: by the best dates, and the lowest and highest the sources leave possible."""

    best: int
    lowest: int
    highest: int

    @property
    def exact(self) -> bool:
        """Whether the sources leave one number only."""
        return self.lowest == self.highest


@dataclass(frozen=True)
class Tally:
    """One measure, with the European Union counted and without it."""

    with_union: Count
    without_union: Count


@dataclass(frozen=True)
class StatusCounts:
    """The Protocol's status as of a day.

    `asked` is the day asked for; `counted_on` is the day counted, never later than what is known.
    `parties_by_confidence` counts the parties, by the best dates, by the grade of their row.
    """

    asked: date
    counted_on: date
    signatories: Tally
    parties: Tally
    in_force: Tally
    participants: Tally
    parties_by_confidence: dict[Confidence, int]

    @property
    def beyond_knowledge(self) -> bool:
        """Whether the day asked for lies after the last day anything is known of."""
        return self.asked > self.counted_on


class Events:
    """The days on which a number grows by one, sorted three times so that any day is counted by bisection."""

    def __init__(self, dates: list[FactDate]) -> None:
        self._best = sorted(day.best for day in dates)
        self._earliest = sorted(day.earliest for day in dates)
        self._latest = sorted(day.latest for day in dates)

    def count(self, on: date) -> Count:
        """Return the number at the end of a day."""
        return Count(
            best=bisect_right(self._best, on),
            lowest=bisect_right(self._latest, on),
            highest=bisect_right(self._earliest, on),
        )

    def change_days(self) -> list[date]:
        """Return every day on which one of the three figures may change, in order."""
        return sorted({*self._best, *self._earliest, *self._latest})


def _event(measure: Measure, row: Participation) -> FactDate | None:
    if measure is Measure.SIGNATORIES:
        return None if row.signature is None else FactDate.exact(row.signature)
    if measure is Measure.PARTIES:
        return row.consent
    if measure is Measure.IN_FORCE:
        return in_force_dates(row)
    return row.first_act


@cache
def events(measure: Measure, *, with_union: bool) -> Events:
    """Return the days on which a measure grows."""
    found = [_event(measure, row) for row in participations() if with_union or not row.is_union]
    return Events([day for day in found if day is not None])


def count(measure: Measure, on: date, *, with_union: bool = True) -> Count:
    """Return a measure at the end of a day; the day is not cut at what is known."""
    return events(measure, with_union=with_union).count(on)


def standing(row: Participation | None, on: date) -> Standing:
    """Return where a participant stands on a day by the best dates; None is a State that never took part."""
    if row is None:
        return Standing.NONE
    if row.consent is not None and row.consent.best <= on:
        return Standing.PARTY
    if row.signature is not None and row.signature <= on:
        return Standing.SIGNATORY
    return Standing.NONE


def status_as_of(asked: date) -> StatusCounts:
    """Count everything as of a day; a day after `PROTOCOL.known_until` is counted as that day and says so."""
    on = min(asked, PROTOCOL.known_until)

    def tally(measure: Measure) -> Tally:
        return Tally(
            with_union=count(measure, on),
            without_union=count(measure, on, with_union=False),
        )

    grades = Counter(row.confidence for row in participations() if standing(row, on) is Standing.PARTY)
    return StatusCounts(
        asked=asked,
        counted_on=on,
        signatories=tally(Measure.SIGNATORIES),
        parties=tally(Measure.PARTIES),
        in_force=tally(Measure.IN_FORCE),
        participants=tally(Measure.PARTICIPANTS),
        parties_by_confidence={grade: grades[grade] for grade in Confidence},
    )
