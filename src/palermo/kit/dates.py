"""Dates and lengths of time as the pages say them: 23 Nov 2026, 3 days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from palermo.kit.choices import Text
from palermo.kit.office_time import local, local_day, zone_is_said
from palermo.kit.partial_date import PartialDate, ToldDate
from palermo.reference.calendars import Calendar

CALENDARS: Final[Mapping[str, Text]] = {
    Calendar.GREGORIAN: gettext_lazy("Gregorian"),
    Calendar.ETHIOPIAN: gettext_lazy("Ethiopian"),
    Calendar.PERSIAN: gettext_lazy("Persian (Iran, Afghanistan)"),
    Calendar.ISLAMIC: gettext_lazy("Islamic"),
    Calendar.NEPALI: gettext_lazy("Nepali (Bikram Sambat)"),
    Calendar.BUDDHIST: gettext_lazy("Thai (Buddhist years)"),
}
_BY_THE_HOUR = timedelta(hours=48)


def day_text(value: PartialDate | date | datetime) -> str:
    """The date in the page's language with what is known of it; a datetime with its hour.

    Hours are those of the office acted for, and where there is none are said to be UTC.
    """
    if isinstance(value, datetime):
        words = _("%(day)s, %(time)s UTC") if zone_is_said() else _("%(day)s, %(time)s")
        moment = local(value)
        return words % {
            "day": formats.date_format(moment, "j M Y"),
            "time": formats.time_format(moment, "H:i"),
        }
    return date_text(value)


def clock_text(moment: datetime) -> str:
    """The hour alone, in the office's zone; where there is none, in UTC and saying so."""
    hour = formats.time_format(local(moment), "H:i")
    return _("%(time)s UTC") % {"time": hour} if zone_is_said() else hour


def due_text(moment: datetime, now: datetime) -> str:
    """When something is due, and in how long or how late where that is near: "30 Nov 2026, 09:56, in 3 h 40"."""
    if abs(moment - now) >= _BY_THE_HOUR:
        return day_text(moment)
    length = length_text(abs(moment - now))
    near = (_("%(length)s late") if moment < now else _("in %(length)s")) % {"length": length}
    return _("%(moment)s, %(near)s") % {"moment": day_text(moment), "near": near}


def date_text(value: PartialDate | date | datetime) -> str:
    """The date in the page's language with what is known of it; of a datetime its day in the office."""
    if isinstance(value, ToldDate) and value.calendar is not Calendar.GREGORIAN:
        return told_text(value)
    if isinstance(value, datetime):
        value = local_day(value)
    if isinstance(value, date):
        return formats.date_format(value, "j M Y")
    if value.day is not None:
        return formats.date_format(value.earliest, "j M Y")
    if value.month is not None:
        return formats.date_format(value.earliest, "M Y")
    return str(value.year)


def told_text(value: ToldDate) -> str:
    """A date of another calendar as it was told, and what it is in ours: "10.3.1993 (Ethiopian): 19 Nov 2000"."""
    year, month, day = value.as_told
    first, last = date_text(value.earliest), date_text(value.latest)
    here = first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
    return _("%(told)s (%(calendar)s): %(here)s") % {
        "told": ".".join(str(part) for part in (day, month, year) if part is not None),
        "calendar": CALENDARS[value.calendar],
        "here": here,
    }


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
    epoch = datetime.fromtimestamp(0, tz=UTC)
    return age_text(epoch, epoch + length)
