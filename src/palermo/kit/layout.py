"""What surrounds every page: the bar above it and the footer below, as plain values.

The kit knows no account. Whoever does (the web room's context processor) puts a `Bar` and a `Footer` into
the context of each page; a page without them gets a bar with the neutral name only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

UNDER_THE_THUMB: Final = 5
"""So many places stand side by side on a telephone; where there are more, the last is *More* with the rest."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go. `current` marks the page, or the part of the program, one is in."""

    label: str
    url: str
    current: bool = False


class PlaceKind(StrEnum):
    """What kind of room a place is: between kinds stands a hairline, and the sheet of the rest has a title for each."""

    DAY = "day"
    PILLAR = "pillar"
    COMMON = "common"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A room one may go to. `icon` is a name of kit/icons.py; `current` marks the room one is in."""

    label: str
    url: str
    icon: str
    kind: PlaceKind = PlaceKind.COMMON
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPlace:
    """A place where it stands: whether a kind begins with it, and whether a telephone has it behind *More*."""

    place: Place
    begins_kind: bool
    late: bool


@dataclass(frozen=True, slots=True)
class RailEntry:
    """A section of the room or file one is in, or a kept view of its list; `count` is how many lines wait there."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Rail:
    """Entries at the start of a page under a title. A page's context has a sequence of them as `rail`."""

    title: str
    entries: tuple[RailEntry, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """An office for which the reader may act; `key` is what the switch posts as `office`."""

    key: str
    label: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The short lock: after `minutes` without a touch the page is blanked and `url` opened.

    Asking `typing_url` while somebody types keeps them signed in, for at most `seconds_left`.
    """

    minutes: int
    url: str
    typing_url: str = ""
    seconds_left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The one bar of a page for somebody who has signed in.

    `search_url` takes what is searched as `q`, posted: a name stands in no address. With `keys` the single keys `/`
    and `?` lead to the search and to the guide. `guide` is the guide of the acting role; `waiting` is how much waits on
    Today (None: not counted), which a page that stays open asks anew of `waiting_url`. `office` is the office acted
    for, as a reader calls it. `ends` is when the reader is signed out whatever they do, once it is near. With more than
    one entry in `offices` and a `switch_url` the bar offers the others; the switch is a POST with the field `office`.
    """

    navigation: tuple[Place, ...] = ()
    office: str = ""
    offices: tuple[Office, ...] = ()
    switch_url: str = ""
    home_url: str = "/"
    sign_in_url: str = ""
    account: Link | None = None
    sign_out_url: str = ""
    search_url: str = ""
    guide: Link | None = None
    keys: bool = True
    waiting: int | None = None
    waiting_url: str = ""
    lock: Lock | None = None
    ends: datetime | None = None

    @property
    def placed(self) -> list[PlacedPlace]:
        """The places in their order, each with where it stands."""
        kinds = [place.kind for place in self.navigation]
        shown = UNDER_THE_THUMB if len(kinds) <= UNDER_THE_THUMB else UNDER_THE_THUMB - 1
        return [
            PlacedPlace(
                place=place, begins_kind=index > 0 and kinds[index - 1] != place.kind, late=index >= shown
            )
            for index, place in enumerate(self.navigation)
        ]

    @property
    def late_pillars(self) -> Sequence[Place]:
        """Of the places behind *More*, the pillars."""
        return [one.place for one in self.placed if one.late and one.place.kind is PlaceKind.PILLAR]

    @property
    def late_rooms(self) -> Sequence[Place]:
        """Of the places behind *More*, the common rooms."""
        return [one.place for one in self.placed if one.late and one.place.kind is not PlaceKind.PILLAR]

    @property
    def other_offices(self) -> tuple[Office, ...]:
        """The offices one may switch to; empty where the switch has no address."""
        if not self.switch_url:
            return ()
        return tuple(office for office in self.offices if not office.current)


@dataclass(frozen=True, slots=True)
class Language:
    """A language the interface speaks, by its own name; `code` as in LANGUAGES.

    `unreviewed`: no speaker of the language has read it yet.
    """

    code: str
    name: str
    current: bool = False
    unreviewed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """The quiet end of a page."""

    links: tuple[Link, ...] = ()
    languages: tuple[Language, ...] = ()
    language_url: str = ""

    @property
    def asked(self) -> Language | None:
        """The language that was asked for."""
        return next((language for language in self.languages if language.current), None)
