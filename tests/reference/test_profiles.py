"""Country profiles: read whole or not at all, invented where they say so; days are counted as offices count them."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.reference.indicators import Element, Family, elements, indicators, offered
from palermo.reference.profiles import Calendar, DayKind, Span, profile, read_profile, versions

TEXT = files("palermo.reference").joinpath("data/profiles/example-state-1.toml").read_text(encoding="utf-8")

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
calendars = st.builds(
    Calendar,
    rest_days=st.frozensets(st.integers(1, 7), max_size=6),
    holidays=st.frozensets(days.map(lambda day: (day.month, day.day)), max_size=20),
)


def test_every_profile_can_be_read_and_the_only_one_here_is_invented() -> None:
    found = [profile(version) for version in versions()]
    assert [one.name for one in found] == ["Example State"]
    assert all(one.invented and "No real State" in one.note for one in found)


def test_a_version_that_is_not_here_is_refused() -> None:
    with pytest.raises(KeyError):
        profile("../example-state-1")


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("[reflection]", "[recovery]", "reflection"),
        ('version = "example-state-1"', "", "version"),
        ("invented = true", 'invented = true\nscore = "high"', "score"),
        ("count = 30", "count = 0", "at least one day"),
        ("rest_days = [6, 7]", "rest_days = [1, 2, 3, 4, 5, 6, 7]", "working day"),
        ('kind = "working"', 'kind = "business"', "business"),
        ('"07-15"', '"02-30"', "day"),
        ("[retention]", "[keeping]", "retention"),
        ('source = "Invented for the example State; no law and no instruction."', 'source = " "', "source"),
        ("file_years = 5", "file_years = 0", "one year or month"),
        ("file_years = 5", "", "file_years"),
    ],
)
def test_a_broken_profile_is_refused_and_says_what_is_wrong(before: str, after: str, says: str) -> None:
    assert before in TEXT
    with pytest.raises(ValueError, match=says):
        read_profile(TEXT.replace(before, after, 1))


@given(calendars, days, st.integers(1, 60))
def test_working_days_end_on_a_working_day_with_exactly_that_many_between(
    calendar: Calendar, start: date, count: int
) -> None:
    end = calendar.after(start, Span(count, DayKind.WORKING))
    between = [start + timedelta(days=number) for number in range(1, (end - start).days + 1)]
    assert calendar.is_working(end)
    assert sum(calendar.is_working(day) for day in between) == count


@given(calendars, days, st.integers(1, 400))
def test_calendar_days_count_every_day(calendar: Calendar, start: date, count: int) -> None:
    assert calendar.after(start, Span(count, DayKind.CALENDAR)) - start == timedelta(days=count)


def test_the_indicators_are_thirteen_general_and_eleven_of_forced_labour_each_once_and_without_a_weight() -> (
    None
):
    found = indicators()
    assert len({one.code for one in found}) == len(found)
    labour = [one for one in found if one.family is Family.LABOUR]
    assert (len(found) - len(labour), len(labour)) == (13, 11)
    assert all(set(vars(one)) == {"code", "family", "text", "source"} for one in found)


def test_the_elements_are_those_of_the_definition_and_the_purposes_that_later_law_and_the_field_name() -> (
    None
):
    assert {element: len(offered(element)) for element in Element} == {
        Element.ACT: 5,
        Element.MEANS: 8,
        Element.PURPOSE: 14,
    }
    named = {one.code for one in offered(Element.PURPOSE) if one.source.key == "protocol-3a"}
    assert named == {
        *("sexual_exploitation", "forced_labour", "enslavement", "similar_to_slavery", "servitude"),
        *("organ_removal", "other_exploitation"),
    }
    assert [one.code for one in elements() if one.retired] == ["slavery"]
