"""Country profiles: read whole or not at all, invented where they say so; days are counted as offices count them."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.protection.children.codes import MandateKind
from palermo.protection.identification.codes import Threshold
from palermo.reference.indicators import Element, Family, elements, indicators, offered
from palermo.reference.persons import NeedKind
from palermo.reference.profile_check import (
    AGE_FUNCTIONS,
    MANDATES,
    NEEDS,
    OFFICES,
    THRESHOLDS,
    check,
    check_text,
)
from palermo.reference.profile_parts import Holiday
from palermo.reference.profiles import (
    PATHS,
    Calendar,
    DayKind,
    Span,
    profile,
    profile_from,
    read_profile,
    versions,
)
from palermo.trust.mandates import OrganisationKind, Role

TEXT = files("palermo.reference").joinpath("data/profiles/example-state-1.toml").read_text(encoding="utf-8")

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
calendars = st.builds(
    Calendar,
    rest_days=st.frozensets(st.integers(1, 7), max_size=6),
    holidays=st.frozensets(
        days.map(lambda day: Holiday(day.month, day.day))
        | days.map(lambda day: Holiday.read(day.isoformat())),
        max_size=20,
    ),
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
        ("Etc/UTC", "Meridia/Coast", "time zone"),
        ('also = ["immigration"]', 'also = ["tax"]', "tax"),
        ('deciders = "one"', 'deciders = "nobody"', "nobody"),
        ("[sources]", '[sources]\n"identification.hours" = "Act 1"', "identification.hours"),
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


def test_a_holiday_of_one_year_is_none_in_the_next() -> None:
    moved = Calendar(rest_days=frozenset(), holidays=frozenset({Holiday.read("2027-03-29")}))
    assert not moved.is_working(date(2027, 3, 29))
    assert moved.is_working(date(2028, 3, 29))


def test_what_is_wrong_in_a_file_is_told_with_its_line_each_and_what_no_source_confirms_last() -> None:
    broken = (
        TEXT.replace("count = 45", "count = 0").replace("file_years = 5", "").replace("rest_days", "rest")
    )
    found = check_text(broken)
    lines = broken.splitlines()
    wrong = {one.path: one for one in found if not one.invented}
    assert {
        "identification.decision_within",
        "retention.file_years",
        "calendar.rest_days",
        "calendar.rest",
    } == set(wrong)
    assert "count = 0" in lines[wrong["identification.decision_within"].line - 1]
    assert "missing" in wrong["retention.file_years"].words
    assert {one.path for one in found if one.invented} == set(PATHS)
    assert [one.invented for one in found] == sorted(one.invented for one in found)


def test_a_source_confirms_one_value_and_what_is_no_toml_is_told_by_its_line() -> None:
    sourced = TEXT.replace("[sources]", '[sources]\n"time_zone" = "Act 12 of 2020, section 3"')
    found = check_text(sourced)
    assert [one.line for one in found] == sorted(one.line for one in found)
    assert {one.path for one in found} == set(PATHS) - {"time_zone"}
    assert all(one.invented for one in found)
    assert read_profile(sourced).is_confirmed("time_zone")
    assert read_profile(sourced).unconfirmed == tuple(path for path in PATHS if path != "time_zone")
    assert check_text("a = 1\nversion = \n")[0].line == 2


ANYTHING = st.none() | st.integers() | st.text() | st.lists(st.integers() | st.text()) | st.just({})


@given(st.sampled_from(PATHS), ANYTHING)
def test_no_value_whatever_breaks_the_check_and_what_passes_can_be_read(path: str, value: object) -> None:
    body = tomllib.loads(TEXT)
    table, _dot, key = path.rpartition(".")
    (body[table] if table else body)[key] = value
    if not check(body):
        profile_from(body)


def test_the_codes_that_a_profile_may_use_are_those_of_the_program() -> None:
    assert set(OFFICES) == {kind.value for kind in OrganisationKind} - {"installation"}
    assert set(THRESHOLDS) == {one.value for one in Threshold}
    assert set(MANDATES) == {one.value for one in MandateKind} - {"says_so"}
    assert set(NEEDS) == {one.value for one in NeedKind}
    assert set(AGE_FUNCTIONS) - {""} <= {role.value for role in Role}
