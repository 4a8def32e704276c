"""When was a published number true? Two numbers of the Initiative's text, each read every way it can be read.

The two are answered apart: a number of the Protocol and a number of the OSCE are never set side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from palermo.reference.counting import Count, Events, Measure, events
from palermo.reference.dates import Stretch, day_before
from palermo.reference.osce import osce_events
from palermo.reference.scheme import PROTOCOL

PARTIES_IN_THE_TEXT = 167
OSCE_STATES_IN_THE_TEXT = 56
OSCE_RECORD_BEGINS = date(2006, 1, 1)


@dataclass(frozen=True)
class Reading:
    """The days on which a number held.

    `best`: by the best dates. `certain`: whatever the uncertain dates are. `possible`: for some of them.
    Each is in order of time; `certain` lies within `best`, `best` within `possible`.
    """

    number: int
    best: tuple[Stretch, ...]
    certain: tuple[Stretch, ...]
    possible: tuple[Stretch, ...]


@dataclass(frozen=True)
class ProtocolReading:
    """A reading of a number of the Protocol: what is counted, and whether the European Union is."""

    measure: Measure
    union_counted: bool
    reading: Reading


def reading(number: int, source: Events, *, from_day: date, until: date) -> Reading:
    """Return when a number held, between two days, both included."""
    days = [from_day, *(day for day in source.change_days() if from_day < day <= until)]
    counted = [(day, source.count(day)) for day in days]

    def stretches(holds: Callable[[Count], bool]) -> tuple[Stretch, ...]:
        found: list[Stretch] = []
        first: date | None = None
        for day, value in counted:
            if holds(value):
                first = first or day
            elif first is not None:
                found.append(Stretch(first=first, last=day_before(day)))
                first = None
        if first is not None:
            found.append(Stretch(first=first, last=None))
        return tuple(found)

    return Reading(
        number=number,
        best=stretches(lambda value: value.best == number),
        certain=stretches(lambda value: value.lowest == number == value.highest),
        possible=stretches(lambda value: value.lowest <= number <= value.highest),
    )


def readings_of_167() -> tuple[ProtocolReading, ...]:
    """Return every reading of 167: participants, parties, parties in force; with the Union and without."""
    return tuple(
        ProtocolReading(
            measure=measure,
            union_counted=with_union,
            reading=reading(
                PARTIES_IN_THE_TEXT,
                events(measure, with_union=with_union),
                from_day=PROTOCOL.opened_for_signature,
                until=PROTOCOL.known_until,
            ),
        )
        for with_union in (True, False)
        for measure in (Measure.PARTICIPANTS, Measure.PARTIES, Measure.IN_FORCE)
    )


def readings_of_56() -> Reading:
    """Return when the OSCE had 56 participating States; our record begins in 2006."""
    return reading(
        OSCE_STATES_IN_THE_TEXT, osce_events(), from_day=OSCE_RECORD_BEGINS, until=PROTOCOL.known_until
    )
