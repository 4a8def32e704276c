"""Office keys, subject keys and party keys: made, wrapped, unwrapped, recovered, destroyed.

    root key file ──┐
    recovery share ─┴─ opens a slot → office key → subject keys (one a person and room)
                                                 → party keys (sign, seal)

The plain keys live in memory for the length of one unit of work.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Iterable
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from palermo.trust.current import current, running
from palermo.trust.ledger.events import record
from palermo.trust.vault.aead import Unreadable, decrypt, encrypt, new_key
from palermo.trust.vault.models import KeySlot, PartyKey, SlotKind, SubjectKey
from palermo.trust.vault.root import derive, remember_head_key, root_key
from palermo.trust.verbs import VaultVerb

_PAIRS: dict[str, type[Ed25519PrivateKey] | type[X25519PrivateKey]] = {
    "sign": Ed25519PrivateKey,
    "seal": X25519PrivateKey,
}


class BadRecoveryShare(ValueError):
    """The recovery share is mistyped or belongs to another office."""


def _slot_key(kind: str, secret: bytes, organisation_id: UUID) -> bytes:
    return derive(secret, f"slot/{kind}/{organisation_id}")


def _slot_place(kind: str, organisation_id: UUID) -> str:
    return f"key_slot/{kind}/{organisation_id}"


def wrap_office_key(organisation_id: UUID, office_key: bytes, *, kind: str, secret: bytes) -> bytes:
    """`office_key` as the slot of `kind` holds it, opened by `secret` (root key or recovery share)."""
    return encrypt(
        _slot_key(kind, secret, organisation_id), office_key, place=_slot_place(kind, organisation_id)
    )


def unwrap_office_key(organisation_id: UUID, wrapped: bytes, *, kind: str, secret: bytes) -> bytes:
    """The office's key out of a slot. Raises Unreadable."""
    return decrypt(
        _slot_key(kind, secret, organisation_id), wrapped, place=_slot_place(kind, organisation_id)
    )


def create_office_keys(organisation_id: UUID) -> None:
    """Make a new office's key, its root slot and its party keys, inside that office's unit of work."""
    office_key = new_key()
    KeySlot.objects.create(
        organisation_id=organisation_id,
        kind=SlotKind.ROOT,
        wrapped=wrap_office_key(organisation_id, office_key, kind=SlotKind.ROOT, secret=root_key()),
    )
    for purpose, pair in _PAIRS.items():
        private = pair.generate()
        PartyKey.objects.create(
            organisation_id=organisation_id,
            purpose=purpose,
            public=private.public_key().public_bytes_raw(),
            wrapped=encrypt(
                office_key, private.private_bytes_raw(), place=f"party_key/{purpose}/{organisation_id}"
            ),
        )
    current().office_keys[organisation_id] = office_key


def office_key(organisation_id: UUID) -> bytes:
    """The acting office's key. Raises Unreadable when no slot opens."""
    known = current().office_keys
    if organisation_id not in known:
        slot = KeySlot.objects.filter(organisation_id=organisation_id, kind=SlotKind.ROOT).first()
        if slot is None:
            raise Unreadable("This office has no key that the root key opens.")
        _open_slot(organisation_id, bytes(slot.wrapped))
    return known[organisation_id]


def _open_slot(organisation_id: UUID, wrapped: bytes) -> None:
    current().office_keys[organisation_id] = unwrap_office_key(
        organisation_id, wrapped, kind=SlotKind.ROOT, secret=root_key()
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
    slot = KeySlot.objects.filter(organisation_id=OuterRef("organisation_id"), kind=SlotKind.ROOT)
    rows = SubjectKey.objects.filter(
        organisation_id=organisation_id, subject_id__in=list(subject_ids), room=room, wrapped__isnull=False
    ).annotate(slot=Subquery(slot.values("wrapped")[:1]))
    for row in rows:
        if row.slot is not None and organisation_id not in current().office_keys:
            _open_slot(organisation_id, bytes(row.slot))
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
    """Destroy every room's key of the subject; how many there were. Her ciphertexts are noise from now on."""
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


def make_recovery_share(organisation_id: UUID) -> str:
    """A new recovery share of the office, in groups of four letters; it replaces the one before and is shown once."""
    secret = secrets.token_bytes(32)
    KeySlot.objects.filter(organisation_id=organisation_id, kind=SlotKind.RECOVERY).delete()
    KeySlot.objects.create(
        organisation_id=organisation_id,
        kind=SlotKind.RECOVERY,
        wrapped=wrap_office_key(
            organisation_id, office_key(organisation_id), kind=SlotKind.RECOVERY, secret=secret
        ),
    )
    record(
        current().actor,
        verb=VaultVerb.KEY_RECOVERY_SHARE_MADE,
        object_type="office",
        object_id=organisation_id,
    )
    text = base64.b32encode(secret).decode().rstrip("=")
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def recover(organisation_id: UUID, share: str) -> None:
    """Open the office's key with its recovery share and wrap it for the present root key.

    Raises BadRecoveryShare when the share opens nothing.
    """
    text = share.replace("-", "").replace(" ", "").upper()
    try:
        secret = base64.b32decode(text + "=" * (-len(text) % 8))
        slot = KeySlot.objects.get(organisation_id=organisation_id, kind=SlotKind.RECOVERY)
        key = unwrap_office_key(organisation_id, bytes(slot.wrapped), kind=SlotKind.RECOVERY, secret=secret)
    except (binascii.Error, KeySlot.DoesNotExist, Unreadable):
        raise BadRecoveryShare(
            "This share opens no key of this office; check each group of letters."
        ) from None
    _replace_root_slot(organisation_id, key, root_key())
    remember_head_key()
    record(current().actor, verb=VaultVerb.KEY_RECOVERED, object_type="office", object_id=organisation_id)


def _replace_root_slot(organisation_id: UUID, key: bytes, root: bytes) -> None:
    KeySlot.objects.filter(organisation_id=organisation_id, kind=SlotKind.ROOT).delete()
    KeySlot.objects.create(
        organisation_id=organisation_id,
        kind=SlotKind.ROOT,
        wrapped=wrap_office_key(organisation_id, key, kind=SlotKind.ROOT, secret=root),
    )
    current().office_keys[organisation_id] = key


def slot_kinds() -> dict[UUID, list[str]]:
    """Which slots each visible office has; no secrets."""
    found: dict[UUID, list[str]] = {}
    for slot in KeySlot.objects.order_by("organisation_id", "kind"):
        found.setdefault(slot.organisation_id, []).append(slot.kind)
    return found
