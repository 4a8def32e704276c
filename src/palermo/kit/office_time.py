"""The day and the hour of the office acted for: the one place that knows what "today" is for whoever reads.

The unit of work sets the zone (`use_zone`); pages, forms, rules of days and tasks ask here. What is kept are moments in
UTC and days as they were meant; neither is rewritten when a zone changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.db.models import DateTimeField, F, Func, Value
from django.utils import timezone

_said: ContextVar[bool] = ContextVar("palermo_zone_said", default=True)
"""Whether a page must say which zone an hour is in: it is not the reader's own office's."""


@cache
def known_zones() -> frozenset[str]:
    """Names of the time zones this machine knows that a place lives by, and UTC."""
    return frozenset(
        {"UTC"} | {zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")}
    )


def zone_named(name: str) -> ZoneInfo:
    """The time zone of that name; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def use_zone(name: str) -> None:
    """From now on days and hours are those of this time zone; of nobody's, and said to be UTC, for ""."""
    if name:
        timezone.activate(zone_named(name))
    else:
        timezone.deactivate()
    _said.set(not name)


@contextmanager
def zone_given_back() -> Iterator[None]:
    """Let `use_zone` count inside only, from no office's zone on."""
    token = _said.set(True)
    try:
        with timezone.override(None):
            yield
    finally:
        _said.reset(token)


@contextmanager
def in_utc() -> Iterator[None]:
    """Days and hours in UTC, and said so: as the ledger keeps them. Decorates a view too."""
    token = _said.set(True)
    try:
        with timezone.override(UTC):
            yield
    finally:
        _said.reset(token)


def zone_is_said() -> bool:
    """Whether an hour is to be told with its zone, because no office's is active."""
    return _said.get()


def office_zone() -> tzinfo:
    """The zone that is active."""
    return timezone.get_current_timezone()


def local(moment: datetime) -> datetime:
    """A moment in the zone that is active."""
    return timezone.localtime(moment)


def local_day(moment: datetime) -> date:
    """The day on which a moment lies in the zone that is active."""
    return timezone.localtime(moment).date()


def office_today() -> date:
    """Today in the office acted for; in UTC where nobody's office is."""
    return timezone.localdate()


def today_in(zone: str) -> date:
    """Today in the time zone of that name, whichever is active."""
    return timezone.localdate(timezone=zone_named(zone))


def days_in(zones: Iterable[str], at: datetime) -> tuple[date, date]:
    """The earliest and the latest day that it is at a moment in the zones of these names; without one, in the active.

    What two offices agree on for a day begins with it where it begins first, and lasts until it ends where it ends
    last: so it holds for both or for neither, and neither sees it begin later or end sooner than its own day does.
    """
    days = sorted(at.astimezone(zone_named(zone)).date() for zone in zones) or [local_day(at)]
    return days[0], days[-1]


def day_begins(day: date) -> datetime:
    """The first moment of a day of the office."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def begins(column: str) -> Func:
    """`day_begins` of the day in a column, for a query."""
    at_midnight = Func(F(column), template="(%(expressions)s)::timestamp")
    zone = Value(timezone.get_current_timezone_name())
    return Func(zone, at_midnight, function="timezone", output_field=DateTimeField())


def day_ends(day: date) -> datetime:
    """The last moment of a day of the office."""
    return datetime.combine(day, time.max, tzinfo=timezone.get_current_timezone())
