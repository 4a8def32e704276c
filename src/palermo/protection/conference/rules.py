"""What an office is told of a conference: plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from palermo.trust.basis.rules import DataClass


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One decision, for the list that goes to a member."""

    number: int
    office: str
    what: str
    words: str
    due_on: date
    dropped: bool = False


def words_for(words: str, agreed: Collection[DataClass]) -> str:
    """Words about what is to be done say what is needed: they go where the person agreed to that, else nothing."""
    return words if DataClass.NEEDS in agreed else ""


def decisions_for(
    decided: Sequence[Decided], *, office: str, agreed: Collection[DataClass]
) -> dict[str, Any]:
    """The list of decisions for one office: every one by its codes, the words of its own alone, and only if agreed."""
    listed = [
        {
            "number": f"d{one.number}",
            "office": one.office,
            "what": one.what,
            "due_on": one.due_on.isoformat(),
            "dropped": "yes" if one.dropped else "no",
        }
        for one in decided
    ]
    words = [
        {"number": f"d{one.number}", "words": words_for(one.words, agreed)}
        for one in decided
        if one.office == office and words_for(one.words, agreed)
    ]
    return {"decisions": listed, **({"words": words} if words else {})}


def told_to(
    parts: Mapping[str, Any], *, words: str, place: str, agreed: Collection[DataClass]
) -> dict[str, Any]:
    """The parts of a call that are of a class of data: the slice, the place, and the words if agreed."""
    said = words_for(words, agreed)
    return {**parts, "place": place, **({"words": said} if said else {})}


def begins_at(day: date, hour: time, zone: str) -> datetime:
    """The moment at which it begins."""
    return datetime.combine(day, hour, tzinfo=ZoneInfo(zone))
