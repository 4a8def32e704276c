"""Who may see and move packages. What is *in* one is decided by the room it belongs to."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from palermo.exchange.models import Envelope
from palermo.trust.actor import Actor, Staff, System
from palermo.trust.people.rules import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused

COUNTER_ROLES = (Role.COORDINATOR, Role.FOCAL_POINT)
"""Roles that see the office's packages as such and carry them as files."""


def own_side(actor: Actor) -> Q:
    """Rows the acting office sent from a room that its mandate opens, or received into one."""
    sent = Q(sender_id=actor.organisation_id, from_room__in=actor.rooms)
    return sent | Q(receiver_id=actor.organisation_id, to_room__in=actor.rooms)


class ExchangePolicy(Policy[Envelope]):
    """Nobody handles a package that left or entered a room their mandate does not open; files are for the counter.

    The sender is held to the room a package leaves, the receiver to the room it enters.
    """

    object_type = "package"

    def may(self, actor: Actor, action: str, obj: Envelope | None = None) -> Verdict:
        """Actions: send, tell, receive, delete_body (a room's services); see, export, import (the counter)."""
        if obj is not None and actor.organisation_id not in (obj.sender_id, obj.receiver_id):
            return refused("not_found")
        if obj is not None and obj.room_of(actor.organisation_id) not in actor.rooms:
            return refused("role_missing")
        if not isinstance(actor, Staff | System) or not actor.rooms:
            return refused("role_missing")
        own = self._own_side(actor, action, obj)
        if own is not None:
            return own
        if action in {"send", "tell", "delete_body"}:
            return allowed("room")
        if action == "receive":
            return allowed("system") if isinstance(actor, System) else refused("role_missing")
        if action in {"see", "export", "import"}:
            return self._counter(actor)
        return refused("role_missing")

    @staticmethod
    def _own_side(actor: Actor, action: str, obj: Envelope | None) -> Verdict | None:
        if obj is not None and action in {"send", "export"} and obj.sender_id != actor.organisation_id:
            return refused("not_found")
        if obj is not None and action in {"receive", "import"} and obj.receiver_id != actor.organisation_id:
            return refused("not_found")
        return None

    @staticmethod
    def _counter(actor: Staff | System) -> Verdict:
        if isinstance(actor, System):
            return allowed("system")
        return allowed("counter") if actor.has(*COUNTER_ROLES) else refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[Envelope]) -> QuerySet[Envelope]:
        """The acting office's packages of the rooms its mandate opens, for the office's counter."""
        if not self.may(actor, "see"):
            return rows.none()
        return rows.filter(own_side(actor))


EXCHANGE = ExchangePolicy()
