"""What is still out when a file is closed, so that nobody waits for it in vain. Rooms register; the closing page asks.

    register(StillOut(code="enquiries", words=_("Asked, without an answer"), tables={"protection_referral"}, …))

Each kind says which rows are about a file, and by which of its own services one is ended: the same as on the page of
the thing itself, so that the other office is told as always. Whoever closes ends each, or leaves it and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.kit.components import Known
from palermo.kit.layout import Link
from palermo.trust.actor import Actor
from palermo.trust.gather import gather

MOST: Final = 50
"""Things of one kind that are asked about, at most."""

Rows = QuerySet[Any]


class Leave(StrEnum):
    """Why something is left as it is although the file closes."""

    PERSON_WANTS = "person_wants"
    OTHERS_GO_ON = "others_go_on"
    OWED = "owed"
    COLLEAGUE = "colleague"


LEAVES: Final[dict[str, Text]] = {
    Leave.PERSON_WANTS: _("Leave it: the person wants it to go on"),
    Leave.OTHERS_GO_ON: _("Leave it: the other office goes on by itself"),
    Leave.OWED: _("Leave it: it is owed, whatever becomes of the case"),
    Leave.COLLEAGUE: _("Leave it: a colleague sees to it"),
}


@dataclass(frozen=True, kw_only=True)
class AboutFile:
    """A file that is to be closed: the room that keeps it, its id, and whose it is."""

    room: str
    file_id: UUID
    subject_id: UUID


@dataclass(frozen=True, kw_only=True)
class StillOut:
    """One kind of thing that may be out.

    `tables` are those whose rows it lists. `rows` are those about a file that the actor may see, as `gather` takes
    them. `shown` names nobody and leads to the thing; `says` where it stands. `ends` are the ways to end it, by code,
    each with its words; `end` does it by id and code. Without `ends` it can only be left.
    """

    code: str
    words: Text
    tables: frozenset[str]
    rows: Callable[[Actor, AboutFile], Rows]
    shown: Callable[[Any], Known | Link | Text]
    says: Callable[[Any], Text] = lambda _row: ""
    ends: Mapping[str, Text] = field(default_factory=dict)
    end: Callable[[Actor, UUID, str], object] | None = None


@dataclass(frozen=True, kw_only=True)
class OutThing:
    """One thing that is out about a file; `key` is what it is answered by."""

    kind: StillOut
    id: UUID
    shown: Known | Link | Text
    says: Text

    @property
    def key(self) -> str:
        """The name of its question on the page."""
        return f"{self.kind.code}.{self.id}"

    @property
    def shown_text(self) -> str:
        """What is shown, in words alone: the label of its question."""
        shown = self.shown.label if isinstance(self.shown, Link) else self.shown
        return f"{self.kind.words}: {shown}"

    @property
    def answers(self) -> dict[str, Text]:
        """What may be answered: to end it, in each way there is, or to leave it and why."""
        return {**self.kind.ends, **LEAVES}


_kinds: dict[str, StillOut] = {}


def register(kind: StillOut) -> None:
    """Register a kind, in AppConfig.ready; a second one under the same code replaces the first."""
    _kinds[kind.code] = kind


def registered() -> list[StillOut]:
    """Every kind, by code."""
    return [_kinds[code] for code in sorted(_kinds)]


def words_of(code: str) -> Text:
    """What a kind is called; the code itself where no room knows it any more."""
    return _kinds[code].words if code in _kinds else code


def tables() -> frozenset[str]:
    """Every table whose rows may be out."""
    return frozenset(table for kind in registered() for table in kind.tables)


def still_out(actor: Actor, file: AboutFile) -> list[OutThing]:
    """Everything that is out about a file and that the actor may see, by kind; one statement."""
    kinds = registered()
    found = gather({kind.code: kind.rows(actor, file)[:MOST] for kind in kinds})
    return [
        OutThing(kind=kind, id=row.pk, shown=kind.shown(row), says=kind.says(row))
        for kind in kinds
        for row in found[kind.code]
    ]


def unanswered(things: Iterable[OutThing], answers: Mapping[str, str]) -> list[OutThing]:
    """Those of `things` for which `answers` holds nothing that may be answered."""
    return [thing for thing in things if answers.get(thing.key) not in thing.answers]


def end_or_leave(
    actor: Actor, things: Sequence[OutThing], answers: Mapping[str, str]
) -> list[dict[str, str]]:
    """End what was answered so, each by its own service; what is left, and why, as codes and ids.

    Raises Refused as those services do.
    """
    left = []
    for thing in things:
        answer = answers[thing.key]
        if answer in thing.kind.ends and thing.kind.end is not None:
            thing.kind.end(actor, thing.id, answer)
        else:
            left.append({"what": thing.kind.code, "id": str(thing.id), "why": answer})
    return left
