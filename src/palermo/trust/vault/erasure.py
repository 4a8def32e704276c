"""Erasing a person: keys destroyed, tokens and free text deleted, coded columns coarsened.

Rooms that keep rows about people register a handler at start-up (`register`): given office and subject it
deletes or coarsens its rows and says what remains elsewhere and until when. The order matters:

1. A legal hold stops it, of whatever room.
2. What must happen while the keys are there happens (`register_before`): recipients are told.
3. The erasure is written to the journal outside the database, and forced to disk.
4. Every room's key of the person is destroyed; what was sealed is noise from then on.
5. Each room's handler deletes tokens and free text and coarsens codes.
6. The statement of what remains is returned, for the person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.locks import one_at_a_time
from palermo.trust.service import Refused, service
from palermo.trust.vault.journal import JOURNAL_LOCK, read_journal, write_erasure
from palermo.trust.vault.keys import destroy_subject_keys
from palermo.trust.vault.models import LegalHold
from palermo.trust.verbs import VaultAsked, VaultVerb
from palermo.trust.walls.holds import is_held


@dataclass(frozen=True)
class Remains:
    """Something about the person that an erasure here does not reach: what (a code), where, until when."""

    what: str
    holder_id: UUID | None
    until: date | None


Handler = Callable[[UUID, UUID], list[Remains]]
_handlers: dict[str, Handler] = {}


class Before(Protocol):
    """What a subject does before the keys are destroyed, inside the erasure's service."""

    def __call__(self, actor: Actor, /, *, subject_id: UUID, reason: str) -> object:
        """Raises Refused where the erasure must not go on."""


_before: dict[str, Before] = {}


def register(room: str, handler: Handler) -> None:
    """Register a room's handler (organisation id, subject id → what remains). Called in AppConfig.ready."""
    _handlers[room] = handler


def register_before(name: str, handler: Before) -> None:
    """Register what happens while the subject can still be read. Called in AppConfig.ready."""
    _before[name] = handler


def place_hold(actor: Actor, *, room: str, subject_id: UUID, reason: str) -> LegalHold:
    """Stop any erasure of the subject of a file of `room` until released.

    Raises Refused for a room the actor's mandate does not open.
    """
    _require_room(actor, room, asked=VaultAsked.HOLD_PLACE)
    hold = LegalHold.objects.create(
        organisation_id=actor.organisation_id,
        room=room,
        subject_id=subject_id,
        reason=reason,
        placed_by_id=actor.user_id or actor.organisation_id,
    )
    record(
        actor,
        verb=VaultVerb.HOLD_PLACED,
        object_type="person",
        object_id=subject_id,
        codes={"reason": reason},
    )
    return hold


def release_hold(actor: Actor, *, hold: LegalHold) -> None:
    """End a hold; erasure is possible again once none is open. Raises Refused for a hold of another room."""
    _require_room(actor, hold.room, asked=VaultAsked.HOLD_RELEASE)
    hold.released_at = timezone.now()
    hold.released_by_id = actor.user_id
    hold.save(update_fields=["released_at", "released_by_id"])
    record(actor, verb=VaultVerb.HOLD_RELEASED, object_type="person", object_id=hold.subject_id)


def _require_room(actor: Actor, room: str, *, asked: VaultAsked) -> None:
    if room not in actor.rooms:
        raise Refused("role_missing", verb=asked, object_type="hold")


@service
def erase(actor: Actor, *, subject_id: UUID, reason: str, object_type: str = "person") -> list[Remains]:
    """Erase the subject in the acting office. The caller's policy has decided that `actor` may.

    `object_type` is what the ledger calls a subject that is no person: a record outside any file.
    Raises Refused("legal_hold") while a hold is open.
    """
    if is_held(subject_id):
        raise Refused(
            "legal_hold", verb=VaultAsked.PERSON_ERASE, object_type=object_type, object_id=subject_id
        )
    for _name, prepare in sorted(_before.items()):
        prepare(actor, subject_id=subject_id, reason=reason)
    one_at_a_time(JOURNAL_LOCK)
    write_erasure(organisation_id=actor.organisation_id, subject_id=subject_id, reason=reason)
    _destroyed, remains = _destroy(actor.organisation_id, subject_id)
    record(
        actor,
        verb=VaultVerb.PERSON_ERASED,
        object_type=object_type,
        object_id=subject_id,
        codes={"reason": reason, "remains": len(remains)},
    )
    return remains


def _destroy(organisation_id: UUID, subject_id: UUID) -> tuple[int, list[Remains]]:
    """How many keys were there to destroy, and what remains elsewhere."""
    destroyed = destroy_subject_keys(organisation_id, subject_id)
    remains = [
        left for _room, handle in sorted(_handlers.items()) for left in handle(organisation_id, subject_id)
    ]
    return destroyed, remains


def apply_journal(path: Path) -> int:
    """Repeat every erasure of the journal on restored data, as the owner; how many keys it destroyed again.

    Raises BadJournal when the journal is missing or altered. Safe to repeat.
    """
    total = 0
    for erasure in read_journal(path):
        with transaction.atomic():
            destroyed, _remains = _destroy(erasure.organisation_id, erasure.subject_id)
        total += destroyed
    return total
