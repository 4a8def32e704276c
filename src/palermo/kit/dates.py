"""Dates and lengths of time as the pages say them: 23 Nov 2026, 3 days."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.kit.partial_date import PartialDate


def day_text(value: PartialDate | date | datetime) -> str:
    """The date in the page's language with what is known of it; a datetime with its hour in UTC."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC)
        return _("%(day)s, %(time)s UTC") % {
            "day": formats.date_format(moment, "j M Y"),
            "time": formats.time_format(moment, "H:i"),
        }
    return date_text(value)


def clock_text(moment: datetime) -> str:
    """The hour alone, in UTC and saying so."""
    return _("%(time)s UTC") % {"time": formats.time_format(moment.astimezone(UTC), "H:i")}


def date_text(value: PartialDate | date | datetime) -> str:
    """The date in the page's language with what is known of it; of a datetime its day in UTC, without the hour."""
    if isinstance(value, datetime):
        value = value.astimezone(UTC).date()
    if isinstance(value, date):
        return formats.date_format(value, "j M Y")
    if value.day is not None:
        return formats.date_format(value.earliest, "j M Y")
    if value.month is not None:
        return formats.date_format(value.earliest, "M Y")
    return str(value.year)


def age_text(since: datetime, now: datetime) -> str:
    """How long ago `since` was, as one whole number: minutes, then hours, then days; at least a minute.

    Both are aware. What lies ahead is said as "in 3 days".
    """
    seconds = (now - since).total_seconds()
    minutes = max(1, int(abs(seconds) // 60))
    if minutes < 60:
        length = ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    elif minutes < 48 * 60:
        hours = minutes // 60
        length = ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    else:
        days = minutes // (24 * 60)
        length = ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
    return _("in %(length)s") % {"length": length} if seconds <= -60 else length
