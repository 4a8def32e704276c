"""Which night "tonight" was: until when it lasts, and how many have passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.protection.cases.nights import asked_from, night_over, nights


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "over"),
    [
        (at(28, 22, 5), at(29, 8)),
        (at(29, 0, 30), at(29, 8)),
        (at(29, 5, 59), at(29, 8)),
        (at(29, 6), at(30, 8)),
        (at(29, 15), at(30, 8)),
    ],
)
def test_a_night_is_over_the_next_morning_at_eight(asked: datetime, over: datetime) -> None:
    assert night_over(asked) == over


@pytest.mark.parametrize(
    ("now", "passed"), [(at(29, 7, 59), 0), (at(29, 8), 1), (at(30, 7, 59), 1), (at(30, 8), 2)]
)
def test_nights_that_passed_are_counted_from_the_first_morning(now: datetime, passed: int) -> None:
    assert nights(at(28, 22), now) == passed


@given(
    st.integers(0, 60 * 24 * 14).map(lambda minutes: at(10, 0) + timedelta(minutes=minutes)),
    st.integers(0, 60 * 24 * 4).map(lambda minutes: timedelta(minutes=minutes)),
)
def test_what_was_asked_for_since_a_moment_is_what_no_night_has_passed_over(
    asked: datetime, later: timedelta
) -> None:
    now = asked + later
    assert (asked >= asked_from(now)) == (nights(asked, now) == 0)
