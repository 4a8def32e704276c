"""An event of the ledger: a verb, an object by id, and codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from palermo.trust.plain import is_code

LONGEST_VERB, LONGEST_TYPE = 60, 40
LARGEST_NUMBER = 2**53  # what JSON keeps exactly in every reader


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something done, shown or refused: a verb, an object by id, and codes.

    Raises ValueError when a verb, type or code holds anything but letters, digits and `_.:+-`, when a code is
    neither text nor whole number nor yes/no, and for a time without a zone: a ledger row is kept for ever, so
    free text and names must not reach it.
    """

    verb: str
    object_type: str = ""
    object_id: UUID | None = None
    codes: Mapping[str, str | int | bool] = field(default_factory=dict)
    at: datetime = field(default_factory=lambda: datetime.now(tz=UTC))

    def __post_init__(self) -> None:
        plain = (
            is_code(self.verb, longest=LONGEST_VERB)
            and is_code(self.object_type, longest=LONGEST_TYPE)
            and all(isinstance(name, str) and is_code(name) for name in self.codes)
            and all(_is_plain(value) for value in self.codes.values())
            and isinstance(self.object_id, UUID | None)
        )
        if not plain or not self.verb:
            raise ValueError("A ledger event holds codes and ids only.")
        if self.at.tzinfo is None:
            raise ValueError("The time of a ledger event carries its zone.")


def _is_plain(value: object) -> bool:
    if isinstance(value, str):
        return is_code(value)
    return isinstance(value, int) and abs(value) <= LARGEST_NUMBER
