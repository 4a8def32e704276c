"""The hash chain: what an event's hash covers, and how events join their office's chain.

    hash(n) = SHA-256(canonical JSON of event n with its organisation, sequence and time ‖ hash(n-1))

The first event follows 32 zero bytes. The last event of each commit carries an Ed25519 signature over
"palermo-ledger-head:" ‖ organisation ‖ sequence ‖ hash; its key is derived from the root key, which the database
never sees, so whoever rules the database can neither forge a head nor re-sign an edited chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from palermo.trust.actor import Actor, System
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.plain import is_code
from palermo.trust.vault.root import head_signing_key

GENESIS = bytes(32)
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


@dataclass(frozen=True, kw_only=True)
class Head:
    """The end of an office's chain after a commit, signed."""

    organisation_id: UUID
    sequence: int
    hash: bytes
    signature: bytes
    at: datetime


def event_hash(event: LedgerEvent) -> bytes:
    """SHA-256 over the event's content and the hash before it."""
    content = {
        "organisation": str(event.organisation_id),
        "sequence": event.sequence,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [event.actor_kind, str(event.actor_id) if event.actor_id else None],
        "verb": event.verb,
        "object": [event.object_type, str(event.object_id) if event.object_id else None],
        "codes": event.codes,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
    return hashlib.sha256(canonical + bytes(event.previous_hash)).digest()


def head_message(organisation_id: UUID, sequence: int, hash_: bytes) -> bytes:
    """What a head's signature covers."""
    return b"palermo-ledger-head:" + organisation_id.bytes + sequence.to_bytes(8, "big") + hash_


def append(actor: Actor, events: Sequence[Event]) -> Head | None:
    """Append `events` to the actor's chain as the last act before commit; the signed head, or None without events.

    Takes the chain's lock (one writer at a time for each office) and holds it until commit.
    """
    if not events:
        return None
    organisation_id = actor.organisation_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"ledger:{organisation_id}"])
    last = LedgerEvent.objects.filter(organisation_id=organisation_id).order_by("-sequence").first()
    sequence, previous = (last.sequence, bytes(last.hash)) if last else (0, GENESIS)
    rows = []
    for event in events:
        sequence += 1
        row = LedgerEvent(
            organisation_id=organisation_id,
            sequence=sequence,
            at=event.at,
            actor_kind=actor.kind,
            actor_id=actor.user_id,
            verb=event.verb,
            object_type=event.object_type,
            object_id=event.object_id,
            codes=_codes_of(actor, event),
            previous_hash=previous,
        )
        row.hash = previous = event_hash(row)
        rows.append(row)
    signature = head_signing_key().sign(head_message(organisation_id, sequence, previous))
    rows[-1].signature = signature
    LedgerEvent.objects.bulk_create(rows)
    return Head(
        organisation_id=organisation_id,
        sequence=sequence,
        hash=previous,
        signature=signature,
        at=rows[-1].at,
    )


def _codes_of(actor: Actor, event: Event) -> dict[str, str | int | bool]:
    codes = {
        str(name): str(value) if isinstance(value, str) else value for name, value in event.codes.items()
    }
    # The system acts for a named reason; a colleague's reasons are his own verbs.
    return {"system": actor.reason, **codes} if isinstance(actor, System) else codes
