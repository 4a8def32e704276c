"""Where one may go: the rooms the acting role has, and in the room one is in the sections of its rail.

What the rooms are stands in rooms.py, one table: a new pillar or section is an entry there. What a role may not open,
and what the office has switched off, is not shown; the first open section of a room is where its place leads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise

from palermo.kit.layout import Place, PlaceKind, Rail, RailEntry
from palermo.trust.actor import Actor, Staff
from palermo.trust.switches.registry import covering

SHORTEST_RAIL: Final = 2
"""A rail of one entry leads nowhere: it is not drawn."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section of a room: its page, and the paths below which one is still in it (`below`, besides its own)."""

    label: Promise | str
    url_name: str
    open_to: Callable[[Actor], bool]
    below: tuple[str, ...] = ()

    def is_open(self, actor: Actor) -> bool:
        """Whether the actor may open it and no switch of their office hides it."""
        off = actor.off if isinstance(actor, Staff) else frozenset()
        return self.open_to(actor) and not covering(self.url_name) & off

    def depth(self, path: str) -> int:
        """How closely `path` lies in this section: the length of what they share, 0 outside of it."""
        url = reverse(self.url_name)
        if url == "/":
            return int(path == url)
        return max((len(prefix) for prefix in (url, *self.below) if path.startswith(prefix)), default=0)


@dataclass(frozen=True, kw_only=True)
class Room:
    """A room: its place in the bar, and its sections under one title or several. Without an icon it has no place."""

    label: Promise | str
    sections: tuple[tuple[Promise | str, tuple[Section, ...]], ...]
    icon: str = ""
    kind: PlaceKind = PlaceKind.COMMON

    def open_sections(self, actor: Actor) -> Iterator[Section]:
        """Those of its sections that the actor may open, in their order."""
        return (section for _title, some in self.sections for section in some if section.is_open(actor))


def places(rooms: Sequence[Room], actor: Actor, path: str) -> tuple[Place, ...]:
    """The rooms open to the actor, in their order; the one that `path` lies in is the current one."""
    here = _here(rooms, actor, path)
    found = []
    for room in rooms:
        if room.icon and (first := next(room.open_sections(actor), None)):
            current = here is not None and here[0] is room
            url = reverse(first.url_name)
            found.append(
                Place(label=str(room.label), url=url, icon=room.icon, kind=room.kind, current=current)
            )
    return tuple(found)


def rails(rooms: Sequence[Room], actor: Actor, path: str) -> tuple[Rail, ...]:
    """The rail of the room that `path` lies in; none where it would have a single entry."""
    here = _here(rooms, actor, path)
    if here is None:
        return ()
    room, section = here
    if sum(1 for _one in room.open_sections(actor)) < SHORTEST_RAIL:
        return ()
    drawn = (
        Rail(
            str(title),
            tuple(
                RailEntry(str(one.label), reverse(one.url_name), current=one is section)
                for one in some
                if one.is_open(actor)
            ),
        )
        for title, some in room.sections
    )
    return tuple(rail for rail in drawn if rail.entries)


def _here(rooms: Sequence[Room], actor: Actor, path: str) -> tuple[Room, Section] | None:
    """The room and section in which `path` lies most closely."""
    open_ones = [(room, section) for room in rooms for section in room.open_sections(actor)]
    closest = max(open_ones, key=lambda one: one[1].depth(path), default=None)
    return closest if closest is not None and closest[1].depth(path) else None
