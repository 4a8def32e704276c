"""The hash chain: what an event's hash covers, and how events join their office's chain.

    hash(n) = SHA-256(canonical JSON of event n with its organisation, sequence and time ‖ hash(n-1))

The first event follows 32 zero bytes. The last event of each commit carries an Ed25519 signature over
"palermo-ledger-head:" ‖ organisation ‖ sequence of the commit's first event ‖ its own sequence ‖ hash; its key is
derived from the root key, which the database never sees, so whoever rules the database can neither forge a head nor
re-sign an edited chain. Each event lies within exactly one signed commit: a row that somebody else put at the end
stays outside of all, also when honest commits follow it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from palermo.trust.actor import Actor, System
from palermo.trust.event import Event
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.locks import one_at_a_time
from palermo.trust.vault.head_keys import HEAD_KEY_LOCK, HeadKey, known_head_keys
from palermo.trust.vault.root import head_signing_key
from palermo.trust.verbs import LedgerVerb

GENESIS = bytes(32)
LAST_NUMBER = 2**62
"""Events are numbered below it. A row beyond was written by somebody else, and no commit begins after it."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """The end of an office's chain after a commit, signed; `commit_from` is the commit's first event."""

    organisation_id: UUID
    commit_from: int
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


def head_message(organisation_id: UUID, commit_from: int, sequence: int, hash_: bytes) -> bytes:
    """What a head's signature covers."""
    numbers = commit_from.to_bytes(8, "big") + sequence.to_bytes(8, "big")
    return b"palermo-ledger-head:" + organisation_id.bytes + numbers + hash_


def is_signed(event: LedgerEvent, keys: Iterable[HeadKey]) -> bool:
    """True when `event` carries a head signed with one of `keys` before that key's end."""
    if event.signature is None or event.commit_from is None:
        return False
    return signed_by(
        keys,
        bytes(event.signature),
        event.organisation_id,
        event.commit_from,
        event.sequence,
        bytes(event.hash),
    )


def signed_by(
    keys: Iterable[HeadKey],
    signature: bytes,
    organisation_id: UUID,
    commit_from: int,
    sequence: int,
    hash_: bytes,
) -> bool:
    """True when `signature` of such a head verifies with one of `keys` that had not ended there."""
    if not 0 < commit_from <= sequence:
        return False
    message = head_message(organisation_id, commit_from, sequence, hash_)
    return any(
        key.admits_head(organisation_id, sequence, hash_) and key.signed(signature, message) for key in keys
    )


def newest_signed(organisation_id: UUID) -> Head | None:
    """The newest head of an office's chain that one of our keys signed; None where there is none."""
    keys = known_head_keys()
    rows = LedgerEvent.objects.filter(
        organisation_id=organisation_id, signature__isnull=False, sequence__lt=LAST_NUMBER
    ).order_by("-sequence")
    for sequence, commit_from, hash_, signature, at in rows.values_list(
        "sequence", "commit_from", "hash", "signature", "at"
    ).iterator(chunk_size=100):
        head = Head(
            organisation_id=organisation_id,
            commit_from=commit_from or 0,
            sequence=sequence,
            hash=bytes(hash_),
            signature=bytes(signature or b""),
            at=at,
        )
        if signed_by(keys, head.signature, organisation_id, head.commit_from, sequence, head.hash):
            return head
    return None


def append(actor: Actor, events: Sequence[Event]) -> Head | None:
    """Append `events` to the actor's chain as the last act before commit; the signed head, or None without events.

    Takes the chain's lock (one writer at a time for each office) and holds it until commit, and with everybody that of
    the key that signs: while it is replaced nobody commits, so that it has one end in each chain. An end that no known
    key signed does not stop the office's work: the commit says so in its first event, and begins after it.
    """
    if not events:
        return None
    organisation_id = actor.organisation_id
    one_at_a_time(f"ledger:{organisation_id}", all_together=HEAD_KEY_LOCK)
    sequence, previous, end_is_ours = _end_of(organisation_id)
    if not end_is_ours:
        events = [
            Event(verb=LedgerVerb.LEDGER_UNSIGNED_END_FOUND.value, codes={"sequence": str(sequence)}),
            *events,
        ]
    commit_from = sequence + 1
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
    signature = head_signing_key().sign(head_message(organisation_id, commit_from, sequence, previous))
    rows[-1].signature, rows[-1].commit_from = signature, commit_from
    LedgerEvent.objects.bulk_create(rows)
    return Head(
        organisation_id=organisation_id,
        commit_from=commit_from,
        sequence=sequence,
        hash=previous,
        signature=signature,
        at=rows[-1].at,
    )


def _end_of(organisation_id: UUID) -> tuple[int, bytes, bool]:
    """Number and hash of the chain's last event, and whether it is a head that we signed (or there is none yet).

    Nothing else of the row is read: whatever somebody put into it stops no commit.
    """
    rows = LedgerEvent.objects.filter(organisation_id=organisation_id, sequence__lt=LAST_NUMBER)
    last = rows.order_by("-sequence").values_list("sequence", "hash", "signature", "commit_from").first()
    if last is None:
        return 0, GENESIS, True
    sequence, hash_, signature, commit_from = last
    if signature is None or commit_from is None:
        return sequence, bytes(hash_), False
    ours = signed_by(
        known_head_keys(), bytes(signature), organisation_id, commit_from, sequence, bytes(hash_)
    )
    return sequence, bytes(hash_), ours


def _codes_of(actor: Actor, event: Event) -> dict[str, str | int | bool]:
    codes = {
        str(name): str(value) if isinstance(value, str) else value for name, value in event.codes.items()
    }
    # The system acts for a named reason; a colleague's reasons are their own verbs.
    return {"system": actor.reason, **codes} if isinstance(actor, System) else codes
