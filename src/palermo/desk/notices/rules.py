"""When the next look is taken and the next mail may go: plain values in, plain values out.

Looks are taken at drawn moments whether or not anything came in, so the time of a mail tells no more than that
something came in since an hour before. Two looks are at most an hour apart, so a mail comes within the hour; two
mails are at least an hour apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final

HOUR: Final = timedelta(hours=1)
MINUTES: Final = 60

Draw = Callable[[int], int]
"""A number from 0 up to but without the given one, each as likely; `secrets.randbelow`."""


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """Hours of the office's day in which no mail goes, from the first up to but without the second; None: no such."""

    zone: tzinfo
    begins: int | None = None
    ends: int | None = None

    def has(self, moment: datetime) -> bool:
        """Whether `moment` lies in them.

        >>> night = Quiet(zone=UTC, begins=22, ends=6)
        >>> [night.has(datetime(2026, 11, 30, hour, tzinfo=UTC)) for hour in (21, 22, 5, 6)]
        [False, True, True, False]
        """
        if self.begins is None or self.ends is None:
            return False
        hour = moment.astimezone(self.zone).hour
        if self.begins <= self.ends:
            return self.begins <= hour < self.ends
        return hour >= self.begins or hour < self.ends

    def over(self, moment: datetime) -> datetime:
        """When the quiet hours in which `moment` lies are over."""
        return _next_at(moment, self.ends or 0, self.zone)


def next_look(now: datetime, *, quiet: Quiet, mailed: bool, draw: Draw) -> datetime:
    """When to look next whether something came in: an hour after a mail, else at a drawn minute of the next hour.

    What falls into quiet hours is put off to a drawn minute of the first hour after them.
    """
    moment = now + (HOUR if mailed else timedelta(minutes=1 + draw(MINUTES)))
    if quiet.has(moment):
        return quiet.over(moment) + timedelta(minutes=draw(MINUTES))
    return moment


def next_beat(now: datetime, *, hour: int, zone: tzinfo, draw: Draw) -> datetime:
    """When the daily mail goes next: at a drawn minute of that hour of the office's day."""
    return _next_at(now, hour, zone) + timedelta(minutes=draw(MINUTES))


def _next_at(moment: datetime, hour: int, zone: tzinfo) -> datetime:
    local = moment.astimezone(zone)
    day = local.date() if local.hour < hour else local.date() + timedelta(days=1)
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)
