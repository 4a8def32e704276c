"""Times as a line of Today says them: since when, until when, how late; short, in the time zone that is active."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from palermo.kit.dates import length_text
from palermo.kit.office_time import local_day
from palermo.trust.today import Group, TodayItem


def end_text(item: TodayItem, now: datetime) -> str:
    """What stands at the end of a line: what the thing says itself, else how late, in how long, or since when."""
    if item.end:
        return str(item.end)
    if item.group is Group.TONIGHT and item.since:
        return _("since %(moment)s") % {"moment": moment_text(item.since, now)}
    if item.due is not None:
        length = length_text(abs(item.due - now))
        return (_("%(length)s late") if item.due < now else _("in %(length)s")) % {"length": length}
    return moment_text(item.since, now) if item.since else ""


def moment_text(moment: datetime, now: datetime) -> str:
    """A moment that has passed: its hour on the same day and in the night before, its weekday within six days, its day.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 30, 2, 10, tzinfo=UTC)
    >>> moment_text(datetime(2026, 11, 29, 22, 5, tzinfo=UTC), now)
    '22:05'
    >>> moment_text(datetime(2026, 11, 27, 16, 30, tzinfo=UTC), now)
    'Fri 16:30'
    >>> moment_text(datetime(2026, 11, 3, 16, 30, tzinfo=UTC), now)
    '3 Nov'
    """
    local, here = timezone.localtime(moment), timezone.localtime(now)
    hour = formats.time_format(local, "H:i")
    if local_day(moment) == local_day(now) or timedelta() <= here - local < timedelta(hours=12):
        return hour
    if here - local < timedelta(days=6):
        return _("%(day)s %(hour)s") % {"day": formats.date_format(local, "D"), "hour": hour}
    return formats.date_format(local, "j M" if local.year == here.year else "j M Y")
