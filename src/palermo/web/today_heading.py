"""What Today says before its lines: what tonight needs, the day and hour, what came, what is overdue."""

from __future__ import annotations

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.trust.day import Day, Part
from palermo.trust.today import Group

BED = "accommodation"


def heading_of(day: Day) -> str:
    """What tonight needs, counted; the plain word where it needs nothing."""
    tonight = day.part(Group.TONIGHT)
    number = tonight.total
    if not number:
        return _("Today")
    if all(item.topic == BED for item in tonight.items) and not tonight.is_cut:
        words = ngettext("Tonight: one bed to find", "Tonight: %(number)s beds to find", number)
    else:
        words = ngettext("Tonight: one need to meet", "Tonight: %(number)s needs to meet", number)
    return words % {"number": number}


def told_of(day: Day, now: datetime) -> str:
    """Day and hour, what came in, and what is late: said only where it is so."""
    local = timezone.localtime(now)
    said = [
        _("%(day)s, %(hour)s %(zone)s.")
        % {
            "day": formats.date_format(local, "l j F"),
            "hour": formats.time_format(local, "H:i"),
            "zone": local.tzname(),
        }
    ]
    if came := day.part(Group.CAME_IN).total:
        words = ngettext("One thing has come in.", "%(number)s things have come in.", came)
        said.append(words % {"number": came})
    said += _late(day.part(Group.LATE))
    if day.parts and not day.part(Group.LATE).total and not day.part(Group.TONIGHT).total:
        said.append(_("Nothing is overdue."))
    return " ".join(said)


def _late(late: Part) -> list[str]:
    """How many needs the night passed over, and how many other things are late."""
    if late.is_cut:
        words = ngettext("One thing is overdue.", "%(number)s things are overdue.", late.total)
        return [words % {"number": late.total}]
    nights = sum(bool(item.topic) for item in late.items)
    others = late.total - nights
    said = []
    if others:
        words = ngettext("One thing is overdue.", "%(number)s things are overdue.", others)
        said.append(words % {"number": others})
    if nights:
        words = ngettext(
            "One need was not met on its night.", "%(number)s needs were not met on their night.", nights
        )
        said.append(words % {"number": nights})
    return said
