"""Dates of other calendars: as published tables have them, without a gap, and honest where no rule is exact."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.kit.partial_date import ImpossibleDateError, PartialDate, ToldDate
from palermo.reference.calendars import YEARS, Calendar, NoSuchDate, month_length, span_of

EXACT = (Calendar.GREGORIAN, Calendar.ETHIOPIAN, Calendar.PERSIAN, Calendar.BUDDHIST)
others = st.sampled_from([one for one in Calendar if one is not Calendar.GREGORIAN])


@st.composite
def told(draw: st.DrawFn) -> tuple[Calendar, int, int | None, int | None]:
    calendar = draw(others)
    year = draw(st.sampled_from(YEARS[calendar]))
    month = draw(st.none() | st.integers(1, 13))
    day = draw(st.none() | st.integers(1, 32)) if month else None
    return calendar, year, month, day


@pytest.mark.parametrize(
    ("calendar", "told_there", "here"),
    [
        # Ethiopian new year (1 Meskerem) and Christmas (29 Tahsas), as celebrated.
        (Calendar.ETHIOPIAN, (1994, 1, 1), date(2001, 9, 11)),
        (Calendar.ETHIOPIAN, (2000, 1, 1), date(2007, 9, 12)),
        (Calendar.ETHIOPIAN, (2010, 4, 29), date(2018, 1, 7)),
        (Calendar.ETHIOPIAN, (1999, 13, 6), date(2007, 9, 11)),
        # Nowruz by the calendar of Iran, and 22 Bahman 1357.
        (Calendar.PERSIAN, (1375, 1, 1), date(1996, 3, 20)),
        (Calendar.PERSIAN, (1376, 1, 1), date(1997, 3, 21)),
        (Calendar.PERSIAN, (1400, 1, 1), date(2021, 3, 21)),
        (Calendar.PERSIAN, (1403, 12, 30), date(2025, 3, 20)),
        (Calendar.PERSIAN, (1404, 1, 1), date(2025, 3, 21)),
        (Calendar.PERSIAN, (1408, 1, 1), date(2029, 3, 20)),
        (Calendar.PERSIAN, (1357, 11, 22), date(1979, 2, 11)),
        # 12 November 1945 in the sample data of Calendrical Calculations.
        (Calendar.ETHIOPIAN, (1938, 3, 3), date(1945, 11, 12)),
        (Calendar.PERSIAN, (1324, 8, 21), date(1945, 11, 12)),
        (Calendar.BUDDHIST, (2551, 2, 29), date(2008, 2, 29)),
        (Calendar.BUDDHIST, (2482, 1, 5), date(1940, 1, 5)),
    ],
)
def test_days_are_those_of_published_tables(
    calendar: Calendar, told_there: tuple[int, int, int], here: date
) -> None:
    assert span_of(calendar, *told_there) == (here, here)


@pytest.mark.parametrize(
    ("told_there", "civil"),
    [
        ((1400, 1, 1), date(1979, 11, 21)),
        ((1445, 1, 1), date(2023, 7, 19)),
        ((1364, 12, 6), date(1945, 11, 12)),
    ],
)
def test_an_islamic_day_is_that_of_the_civil_table_or_the_one_before(
    told_there: tuple[int, int, int], civil: date
) -> None:
    assert span_of(Calendar.ISLAMIC, *told_there) == (civil - timedelta(1), civil)


@pytest.mark.parametrize(
    ("told_there", "here"),
    [((2000, 1, 1), date(1943, 4, 14)), ((2081, 1, 1), date(2024, 4, 13)), ((2051, 1, 1), date(1994, 4, 14))],
)
def test_a_nepali_day_lies_in_its_span(told_there: tuple[int, int, int], here: date) -> None:
    first, last = span_of(Calendar.NEPALI, *told_there)
    assert first <= here <= last <= first + timedelta(3)


@pytest.mark.parametrize("calendar", EXACT)
def test_the_days_of_a_calendar_follow_each_other_without_a_gap(calendar: Calendar) -> None:
    day = None
    for year in YEARS[calendar]:
        months = range(4, 13) if calendar is Calendar.BUDDHIST and year == 2483 else range(1, 14)
        if calendar is Calendar.BUDDHIST and year < 2483:
            months = (*range(4, 13), *range(1, 4))  # type: ignore[assignment]
        for month in months:
            if month == 13 and calendar is not Calendar.ETHIOPIAN:
                continue
            first, last = span_of(calendar, year, month)
            assert day is None or first == day + timedelta(1), (year, month)
            assert (last - first).days + 1 == month_length(calendar, year, month)
            assert span_of(calendar, year, month, 1)[0] == first
            day = last


@given(told())
def test_what_is_told_more_exactly_lies_within_what_is_told_less_exactly(
    some: tuple[Calendar, int, int | None, int | None],
) -> None:
    calendar, year, month, day = some
    try:
        first, last = span_of(calendar, year, month, day)
    except NoSuchDate as impossible:
        assert impossible.part in {"month", "day"}
        return
    assert first <= last
    if month is None:
        return
    wider = span_of(calendar, year, month if day else None)
    # An Islamic month seen a day later than by the table has a thirtieth day beyond it.
    assert wider[0] <= first
    assert last <= wider[1] + timedelta(calendar is Calendar.ISLAMIC)


@given(told(), told())
def test_a_later_year_is_never_earlier(
    one: tuple[Calendar, int, int | None, int | None], other: tuple[Calendar, int, int | None, int | None]
) -> None:
    calendar = one[0]
    years = sorted(year for year in (one[1], other[1]) if year in YEARS[calendar])
    spans = [span_of(calendar, year) for year in years]
    assert spans == sorted(spans)


@given(told())
def test_a_date_is_kept_as_it_was_told_and_bounded_as_it_is_converted(
    some: tuple[Calendar, int, int | None, int | None],
) -> None:
    try:
        kept = ToldDate.told(*some)
    except ImpossibleDateError:
        return
    assert PartialDate.parse(kept.iso) == kept
    assert (kept.earliest, kept.latest) == span_of(*some)
    assert kept.latest.year == kept.year
    carried = kept.carried
    if carried is None:
        assert kept.earliest.year != kept.latest.year
    else:
        assert carried.earliest <= kept.earliest
        assert kept.latest <= carried.latest
    assert kept.is_whole is (kept.earliest == kept.latest)


def test_a_year_alone_of_ethiopia_lies_in_two_of_ours() -> None:
    kept = ToldDate.told(Calendar.ETHIOPIAN, 1993)
    assert (kept.earliest, kept.latest, kept.carried) == (date(2000, 9, 11), date(2001, 9, 10), None)
    for text in ("ethiopian:1993-14", "mayan:1993", "islamic:14", "ethiopian:x", "ethiopian:"):
        with pytest.raises(ValueError):
            PartialDate.parse(text)
