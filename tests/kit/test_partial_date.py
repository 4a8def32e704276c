"""A date of which only a part is known stays exactly as known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from palermo.kit.partial_date import FIRST_YEAR, LAST_YEAR, ImpossibleDateError, PartialDate

days = some.dates(min_value=date(FIRST_YEAR, 1, 1), max_value=date(LAST_YEAR, 12, 31))


@some.composite
def partial_dates(draw: some.DrawFn) -> PartialDate:
    """Any date with any of its parts forgotten."""
    known = draw(days)
    return draw(
        some.sampled_from(
            [
                PartialDate(known.year),
                PartialDate(known.year, known.month),
                PartialDate(known.year, known.month, known.day),
            ]
        )
    )


@given(partial_dates())
def test_what_is_written_is_read_again(known: PartialDate) -> None:
    assert PartialDate.parse(known.iso) == known
    assert PartialDate.parse(str(known)) == known


@given(days)
def test_a_whole_day_begins_and_ends_on_itself(day: date) -> None:
    known = PartialDate.of(day)
    assert known.is_whole
    assert (known.earliest, known.latest, known.iso) == (day, day, day.isoformat())


@given(days)
def test_forgetting_a_part_never_moves_the_true_day_out_of_reach(day: date) -> None:
    for known in (PartialDate(day.year), PartialDate(day.year, day.month)):
        assert not known.is_whole
        assert known.earliest <= day <= known.latest


@given(some.integers(-10, 3000), some.integers(-5, 20), some.integers(-5, 40))
def test_exactly_the_days_of_the_calendar_are_possible(year: int, month: int, day: int) -> None:
    try:
        real = date(year, month, day)
    except ValueError:
        real = None
    if real is not None and FIRST_YEAR <= year <= LAST_YEAR:
        assert PartialDate(year, month, day).earliest == real
    else:
        with pytest.raises(ImpossibleDateError):
            PartialDate(year, month, day)


@given(some.text(max_size=12))
def test_text_that_is_no_date_is_refused(text: str) -> None:
    try:
        known = PartialDate.parse(text)
    except ValueError:
        return
    assert known.iso == text


@pytest.mark.parametrize(
    ("parts", "part"),
    [((1850,), "year"), ((2026, 13), "month"), ((2026, None, 4), "month"), ((2026, 2, 29), "day")],
)
def test_an_impossible_date_names_the_part_that_cannot_stand(parts: tuple[int, ...], part: str) -> None:
    with pytest.raises(ImpossibleDateError) as refused:
        PartialDate(*parts)
    assert refused.value.part == part


@pytest.mark.parametrize(
    "text", ["", "26", "2026-1", "2026-11-31", "2026-11-23T02:00", "٢٠٢٦", "2026-11-23\n"]
)
def test_only_the_three_forms_of_iso_text_are_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)
