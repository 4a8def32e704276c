"""What a country profile says beside thresholds and days: who decides and what else they are, lines, laws, notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class AlsoDoes(StrEnum):
    """What a competent authority is beside deciding on identification. A person is told before they are asked."""

    POLICE = "police"
    IMMIGRATION = "immigration"
    BORDER = "border"
    PROSECUTION = "prosecution"


class Deciders(StrEnum):
    """Whether one decision-maker decides, or several together."""

    ONE = "one"
    PANEL = "panel"


class NotifiedTo(StrEnum):
    """Kinds of office that a notification without identity may go to, and no other."""

    COMPETENT_AUTHORITY = "competent_authority"
    CHILD_PROTECTION = "child_protection"


class Objection(StrEnum):
    """What follows when the person objects to a notification that the law requires."""

    GOES = "goes"
    STOPS = "stops"


class NotifiedPlace(StrEnum):
    """How finely a notification without identity says where somebody was met."""

    STATE = "state"
    ZONE = "zone"


UNSAID: Mapping[str, Any] = MappingProxyType(
    {
        "identification.notify_within": MappingProxyType({"count": 30, "kind": "calendar"}),
        "identification.notify_objection": Objection.STOPS.value,
        "identification.notify_place": NotifiedPlace.STATE.value,
    }
)
"""What holds, as invented, where a profile that was written before the value was asked for does not say it."""


def value_at(body: Mapping[str, Any], path: str) -> Any:
    """What a profile's body says at `path`, or what holds where it does not say it. Raises KeyError for no path."""
    table, _dot, key = path.rpartition(".")
    here = body[table] if table else body
    return here[key] if key in here or path not in UNSAID else UNSAID[path]


@dataclass(frozen=True, kw_only=True)
class Authority:
    """The competent authority: its name, what else it is (`also`), and who decides there."""

    name: str
    also: tuple[AlsoDoes, ...]
    deciders: Deciders


@dataclass(frozen=True, kw_only=True)
class HelpLine:
    """A line that a person may ring: `languages` are codes, `hours` words ("always", "Mon to Fri 9 to 17")."""

    name: str
    number: str
    languages: tuple[str, ...]
    hours: str


@dataclass(frozen=True, kw_only=True)
class Law:
    """A law the profile rests on: what of it (`about`), how it is cited, where it can be read."""

    about: str
    citation: str
    address: str


@dataclass(frozen=True)
class Holiday:
    """A day on which offices are closed: of each year, or of one (`year`), for feasts that move."""

    month: int
    day: int
    year: int | None = None

    @classmethod
    def read(cls, text: str) -> Holiday:
        """From "07-15" or "2027-04-05". Raises ValueError for a day that no calendar has."""
        # A leap year, so that 29 February can be one.
        found = date.fromisoformat(text if len(text) > 5 else f"2000-{text}")
        return cls(found.month, found.day, found.year if len(text) > 5 else None)

    @property
    def text(self) -> str:
        """As a profile writes it."""
        each = f"{self.month:02}-{self.day:02}"
        return each if self.year is None else f"{self.year}-{each}"


def time_zone(name: str) -> str:
    """The name of a time zone, if there is one of that name. Raises ValueError."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone {name!r}; write one like Europe/Rome") from None
    return name


def authority(raw: dict[str, Any]) -> Authority:
    """From its table. Raises KeyError for what is missing, ValueError for what is not known."""
    name = raw["name"].strip()
    if not name:
        raise ValueError("a competent authority has a name")
    return Authority(
        name=name, also=tuple(AlsoDoes(code) for code in raw["also"]), deciders=Deciders(raw["deciders"])
    )


def help_line(raw: dict[str, Any]) -> HelpLine:
    """From its table. Raises KeyError for what is missing, ValueError for a line without name or number."""
    name, number = raw["name"].strip(), raw["number"].strip()
    if not (name and number):
        raise ValueError("a help line has a name and a number")
    return HelpLine(name=name, number=number, languages=tuple(raw["languages"]), hours=raw["hours"].strip())


def law(raw: dict[str, Any]) -> Law:
    """From its table. Raises KeyError for what is missing, ValueError without a citation or with another address."""
    citation, address = raw["citation"].strip(), raw["address"].strip()
    if not citation:
        raise ValueError("a law is cited")
    if address and not address.startswith(("https://", "http://")):
        raise ValueError("the address of a law begins with https://")
    return Law(about=raw["about"].strip(), citation=citation, address=address)
