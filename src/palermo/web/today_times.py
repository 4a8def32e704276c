"""Times as a line of Today says them: since when, until when, how late; short, in the time zone that is active."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from palermo.kit.dates import age_text
from palermo.trust.today import Group, TodayItem

_BY_THE_HOUR = timedelta(hours=48)


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


def length_text(length: timedelta) -> str:
    """A length of time: 25 min, 3 h 40, 3 days."""
    minutes = max(1, int(length.total_seconds() // 60))
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    if length < _BY_THE_HOUR:
        hours, left = divmod(minutes, 60)
        if not left:
            return _("%(hours)d h") % {"hours": hours}
        return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": left}
    epoch = datetime.fromtimestamp(0, tz=timezone.get_current_timezone())
    return age_text(epoch, epoch + length)


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
    if local.date() == here.date() or timedelta() <= here - local < timedelta(hours=12):
        return hour
    if here - local < timedelta(days=6):
        return _("%(day)s %(hour)s") % {"day": formats.date_format(local, "D"), "hour": hour}
    return formats.date_format(local, "j M" if local.year == here.year else "j M Y")
