"""Changes in who can read identities in an office: roles given, second steps taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from palermo.trust.actor import Actor
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.policies import PEOPLE
from palermo.trust.people.queries import colleague_names
from palermo.trust.people.rules import IDENTITY_ROLES

MOST = 20


@dataclass(frozen=True, kw_only=True)
class AccessChange:
    """One change: whose account, when, and the role given; no role where the second step was taken away."""

    user_id: UUID
    name: str
    at: datetime
    role: str


def changes_of_access(actor: Actor, *, since: datetime) -> list[AccessChange]:
    """The acting office's changes since a moment, newest first, at most 20 of either sort.

    A role that was ended meanwhile is among them: it was held. The acting account's own roles are not, it knows them.
    Raises Refused for whoever may not see them.
    """
    PEOPLE.require(actor, "see_access_changes")
    own = RoleAssignment.objects.filter(organisation_id=actor.organisation_id)
    roles = own.filter(role__in=sorted(IDENTITY_ROLES), created_at__gte=since).order_by("-created_at")
    if actor.user_id is not None:
        roles = roles.exclude(user_id=actor.user_id)
    # By the accounts, because the ledger has an index by what an event is about and none by its verb.
    resets = LedgerEvent.objects.filter(
        organisation_id=actor.organisation_id,
        object_id__in=own.values("user_id"),
        verb="second_factor.reset",
        at__gte=since,
    ).order_by("-sequence")
    found = [(row.user_id, row.created_at, row.role) for row in roles[:MOST]]
    found += [(row.object_id, row.at, "") for row in resets[:MOST] if row.object_id]
    names = colleague_names(actor, {user_id for user_id, _at, _role in found})
    return [
        AccessChange(user_id=user_id, name=names.get(user_id, str(user_id)), at=at, role=role)
        for user_id, at, role in sorted(found, key=lambda one: one[1], reverse=True)
    ]
