"""The week of a colleague, and of their office: appointments, tasks and time limits by day, by word and code alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.desk.appointments.policies import APPOINTMENTS, AppointmentAction
from palermo.kit.dates import day_text
from palermo.kit.layout import RailEntry
from palermo.protection.file.queries.week import Entry, entries_of_week
from palermo.trust.people.middleware import ActingRequest

OFFICE = "office"


@dataclass(frozen=True, kw_only=True)
class WeekDay:
    """One day of the week as the page draws it."""

    name: str
    day: str
    entries: list[Entry]
    is_today: bool
    is_rest: bool


@require_safe
def week(request: ActingRequest) -> HttpResponse:
    """Seven days, from today unless the address says from when."""
    APPOINTMENTS.require(request.actor, AppointmentAction.READ)
    today = timezone.localdate()
    first = _first(request.GET.get("from", ""), today)
    office = request.GET.get("whose", "") == OFFICE
    days = entries_of_week(request.actor, first, today=today, mine=not office)
    context = {
        "heading": _("This week")
        if first == today
        else _("The week from %(day)s") % {"day": day_text(first)},
        "days": [_day(day, entries, today) for day, entries in days.items()],
        "number": sum(map(len, days.values())),
        "views": [
            RailEntry(_("Mine"), _address(first, today, ""), current=not office),
            RailEntry(_("My office"), _address(first, today, OFFICE), current=office),
        ],
        "before": _address(first - timedelta(days=7), today, OFFICE if office else ""),
        "after": _address(first + timedelta(days=7), today, OFFICE if office else ""),
        "this_week": "" if first == today else _address(today, today, OFFICE if office else ""),
    }
    return render(request, "protection/file/week.html", context)


def _first(typed: str, today: date) -> date:
    """The day the address names, within two years of today; today for anything else."""
    try:
        found = parse_date(typed)
    except ValueError:
        found = None
    return found if found is not None and abs((found - today).days) <= 730 else today


def _address(first: date, today: date, whose: str) -> str:
    asked = [
        *([f"from={first.isoformat()}"] if first != today else []),
        *([f"whose={whose}"] if whose else []),
    ]
    return "?".join([reverse("protection:week"), *(["&".join(asked)] if asked else [])])


def _day(day: date, entries: list[Entry], today: date) -> WeekDay:
    named = {0: _("Today"), 1: _("Tomorrow")}
    return WeekDay(
        name=named.get((day - today).days, formats.date_format(day, "D")),
        day=formats.date_format(day, "j M"),
        entries=entries,
        is_today=day == today,
        is_rest=not entries and day != today,
    )
