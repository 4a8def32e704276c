"""How much waits for somebody, as this process counted it a moment ago: pages show it without asking again.

What this process writes for an office makes it ask again at once; what another process writes shows within `KEPT`.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from palermo.trust.actor import Actor

KEPT: Final = 20.0
"""Seconds for which a number is taken as it was counted."""
MOST: Final = 10_000
_ONLY_SEEN: Final = frozenset({"ledger_event", "django_session", "people_signed_in"})
"""What is written when somebody only looks."""
_numbers: dict[Actor, tuple[float, int]] = {}


def number(actor: Actor) -> int | None:
    """What was counted for the actor; None where it is too long ago, or never was."""
    at, found = _numbers.get(actor, (-KEPT, 0))
    return found if time.monotonic() - at < KEPT else None


def note(actor: Actor, found: int) -> None:
    """Keep what was counted now."""
    if len(_numbers) >= MOST:
        _numbers.clear()
    _numbers[actor] = (time.monotonic(), found)


def written(organisation_id: UUID, tables: Iterable[str]) -> None:
    """Forget the office's numbers once more than looks were written."""
    if not _ONLY_SEEN.issuperset(tables):
        for actor in [one for one in list(_numbers) if one.organisation_id == organisation_id]:
            _numbers.pop(actor, None)


def forget() -> None:
    """Forget all numbers."""
    _numbers.clear()
