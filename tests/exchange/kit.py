"""A test-only room for packages: what arrives is kept in memory, so that exchange is tested without protection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from tests.support.cast import Office

from palermo.exchange.kinds import registry
from palermo.exchange.models import Envelope
from palermo.exchange.parcels import Parcel
from palermo.exchange.policies import INBOX
from palermo.exchange.queries import thread_events
from palermo.exchange.services import send
from palermo.trust.actor import Actor, System
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

ENQUIRY: dict[str, Any] = {
    "code": "BCDF-2345",
    "need_kind": "accommodation",
    "urgency": "tonight",
    "age_band": "18_25",
    "gender": "woman",
    "languages": ["en"],
    "children": "none",
}


@dataclass
class Room:
    """What the test-only handlers were given."""

    received: list[tuple[UUID, dict[str, Any]]] = field(default_factory=list)
    told: list[tuple[UUID, list[str]]] = field(default_factory=list)
    refuse_with: str = ""
    fail_with: Exception | None = None

    def receive(self, actor: Actor, *, envelope: Envelope, payload: Mapping[str, Any]) -> None:
        if self.fail_with is not None:
            raise self.fail_with
        if self.refuse_with:
            raise Refused(self.refuse_with, verb="test.receive")
        self.received.append((actor.organisation_id, dict(payload)))

    def on_event(self, actor: Actor, *, thread_id: UUID) -> None:
        self.told.append((actor.organisation_id, [row.verb for row in thread_events(actor, thread_id)]))


def inbox(office: Office, room: str = "protection") -> System:
    """Palermo taking in what arrives for an office in a room."""
    return replace(office.system, reason=INBOX, rooms=frozenset({room}))


@contextmanager
def room_of_the_tests(*kinds: str) -> Iterator[Room]:
    """Register a `Room` for the kinds meanwhile, in place of what is registered."""
    before = dict(registry._handlers)
    room = Room()
    for kind in kinds or ("enquiry", "identity_slice"):
        registry.register(kind, receive=room.receive, on_event=room.on_event)
    try:
        yield room
    finally:
        registry._handlers.clear()
        registry._handlers.update(before)


def parcel(receiver: Office, **changes: Any) -> Parcel:
    """An enquiry to `receiver`, not sent yet."""
    now = timezone.now()
    arguments: dict[str, Any] = {
        "kind": "enquiry",
        "receiver_id": receiver.id,
        "payload": ENQUIRY,
        "purpose": "assistance",
        "due_at": now + timedelta(days=1),
        "expires_at": now + timedelta(days=14),
        **changes,
    }
    return Parcel(**arguments)


def enquire(sender: Office, receiver: Office, **changes: Any) -> Envelope:
    """An enquiry sent by the sender's coordinator, in a unit of work of its own."""
    actor = sender[Role.COORDINATOR]
    with unit_of_work(actor):
        return send(actor, parcel=parcel(receiver, **changes))
