"""When 167 and 56 were true."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.reference.counting import Measure, count, events
from palermo.reference.dates import Stretch
from palermo.reference.osce import osce_count
from palermo.reference.readings import Reading, reading, readings_of_56, readings_of_167
from palermo.reference.scheme import PROTOCOL


def of_167(measure: Measure, *, union_counted: bool = True) -> Reading:
    return next(
        found.reading
        for found in readings_of_167()
        if found.measure is measure and found.union_counted is union_counted
    )


def test_167_participants_were_counted_from_december_2013_to_august_2014() -> None:
    found = of_167(Measure.PARTICIPANTS)
    assert found.best == (Stretch(first=date(2013, 12, 13), last=date(2014, 8, 14)),)


def test_167_parties_were_counted_in_the_summer_of_2015_with_its_first_day_uncertain() -> None:
    found = of_167(Measure.PARTIES)
    assert found.best == (Stretch(first=date(2015, 6, 15), last=date(2015, 9, 27)),)
    assert found.certain == (Stretch(first=date(2015, 7, 30), last=date(2015, 9, 27)),)
    assert found.possible == (Stretch(first=date(2015, 6, 1), last=date(2015, 9, 27)),)


def test_the_protocol_was_in_force_for_167_thirty_days_later() -> None:
    found = of_167(Measure.IN_FORCE)
    assert found.best == (Stretch(first=date(2015, 7, 15), last=date(2015, 10, 27)),)


def test_without_the_european_union_167_states_were_parties_from_the_next_deposit_on() -> None:
    found = of_167(Measure.PARTIES, union_counted=False)
    assert found.best == found.certain == (Stretch(first=date(2015, 9, 28), last=date(2015, 11, 4)),)


def test_56_participating_states_were_counted_until_mongolia_joined() -> None:
    found = readings_of_56()
    assert found.best[0].last == date(2012, 11, 20)
    assert found.possible[0].first == date(2006, 1, 1)
    assert osce_count(date(2012, 11, 20)).best == 56
    assert osce_count(date(2012, 11, 21)).best == 57


def test_the_two_numbers_were_never_true_on_one_day() -> None:
    last_of_56 = readings_of_56().possible[-1].last
    assert last_of_56 is not None
    for found in readings_of_167():
        assert found.reading.possible[0].first > last_of_56


@pytest.mark.parametrize(
    "found", readings_of_167(), ids=lambda found: f"{found.measure}-{found.union_counted}"
)
def test_what_is_certain_is_also_possible(found: object) -> None:
    value = found.reading  # type: ignore[attr-defined]
    for inner in value.certain:
        assert any(
            outer.first <= inner.first
            and inner.last is not None
            and outer.last is not None
            and inner.last <= outer.last
            for outer in value.possible
        )


@given(number=st.integers(min_value=0, max_value=190), day=st.dates(date(2000, 12, 12), date(2024, 4, 20)))
def test_a_day_lies_in_the_reading_of_a_number_exactly_when_that_number_is_counted_on_it(
    number: int, day: date
) -> None:
    found = reading(
        number,
        events(Measure.PARTIES, with_union=True),
        from_day=PROTOCOL.opened_for_signature,
        until=PROTOCOL.known_until,
    )
    inside = any(run.first <= day and (run.last is None or day <= run.last) for run in found.best)
    assert inside == (count(Measure.PARTIES, day).best == number)
