"""Where rooms say what ends and what keeps it: a typed registry, filled in AppConfig.ready.

    register(Ending(rule=Rule.PERSON, room="protection", object_type="person", due=…, kept=…, seen=…, lock=…))
    register_keeper(Rule.PERSON, Keeper(code="open_case", words=_("…"), rows=…))

A rule that is shown has at least one ending; `tests/house/test_retention.py` holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.actor import Actor
from palermo.trust.gather import gather
from palermo.trust.retention.rules import Rule


@dataclass(frozen=True)
class Due:
    """A record whose rule ends: from what day it counts, and on what day it ends."""

    subject_id: UUID
    counts_from: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How one kind of record ends.

    `due` gives, for an office, what ends on or before a day and was not ended yet; its last argument narrows it to one
    record. `kept` says whether an office keeps any that was not ended, due or not. `seen` are the records an actor may
    see. `lock` takes the record's row, so that nothing is written into it meanwhile. What is ended goes through
    `vault.erasure.erase`, whose handlers empty it.
    """

    rule: Rule
    room: str
    object_type: str
    due: Callable[[UUID, date, UUID | None], Iterable[Due]]
    kept: Callable[[UUID], bool]
    seen: Callable[[Actor], QuerySet[Any]]
    lock: Callable[[UUID, UUID], object]


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """Something that keeps records although their rule has ended.

    `rows` gives rows of one model about some of these records of an office, each annotated with `kept`, the record's
    id.
    """

    code: str
    words: Text
    rows: Callable[[UUID, Sequence[UUID]], QuerySet[Any]]


LEGAL_HOLD = "legal_hold"
HELD: Text = _("A legal hold is open")

_endings: dict[str, Ending] = {}
_keepers: dict[tuple[str, str], Keeper] = {}


def register(ending: Ending) -> None:
    """Register how records of an object type end."""
    _endings[ending.object_type] = ending


def register_keeper(object_type: str, keeper: Keeper) -> None:
    """Register what keeps records of an object type."""
    _keepers[object_type, keeper.code] = keeper


def endings() -> list[Ending]:
    """Every registered ending, by object type."""
    return [_endings[name] for name in sorted(_endings)]


def ending_of(object_type: str) -> Ending:
    """The ending of an object type. Raises KeyError."""
    return _endings[object_type]


def keeps_any(organisation_id: UUID, room: str) -> bool:
    """Whether the office keeps any record of the room whose rule has not ended it yet."""
    return any(ending.kept(organisation_id) for ending in endings() if ending.room == room)


def keeper_codes(object_type: str) -> list[str]:
    """The codes of what can keep records of an object type, a legal hold left out."""
    return sorted(code for kind, code in _keepers if kind == object_type)


def what_keeps(organisation_id: UUID, subjects: Mapping[UUID, str]) -> dict[UUID, list[tuple[str, Text]]]:
    """For each record, given with its object type, what keeps it: code and words. In two statements.

    A hold is seen in every room: that it is there is all that is told (`walls.holds`).
    """
    found: dict[UUID, list[tuple[str, Text]]] = {subject: [] for subject in subjects}
    if not found:
        return found
    for subject in _held(list(subjects)):
        found[subject].append((LEGAL_HOLD, HELD))
    asked = {
        f"{kind}:{code}": keeper.rows(organisation_id, [one for one, of in subjects.items() if of == kind])
        for (kind, code), keeper in sorted(_keepers.items())
        if kind in subjects.values()
    }
    for name, rows in gather(asked).items():
        kind, _colon, code = name.partition(":")
        for subject in sorted({UUID(str(row.kept)) for row in rows}):
            found[subject].append((code, _keepers[kind, code].words))
    return found


def _held(subjects: list[UUID]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one FROM unnest(%s::uuid[]) AS one WHERE palermo_is_held(one)",
            [[str(one) for one in subjects]],
        )
        return [row[0] for row in cursor.fetchall()]
