"""What a flow of pages asks of whoever keeps its drafts (`kit.wizard`): one for each time it was begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias
from uuid import UUID

from palermo.kit.choices import Text

Draft: TypeAlias = dict[str, dict[str, list[str]]]


class NoRoom(Exception):
    """No further draft is kept for this reader; the words say why, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A draft that waits: what it begins with, in words ("" where they are not known), since when, where it goes on."""

    beginning: UUID
    words: Text
    since: datetime
    url: str
    throw_url: str


@dataclass(frozen=True, kw_only=True)
class Done:
    """That the act of a beginning was done, and where it led."""

    led_to: str
    at: datetime


class DraftStore(Protocol):
    """Where one beginning of a flow keeps its draft: by step, by name of the input, as typed."""

    @property
    def beginning(self) -> UUID:
        """Which beginning: of the address, or a new one where the address names none."""

    @property
    def is_named(self) -> bool:
        """Whether the address names it."""

    def waiting(self) -> Sequence[Begun]:
        """The reader's drafts of this flow about the same thing, the newest first."""

    def load(self) -> Draft:
        """The draft, empty if there is none."""

    def save(self, draft: Draft) -> None:
        """Keep the draft in place of the one before. Raises NoRoom where it would be one too many."""

    def shown(self) -> None:
        """What the draft holds is put before its reader."""

    def done(self) -> Done | None:
        """Where the act of this beginning led, once it was done."""

    def claim(self) -> Done | None:
        """The same, when nobody else acts for this beginning any more: until the end of the request nobody will."""

    def finish(self, led_to: str) -> None:
        """Forget the draft, and keep where its act led."""

    @property
    def throw_url(self) -> str:
        """Where the draft can be thrown away; "" where none is kept."""

    @property
    def bound_to(self) -> str:
        """Whose draft about what it is: what the last page showed counts for nothing elsewhere."""
