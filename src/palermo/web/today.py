"""The Today page: what waits for this colleague in the office acted for, in groups, each thing once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from palermo.desk.put_off import put_off_by
from palermo.kit.choices import Text
from palermo.kit.layout import Rail, RailEntry
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.trust.actor import Staff
from palermo.trust.day import OTHERS_IN_SIGHT, Day, Part, day_of
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.tries import before
from palermo.trust.today import COUNTED, Group, TodayItem, View
from palermo.web.today_heading import heading_of, told_of
from palermo.web.today_roles import things_of, to_come
from palermo.web.today_times import end_text

GROUPS: dict[Group, Text] = {
    Group.CAME_IN: gettext_lazy("Came in"),
    Group.LATE: gettext_lazy("Late"),
    Group.TONIGHT: gettext_lazy("Needed tonight"),
    Group.TODAY: gettext_lazy("Today"),
    Group.BEGUN: gettext_lazy("Begun, not finished"),
    Group.OTHERS: gettext_lazy("With others"),
}
VIEWS: dict[View, Text] = {
    View.OFFICE: gettext_lazy("My office"),
    View.MINE: gettext_lazy("Mine"),
    View.NOBODY: gettext_lazy("Nobody has it"),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a group: the thing, its facts, whose it is by name, what stands at its end, and how it is put off."""

    item: TodayItem
    facts: str
    whose: str
    end: str
    is_late: bool
    put_off_url: str

    @property
    def nobody(self) -> bool:
        """Whether nobody has it yet."""
        return self.item.whose == ()


@dataclass(frozen=True, kw_only=True)
class Lines:
    """A group as the page draws it."""

    part: Part
    label: Text
    lines: tuple[Line, ...]
    is_open: bool

    @property
    def number(self) -> str:
        """How many there are, as far as they are counted."""
        return number_text(self.part.total)


@require_safe
def today(request: ActingRequest) -> HttpResponse:
    """What came in first, then what is late, needed tonight, for today, begun, and with others.

    `whose` in the address narrows it to the reader's own, or to what nobody has. Nothing here closes by itself.
    """
    if not isinstance(request.actor, Staff):
        if not request.user.is_authenticated:
            return redirect("account_login")
        return render(request, "web/today.html", {"without_office": True})
    actor, now = request.actor, timezone.now()
    views = actor.has(*OTHERS_IN_SIGHT)
    chosen = request.GET.get("whose", "")
    view = View(chosen) if views and chosen in set(View) else View.OFFICE
    day = day_of(actor, now=now, view=view, counted={"put_off": put_off_by(actor, now=now)})
    found = before(request)
    context = {
        "day": day,
        "heading": heading_of(day),
        "told": told_of(day, now),
        "groups": [_lines(part, day, actor, now) for part in day.parts],
        "with_whose": views,
        "views": _views(day, view) if views else (),
        "ahead": [_line(item, day, actor, now) for item in day.ahead],
        "rail": [_rail(day, view, actor)],
        "may_open": CASES.may(actor, CaseAction.OPEN).allowed,
        "things": () if day.parts else things_of(actor),
        "to_come": to_come(actor),
        "put_off": request.GET.get("done") == "put_off",
        "thrown": request.GET.get("done") == "thrown",
        "before": found if found and found.is_news else None,
    }
    return render(request, "web/today.html", context)


def number_text(number: int) -> str:
    """A number; beyond what is counted, that it is more."""
    return _("over %(number)s") % {"number": COUNTED} if number > COUNTED else str(number)


def _views(day: Day, view: View) -> list[RailEntry]:
    here = reverse("web:today")
    return [
        RailEntry(
            str(label),
            here if one is View.OFFICE else f"{here}?whose={one}",
            current=one is view,
            count=day.counts[one],
        )
        for one, label in VIEWS.items()
    ]


def _of_the_day(actor: Staff) -> list[tuple[str, str]]:
    if not CASES.may(actor, CaseAction.ASSIST):
        return []
    return [
        (_("Week"), reverse("protection:week")),
        (_("Hand-over"), reverse("protection:shift")),
        (_("Forms on paper"), reverse("protection:papers")),
    ]


def _rail(day: Day, view: View, actor: Staff) -> Rail:
    here = reverse("web:today")
    entries = [
        RailEntry(_("Today"), here, current=True, count=day.counts[view]),
        *(RailEntry(label, url) for label, url in _of_the_day(actor)),
        RailEntry(_("Put off"), reverse("web:put_off_list"), count=day.numbers["put_off"]),
    ]
    if drafts := day.part(Group.BEGUN).total:
        entries.append(RailEntry(_("Drafts"), f"#{Group.BEGUN}", count=drafts))
    return Rail(_("Your day"), tuple(entries))


def _lines(part: Part, day: Day, actor: Staff, now: datetime) -> Lines:
    return Lines(
        part=part,
        label=GROUPS[part.group],
        lines=tuple(_line(item, day, actor, now) for item in part.items),
        is_open=part.group is not Group.OTHERS,
    )


def _line(item: TodayItem, day: Day, actor: Staff, now: datetime) -> Line:
    return Line(
        item=item,
        facts=joined(item.facts),
        whose=joined(_names(item.whose or (), day, actor)),
        end=end_text(item, now),
        is_late=item.group is Group.LATE,
        put_off_url=reverse("web:put_off", args=[item.kind, item.subject])
        if item.kind and item.subject
        else "",
    )


def _names(whose: Sequence[UUID], day: Day, actor: Staff) -> tuple[str, ...]:
    others = tuple(day.names[user] for user in whose if user != actor.user_id and user in day.names)
    return (_("you"), *others) if actor.user_id in whose else others


def joined(facts: Sequence[Text]) -> str:
    """Facts of a line, one after the other."""
    return pgettext("between facts", ", ").join(map(str, facts))
