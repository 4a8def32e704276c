"""What an office's key opens: subject keys and party keys, made, wrapped, unwrapped, destroyed.

    a slot (slots.py) → office key → subject keys (one a person and room)
                                   → party keys (sign, seal)
                                   → search keys (tokens.py)

The plain keys live in memory for the length of one unit of work. Each says which generation of the office's key
wraps it, so that all stay readable while that key is changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.utils import timezone

from palermo.trust.current import current, running
from palermo.trust.vault.aead import Unreadable, decrypt, encrypt, new_key
from palermo.trust.vault.models import EVER, PartyKey, SearchKey, SubjectKey
from palermo.trust.vault.slots import (
    create_office_key,
    newest_office_key,
    office_key,
    open_slot,
    slot_to_open,
)

_PAIRS: dict[str, type[Ed25519PrivateKey] | type[X25519PrivateKey]] = {
    "sign": Ed25519PrivateKey,
    "seal": X25519PrivateKey,
}


def create_office_keys(organisation_id: UUID) -> None:
    """Make a new office's key, its root slot, party keys and search key, inside that office's unit of work."""
    key = create_office_key(organisation_id)
    make_party_keys(organisation_id, key, generation=1, valid_from=EVER)
    SearchKey.objects.create(
        organisation_id=organisation_id,
        ordinal=1,
        wrapped=encrypt(key, new_key(), place=search_place(organisation_id, 1)),
        settled_at=timezone.now(),
    )


def make_party_keys(organisation_id: UUID, key: bytes, *, generation: int, valid_from: datetime) -> None:
    """Make a pair for each purpose, wrapped by the office's `key` of `generation`."""
    for purpose, pair in _PAIRS.items():
        private = pair.generate()
        PartyKey.objects.create(
            organisation_id=organisation_id,
            purpose=purpose,
            valid_from=valid_from,
            generation=generation,
            public=private.public_key().public_bytes_raw(),
            wrapped=encrypt(
                key, private.private_bytes_raw(), place=party_place(organisation_id, purpose, valid_from)
            ),
        )


def party_place(organisation_id: UUID, purpose: str, valid_from: datetime) -> str:
    """What a wrapped party key is bound to."""
    place = f"party_key/{purpose}/{organisation_id}"
    return place if valid_from == EVER else f"{place}/{valid_from.isoformat()}"


def search_place(organisation_id: UUID, number: int) -> str:
    """What a wrapped search key is bound to."""
    return f"search_key/{organisation_id}/{number}"


def subject_place(organisation_id: UUID, subject_id: UUID, room: str) -> str:
    """What a wrapped subject key is bound to."""
    return f"subject_key/{organisation_id}/{subject_id}/{room}"


def subject_key(organisation_id: UUID, subject_id: UUID, room: str, *, create: bool = False) -> bytes:
    """The key of one subject in one room; made on first use with `create`.

    Raises Unreadable when there is none or it was destroyed: an erased person gets no new key.
    """
    place = (organisation_id, subject_id, room)
    if place not in current().subject_keys:
        load_subject_keys(organisation_id, [subject_id], room)
    if place not in current().subject_keys and create:
        _make_subject_key(organisation_id, subject_id, room)
    try:
        return current().subject_keys[place]
    except KeyError:
        raise Unreadable("There is no key for this file, or it was destroyed.") from None


def load_subject_keys(organisation_id: UUID, subject_ids: Iterable[UUID], room: str) -> None:
    """Have the keys of many subjects at hand for this unit of work, in one query; those destroyed are left out."""
    # The office's slot comes with them, so that a page that opens one file asks once.
    rows = SubjectKey.objects.filter(
        organisation_id=organisation_id, subject_id__in=list(subject_ids), room=room, wrapped__isnull=False
    ).annotate(slot=slot_to_open())
    for row in rows:
        if row.slot is not None and (organisation_id, row.generation) not in current().office_keys:
            open_slot(organisation_id, bytes(row.slot), generation=row.generation)
        current().subject_keys[organisation_id, row.subject_id, room] = decrypt(
            office_key(organisation_id, row.generation),
            bytes(row.wrapped or b""),
            place=subject_place(organisation_id, row.subject_id, room),
        )


def _make_subject_key(organisation_id: UUID, subject_id: UUID, room: str) -> None:
    """Make the key; when somebody else made it, or destroyed it, meanwhile, theirs holds."""
    key = new_key()
    generation, by = newest_office_key(organisation_id)
    wrapped = encrypt(by, key, place=subject_place(organisation_id, subject_id, room))
    _row, made = SubjectKey.objects.get_or_create(
        organisation_id=organisation_id,
        subject_id=subject_id,
        room=room,
        defaults={"wrapped": wrapped, "generation": generation},
    )
    if made:
        current().subject_keys[organisation_id, subject_id, room] = key
    else:
        load_subject_keys(organisation_id, [subject_id], room)


def destroy_subject_keys(organisation_id: UUID, subject_id: UUID) -> int:
    """Destroy every room's key of the subject; how many there were. Their ciphertexts are noise from now on."""
    if (work := running.get()) is not None:  # applying the journal, the owner needs no unit of work
        for place in [place for place in work.subject_keys if place[:2] == (organisation_id, subject_id)]:
            del work.subject_keys[place]
    return SubjectKey.objects.filter(
        organisation_id=organisation_id, subject_id=subject_id, wrapped__isnull=False
    ).update(wrapped=None, destroyed_at=timezone.now())


def party_private_key(organisation_id: UUID, purpose: str) -> bytes:
    """The raw private key of the acting office for `purpose` ("sign" or "seal") that is valid now."""
    return party_private_keys(organisation_id, purpose)[0]


def party_private_keys(organisation_id: UUID, purpose: str) -> list[bytes]:
    """The acting office's raw private keys for `purpose`, the newest first: earlier ones open what came before."""
    rows = PartyKey.objects.filter(organisation_id=organisation_id, purpose=purpose)
    return [
        decrypt(
            office_key(organisation_id, row.generation),
            bytes(row.wrapped),
            place=party_place(organisation_id, purpose, row.valid_from),
        )
        for row in rows.order_by("-valid_from")
    ]


def party_public_keys(organisation_id: UUID) -> dict[str, bytes]:
    """The acting office's newest public keys by purpose."""
    rows = PartyKey.objects.filter(organisation_id=organisation_id).order_by("valid_from")
    return {row.purpose: bytes(row.public) for row in rows}
