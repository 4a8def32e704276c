"""Who may strike out an entry: whoever recorded it, or the coordinator."""

from __future__ import annotations

from uuid import UUID

from palermo.protection.cases.policies import CASES, CaseAction
from palermo.trust.actor import Actor
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.verbs import Verb


def may_strike(actor: Actor, recorded_by_id: UUID | None) -> bool:
    """Whether the actor recorded it, or leads the office. What a message brought is the coordinator's to strike out."""
    own = recorded_by_id is not None and recorded_by_id == actor.user_id
    return own or CASES.may(actor, CaseAction.LEAD).allowed


def recorded_by(actor: Actor, *, verb: Verb, object_id: UUID, **part: str) -> UUID | None:
    """Who did, by the ledger, what it says last of an object, or of the part of it that the codes name."""
    rows = LedgerEvent.objects.filter(
        organisation_id=actor.organisation_id, object_id=object_id, verb=verb, codes__contains=part
    )
    return rows.order_by("-sequence").values_list("actor_id", flat=True).first()
