"""A colleague's day put together: what waits in groups, each thing once, with true counts of what is not shown.

As many statements whatever there is: the first lines of every list; what is said of the files they are about; names,
and how long the lists are that are cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from palermo.kit.layout import Link
from palermo.trust.actor import Staff
from palermo.trust.gather import gather, gather_and_count
from palermo.trust.mandates import Role
from palermo.trust.people.models import User
from palermo.trust.today import COUNTED, SHOWN, Group, TodayItem, View, Waiting, lists, told

OTHERS_IN_SIGHT = (Role.COORDINATOR, Role.FOCAL_POINT)
"""Roles that see what others have, or nobody: they may look at their own alone."""
_FIRST_IS_NEWEST = frozenset({Group.CAME_IN, Group.TONIGHT, Group.BEGUN})


@dataclass(frozen=True, kw_only=True)
class Part:
    """One group of the day: its first lines, how many there are in all, and where the rest stands."""

    group: Group
    items: tuple[TodayItem, ...]
    total: int
    all_of_it: tuple[Link, ...] = ()

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are shown."""
        return self.total > len(self.items)


@dataclass(frozen=True, kw_only=True)
class Day:
    """What waits, in groups in their order; what lies ahead; how much there is in each view; names by account."""

    parts: tuple[Part, ...]
    ahead: tuple[TodayItem, ...]
    counts: dict[View, int]
    names: dict[UUID, str]
    numbers: dict[str, int]

    def part(self, group: Group) -> Part:
        """One group, empty if nothing stands in it."""
        empty = Part(group=group, items=(), total=0)
        return next((part for part in self.parts if part.group is group), empty)


def day_of(
    actor: Staff,
    *,
    now: datetime,
    view: View = View.OFFICE,
    counted: Mapping[str, QuerySet[Any]] | None = None,
) -> Day:
    """Everything that waits for `actor` in one view of it; `counted` are rows whose number the page shows beside it."""
    read = _first_lines(actor, lists(actor, now=now), view, now)
    to_count = dict(counted or {})
    for one in read:
        for other in View if actor.has(*OTHERS_IN_SIGHT) else (view,):
            # What is read whole needs no counting, and in the office's whole stands what is whose.
            if one.is_cut or (other is not view and view is not View.OFFICE):
                to_count[one.key(other)] = one.waiting.as_seen(other)
    people = {user for one in read for item in one.items for user in item.whose or ()}
    accounts = User.objects.filter(pk__in={*people, actor.user_id}).only("pk", "full_name", "email")
    found, numbers = gather_and_count({"names": accounts}, to_count, most=COUNTED)
    parts = _parts([one for one in read if not one.waiting.ahead], numbers, view)
    counts = {
        other: sum(part.total for part in parts)
        if other is view
        else sum(one.count(other, numbers, actor) for one in read if not one.waiting.ahead)
        for other in View
    }
    return Day(
        parts=parts,
        ahead=tuple(item for one in read if one.waiting.ahead for item in one.items),
        counts=counts,
        names={user.pk: user.full_name or user.email for user in found["names"]},
        numbers={name: numbers[name] for name in counted or {}},
    )


@dataclass(frozen=True, kw_only=True)
class _Read:
    """A list and its first lines; `is_cut` when it has more."""

    name: str
    waiting: Waiting
    items: tuple[TodayItem, ...]
    is_cut: bool

    def key(self, view: View) -> str:
        return f"{self.name} {view}"

    def count(self, view: View, numbers: Mapping[str, int], actor: Staff) -> int:
        """How much of it stands in a view: counted, or seen in what was read of the office's."""
        if self.key(view) in numbers or self.waiting.narrow is None:
            return numbers.get(self.key(view), len(self.items) if view is View.OFFICE else 0)
        if view is View.OFFICE:
            return len(self.items)
        whose = [item.whose for item in self.items if item.whose is not None]
        return sum(actor.user_id in some if view is View.MINE else not some for some in whose)


def _first_lines(actor: Staff, waiting: Iterable[Waiting], view: View, now: datetime) -> list[_Read]:
    named = {str(number): one for number, one in enumerate(waiting)}
    rows = gather({name: one.as_seen(view)[: one.most + 1] for name, one in named.items()})
    lines = {name: one.named(rows[name][: one.most]) for name, one in named.items()}
    all_told = iter(told(actor, [item for some in lines.values() for item in some]))
    return [
        _Read(
            name=name,
            waiting=one,
            items=tuple(_placed(next(all_told), now) for _item in lines[name]),
            is_cut=len(rows[name]) > one.most and not one.ahead,
        )
        for name, one in named.items()
    ]


def _placed(item: TodayItem, now: datetime) -> TodayItem:
    """What is overdue stands among what is late, wherever it came from."""
    return replace(item, group=Group.LATE) if item.is_overdue(now) else item


def _parts(read: Sequence[_Read], numbers: Mapping[str, int], view: View) -> tuple[Part, ...]:
    items: dict[Group, list[TodayItem]] = {group: [] for group in Group}
    unread = dict.fromkeys(Group, 0)
    links: dict[Group, dict[Link, None]] = {group: {} for group in Group}
    seen = set()
    whole = {item.thing for one in read if one.waiting.most > SHOWN for item in one.items}
    loose = {item.file for one in read for item in one.items if item.whose == () and not item.unless_said}
    for one in read:
        for item in one.items:
            if item.thing not in seen and not (item.unless_said and item.file in loose):
                seen.add(item.thing)
                items[item.group].append(item)
                if one.waiting.all_of_it:
                    links[item.group][one.waiting.all_of_it] = None
        if one.is_cut and one.items:
            # A list is in the order of its times, so that what was not read is like the last that was.
            unread[one.items[-1].group] += numbers[one.key(view)] - len(one.items)
    return tuple(
        Part(
            group=group,
            # What is read whole is shown whole: nobody pushes a line out of sight by making twenty more.
            items=tuple(
                item
                for place, item in enumerate(_sorted(group, items[group]))
                if place < SHOWN or item.thing in whole
            ),
            total=len(items[group]) + unread[group],
            all_of_it=tuple(links[group]),
        )
        for group in Group
        if items[group]
    )


def _sorted(group: Group, items: list[TodayItem]) -> list[TodayItem]:
    """The newest first of what came in; else the first due first, and what has no time last."""
    if group in _FIRST_IS_NEWEST:
        return sorted(items, key=lambda item: -(item.since.timestamp() if item.since else 0.0))
    return sorted(items, key=lambda item: (item.due is None, item.due.timestamp() if item.due else 0.0))
