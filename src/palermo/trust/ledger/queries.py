"""Reads of the ledger."""

from __future__ import annotations

from uuid import UUID

from palermo.trust.actor import Actor
from palermo.trust.ledger.chain import Head, newest_signed
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.policies import PEOPLE, PeopleAction


def events(actor: Actor, *, before: int | None, about: UUID | None, limit: int) -> list[LedgerEvent]:
    """The acting office's events, newest first: at most `limit` before the sequence `before`, `about` one object.

    Raises Refused for whoever is no auditor of the office.
    """
    PEOPLE.require(actor, PeopleAction.SEE_LEDGER)
    rows = LedgerEvent.objects.filter(organisation_id=actor.organisation_id).order_by("-sequence")
    if about is not None:
        rows = rows.filter(object_id=about)
    if before is not None:
        rows = rows.filter(sequence__lt=before)
    return list(rows[:limit])


def newest_head(actor: Actor) -> Head | None:
    """The office's newest signed head. Raises Refused for whoever is no auditor of the office."""
    PEOPLE.require(actor, PeopleAction.SEE_LEDGER)
    return newest_signed(actor.organisation_id)
