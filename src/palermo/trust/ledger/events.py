"""How services record ledger events."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from palermo.trust.actor import Actor
from palermo.trust.current import current
from palermo.trust.ledger.chain import Event
from palermo.trust.verbs import Verb


def record(
    actor: Actor,
    *,
    verb: Verb,
    object_type: str = "",
    object_id: UUID | None = None,
    codes: Mapping[str, str | int | bool] | None = None,
) -> None:
    """Buffer an event of the running unit of work; it is appended to the chain just before commit.

    Raises ValueError for anything but codes and ids, and RuntimeError when `actor` is not the acting one.
    """
    work = current()
    if actor.organisation_id != work.actor.organisation_id:
        raise RuntimeError("An event belongs to the chain of the acting organisation.")
    work.events.append(
        Event(verb=str(verb), object_type=object_type, object_id=object_id, codes=dict(codes or {}))
    )
