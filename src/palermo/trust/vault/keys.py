"""What an office's key opens: subject keys and party keys, made, wrapped, unwrapped, destroyed.

    a slot (slots.py) → office key → subject keys (one a person and room)
                                   → party keys (sign, seal)

The plain keys live in memory for the length of one unit of work.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.utils import timezone

from palermo.trust.current import current, running
from palermo.trust.vault.aead import Unreadable, decrypt, encrypt, new_key
from palermo.trust.vault.models import PartyKey, SubjectKey
from palermo.trust.vault.slots import create_office_key, office_key, open_slot, slot_to_open

_PAIRS: dict[str, type[Ed25519PrivateKey] | type[X25519PrivateKey]] = {
    "sign": Ed25519PrivateKey,
    "seal": X25519PrivateKey,
}


def create_office_keys(organisation_id: UUID) -> None:
    """Make a new office's key, its root slot and its party keys, inside that office's unit of work."""
    key = create_office_key(organisation_id)
    for purpose, pair in _PAIRS.items():
        private = pair.generate()
        PartyKey.objects.create(
            organisation_id=organisation_id,
            purpose=purpose,
            public=private.public_key().public_bytes_raw(),
            wrapped=encrypt(key, private.private_bytes_raw(), place=f"party_key/{purpose}/{organisation_id}"),
        )


def _subject_place(organisation_id: UUID, subject_id: UUID, room: str) -> str:
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
        if row.slot is not None and organisation_id not in current().office_keys:
            open_slot(organisation_id, bytes(row.slot))
        current().subject_keys[organisation_id, row.subject_id, room] = decrypt(
            office_key(organisation_id),
            bytes(row.wrapped or b""),
            place=_subject_place(organisation_id, row.subject_id, room),
        )


def _make_subject_key(organisation_id: UUID, subject_id: UUID, room: str) -> None:
    """Make the key; when somebody else made it, or destroyed it, meanwhile, theirs holds."""
    key = new_key()
    wrapped = encrypt(
        office_key(organisation_id), key, place=_subject_place(organisation_id, subject_id, room)
    )
    _row, made = SubjectKey.objects.get_or_create(
        organisation_id=organisation_id, subject_id=subject_id, room=room, defaults={"wrapped": wrapped}
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
    """The raw private key of the acting office for `purpose` ("sign" or "seal")."""
    row = PartyKey.objects.get(organisation_id=organisation_id, purpose=purpose)
    return decrypt(
        office_key(organisation_id), bytes(row.wrapped), place=f"party_key/{purpose}/{organisation_id}"
    )


def party_public_keys(organisation_id: UUID) -> dict[str, bytes]:
    """The acting office's public keys by purpose."""
    rows = PartyKey.objects.filter(organisation_id=organisation_id)
    return {row.purpose: bytes(row.public) for row in rows}
