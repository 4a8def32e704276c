"""A clock that tests move: what `timezone.now()` answers, everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from tests.support.cast import Office

from palermo.trust.actor import System
from palermo.trust.housekeeping import ALL_ROOMS
from palermo.trust.retention.daily import run_retention


class Clock:
    """The time as the program sees it. It begins now and moves only when a test moves it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = datetime.now(tz=UTC)
        patch.setattr("django.utils.timezone.now", lambda: self.now)

    @property
    def day(self) -> date:
        """Today."""
        return self.now.date()

    def go_to(self, day: date) -> None:
        """Nine o'clock on that day."""
        self.now = datetime.combine(day, time(9), tzinfo=UTC)

    def pass_days(self, days: int) -> None:
        """So many days later."""
        self.now += timedelta(days=days)


def run(office: Office) -> int:
    """The office's day, as the housekeeping does it; how many records ended."""
    return run_retention(System(organisation_id=office.id, reason="housekeeping", rooms=ALL_ROOMS))
