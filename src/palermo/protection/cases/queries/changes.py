"""What changed about a person's identity since a colleague began to correct it: the ledger knows, by sequence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from palermo.protection.cases.verbs import CaseVerb
from palermo.trust.actor import Actor
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.queries import colleague_names

_CHANGES = (CaseVerb.PERSON_IDENTITY_RECORDED, CaseVerb.PERSON_CODES_RECORDED)
_MOST = 50


@dataclass(frozen=True, kw_only=True)
class Change:
    """A colleague's latest change ("": the program), and when it was made."""

    colleague: str
    at: datetime


def newest_change(actor: Actor, person_id: UUID) -> int:
    """Where in the office's chain the newest change of the person's identity stands; 0 when there is none."""
    return _changes(actor, person_id).values_list("sequence", flat=True).first() or 0


def changes_since(actor: Actor, person_id: UUID, sequence: int) -> list[Change]:
    """Who changed the person's identity after `sequence`, the newest first, each colleague once."""
    events = list(_changes(actor, person_id).filter(sequence__gt=sequence)[:_MOST])
    names = colleague_names(actor, {event.actor_id for event in events if event.actor_id})
    latest: dict[str, datetime] = {}
    for event in events:
        latest.setdefault(names.get(event.actor_id, "") if event.actor_id else "", event.at)
    return [Change(colleague=name, at=at) for name, at in latest.items()]


def _changes(actor: Actor, person_id: UUID) -> QuerySet[LedgerEvent]:
    rows = LedgerEvent.objects.filter(organisation_id=actor.organisation_id, object_id=person_id)
    return rows.filter(verb__in=_CHANGES).order_by("-sequence")
