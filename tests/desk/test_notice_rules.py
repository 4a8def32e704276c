"""When a mail without content may go: drawn apart from what happens, within the hour, outside quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from palermo.desk.notices.rules import HOUR, Quiet, next_beat, next_look

PALERMO = ZoneInfo("Europe/Rome")
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given one
hours = st.integers(0, 23)


@given(now=moments, drawn=st.integers(0, 59))
def test_the_next_look_is_within_the_hour_and_after_a_mail_an_hour_later(now: datetime, drawn: int) -> None:
    quiet = Quiet(zone=PALERMO)
    assert now < next_look(now, quiet=quiet, mailed=False, draw=lambda _most: drawn) <= now + HOUR
    assert next_look(now, quiet=quiet, mailed=True, draw=lambda _most: drawn) == now + HOUR


@given(now=moments, begins=hours, ends=hours, drawn=st.integers(0, 59), mailed=st.booleans())
def test_no_look_falls_into_quiet_hours_and_none_is_later_than_an_hour_after_them(
    now: datetime, begins: int, ends: int, drawn: int, *, mailed: bool
) -> None:
    quiet = Quiet(zone=PALERMO, begins=begins, ends=ends)
    plain = now + (HOUR if mailed else timedelta(minutes=drawn + 1))
    moment = next_look(now, quiet=quiet, mailed=mailed, draw=lambda _most: drawn)
    if begins == ends:
        assert moment == plain
        return
    assert not quiet.has(moment)
    assert moment == plain or moment < quiet.over(plain) + HOUR


@given(now=moments, hour=hours, drawn=st.integers(0, 59))
def test_the_daily_mail_comes_in_its_hour_of_the_office_once_a_day(
    now: datetime, hour: int, drawn: int
) -> None:
    first = next_beat(now, hour=hour, zone=PALERMO, draw=lambda _most: drawn)
    second = next_beat(first, hour=hour, zone=PALERMO, draw=lambda _most: drawn)
    assert now < first <= now + timedelta(hours=26)
    days = [moment.astimezone(PALERMO).date() for moment in (first, second)]
    assert days[1] - days[0] == timedelta(days=1)
    # An hour that the clocks leave out in spring is the one after it.
    assert all(moment.astimezone(PALERMO).hour in {hour, hour + 1} for moment in (first, second))


def test_the_daily_mail_keeps_the_offices_hour_when_clocks_change() -> None:
    saturday = datetime(2027, 3, 27, 12, tzinfo=UTC)
    moment = next_beat(saturday, hour=7, zone=PALERMO, draw=lambda _most: 0)
    assert moment == datetime(2027, 3, 28, 5, tzinfo=UTC)
