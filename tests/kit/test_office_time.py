"""Days and hours of an office: today by its clock, hours in its zone, in every zone and at every moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from palermo.kit.dates import clock_text, date_text, day_text, due_text
from palermo.kit.fields import whole_day
from palermo.kit.forms import KitForm
from palermo.kit.office_time import (
    day_begins,
    day_ends,
    in_utc,
    known_zones,
    local_day,
    office_today,
    use_zone,
    zone_given_back,
)
from palermo.reference.time_zones import zone_of_office, zone_of_state, zones_of

MOMENT = datetime(2026, 11, 30, 19, 30, tzinfo=UTC)
zones = st.sampled_from(sorted(known_zones()))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given one


class HelpForm(KitForm):
    on = whole_day("On")


def accepts(day: date) -> bool:
    return HelpForm({"on_year": str(day.year), "on_month": str(day.month), "on_day": str(day.day)}).is_valid()


@pytest.fixture(autouse=True)
def given_back() -> Iterator[None]:
    with zone_given_back():
        yield


@given(zones, moments)
@example("Asia/Bangkok", MOMENT)
@example("America/Lima", datetime(2026, 12, 1, 2, 0, tzinfo=UTC))
def test_the_local_today_is_taken_and_tomorrow_is_not(zone: str, moment: datetime) -> None:
    today = moment.astimezone(ZoneInfo(zone)).date()
    with zone_given_back(), patch("django.utils.timezone.now", lambda: moment):
        use_zone(zone)
        assert office_today() == local_day(moment) == today
        assert accepts(today)
        assert not accepts(today + timedelta(days=1))


@given(zones, st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_day_begins_and_ends_on_itself(zone: str, day: date) -> None:
    with zone_given_back():
        use_zone(zone)
        assert local_day(day_begins(day)) == local_day(day_ends(day)) == day
        assert day_begins(day) < day_ends(day)


def test_hours_are_the_offices_and_without_one_said_to_be_utc() -> None:
    assert day_text(MOMENT) == "30 Nov 2026, 19:30 UTC"
    use_zone("Asia/Bangkok")
    assert (day_text(MOMENT), clock_text(MOMENT), date_text(MOMENT)) == (
        "1 Dec 2026, 02:30",
        "02:30",
        "1 Dec 2026",
    )
    with in_utc():
        assert day_text(MOMENT) == "30 Nov 2026, 19:30 UTC"
    assert clock_text(MOMENT) == "02:30"
    use_zone("No/Such_Place")
    assert clock_text(MOMENT) == "19:30"


def test_what_is_due_soon_says_in_how_long() -> None:
    use_zone("Europe/Rome")
    assert due_text(MOMENT + timedelta(hours=3, minutes=40), MOMENT) == "1 Dec 2026, 00:10, in 3 h 40"
    assert due_text(MOMENT - timedelta(minutes=25), MOMENT) == "30 Nov 2026, 20:05, 25 min late"
    assert due_text(MOMENT + timedelta(days=9), MOMENT) == "9 Dec 2026, 20:30"


def test_an_office_without_a_choice_goes_by_its_state() -> None:
    assert zone_of_office(chosen="", country="TH") == "Asia/Bangkok"
    assert zone_of_office(chosen="Europe/Rome", country="TH") == "Europe/Rome"
    assert zone_of_state("US") == "America/New_York", "where most people live"
    assert len(zones_of("US")) > 20
    assert zone_of_office(chosen="", country="") == "UTC"
