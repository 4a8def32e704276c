"""Who may see and move packages. What is *in* one is decided by the room it belongs to."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Q, QuerySet

from palermo.exchange.models import Envelope
from palermo.trust.actor import Actor, Staff, System
from palermo.trust.mandates import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused

COUNTER_ROLES = (Role.COORDINATOR, Role.FOCAL_POINT)
"""Roles that see the office's packages as such and carry them as files."""


INBOX = "inbox"
"""The reason for which Palermo takes in what arrives for an office."""


class PackageAction(StrEnum):
    """What is asked of packages."""

    SEND = "send"
    TELL = "tell"
    RECEIVE = "receive"
    DELETE_BODY = "delete_body"
    SEE = "see"
    EXPORT = "export"
    IMPORT = "import"


_ROOM = frozenset({PackageAction.SEND, PackageAction.TELL, PackageAction.DELETE_BODY})
_COUNTER = frozenset({PackageAction.SEE, PackageAction.EXPORT, PackageAction.IMPORT})
_SYSTEM = _ROOM


def is_inbox(actor: Actor, room: str) -> bool:
    """True for Palermo taking in what arrives for an office in `room`."""
    return isinstance(actor, System) and actor.reason == INBOX and room in actor.rooms


def own_side(actor: Actor) -> Q:
    """Rows the acting office sent from a room that its mandate opens, or received into one."""
    sent = Q(sender_id=actor.organisation_id, from_room__in=actor.rooms)
    return sent | Q(receiver_id=actor.organisation_id, to_room__in=actor.rooms)


class ExchangePolicy(Policy[Envelope, PackageAction]):
    """Nobody handles a package that left or entered a room their mandate does not open; files are for the counter.

    The sender is held to the room a package leaves, the receiver to the room it enters.
    """

    object_type = "package"
    actions = PackageAction

    def _decide(self, actor: Actor, action: PackageAction, obj: Envelope | None) -> Verdict:
        """Send, tell, delete_body: a room's services; receive: the inbox; see, export, import: the counter."""
        if obj is not None and actor.organisation_id not in (obj.sender_id, obj.receiver_id):
            return refused("not_found")
        if obj is not None and obj.room_of(actor.organisation_id) not in actor.rooms:
            return refused("role_missing")
        if not isinstance(actor, Staff | System) or not actor.rooms:
            return refused("role_missing")
        own = self._own_side(actor, action, obj)
        if own is not None:
            return own
        if isinstance(actor, System):
            inbox = action is PackageAction.RECEIVE and actor.reason == INBOX
            return allowed("system") if inbox or action in _SYSTEM else refused("named_person_needed")
        if action in _ROOM:
            return allowed("room")
        if action in _COUNTER and actor.has(*COUNTER_ROLES):
            return allowed("counter")
        return refused("role_missing")

    @staticmethod
    def _own_side(actor: Actor, action: PackageAction, obj: Envelope | None) -> Verdict | None:
        if (
            obj is not None
            and action in {PackageAction.SEND, PackageAction.EXPORT}
            and obj.sender_id != actor.organisation_id
        ):
            return refused("not_found")
        if (
            obj is not None
            and action in {PackageAction.RECEIVE, PackageAction.IMPORT}
            and obj.receiver_id != actor.organisation_id
        ):
            return refused("not_found")
        return None

    def visible(self, actor: Actor, rows: QuerySet[Envelope]) -> QuerySet[Envelope]:
        """The acting office's packages of the rooms its mandate opens, for the office's counter."""
        if not self.may(actor, PackageAction.SEE):
            return rows.none()
        return rows.filter(own_side(actor))


EXCHANGE = ExchangePolicy()
