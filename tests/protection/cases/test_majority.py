"""When somebody turns eighteen, by a date of birth known to the year, the month or the day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.majority import ANNOUNCED, Majority, band_of_age, eighteenth
from palermo.protection.cases.rules import may_be_child
from palermo.reference.persons import is_child

whole = st.dates(min_value=date(1901, 1, 1), max_value=date(2150, 12, 31))
days = st.dates(min_value=date(1930, 1, 1), max_value=date(2180, 12, 31))


def years_on(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@given(whole, days)
def test_of_a_whole_date_the_eighteenth_is_the_first_day_on_which_eighteen_years_are_full(
    born: date, day: date
) -> None:
    span = eighteenth(PartialDate.of(born))
    assert span.first == span.last
    assert (span.on(day) is Majority.OF_AGE) is (years_on(born, day) >= 18)
    assert years_on(born, span.last - timedelta(days=1)) == 17


@given(whole, st.sampled_from(["year", "month"]), days)
def test_of_a_part_of_a_date_nobody_is_of_age_before_every_day_it_may_be_says_so(
    born: date, known: str, day: date
) -> None:
    part = PartialDate(born.year) if known == "year" else PartialDate(born.year, born.month)
    span = eighteenth(part)
    assert (span.on(day) is Majority.OF_AGE) is all(
        years_on(one, day) >= 18 for one in (part.earliest, part.latest)
    )
    assert may_be_child(part, day=day) is (span.on(day) is not Majority.OF_AGE)
    assert span.first <= eighteenth(PartialDate.of(born)).first <= span.last
    if span.on(day) is Majority.PERHAPS:
        assert span.first <= day < span.last


@given(whole, st.integers(min_value=-60, max_value=60))
def test_it_is_announced_thirty_days_before_and_not_earlier(born: date, off: int) -> None:
    span = eighteenth(PartialDate.of(born))
    where = span.on(span.first + timedelta(days=off))
    assert (where is Majority.OF_AGE) is (off >= 0)
    assert (where is Majority.SOON) is (-ANNOUNCED.days <= off < 0)


@given(whole, days)
def test_the_band_of_somebody_of_age_is_no_childs(born: date, day: date) -> None:
    birth = PartialDate.of(born)
    if eighteenth(birth).on(day) is Majority.OF_AGE:
        assert not is_child(band_of_age(birth, day=day))
