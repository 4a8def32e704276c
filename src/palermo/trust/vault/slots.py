"""Slots: who opens an office's key. Each holds that key, wrapped by something outside the database.

    root key file ──┐
    recovery share ─┴─ opens a slot → office key

What the office's key opens is in keys.py. The plain key lives in memory for the length of one unit of work.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from uuid import UUID

from django.db.models import OuterRef, Subquery

from palermo.trust.current import current, record
from palermo.trust.vault.aead import Unreadable, decrypt, encrypt, new_key
from palermo.trust.vault.head_keys import adopt_head_keys, certify_for_recovery
from palermo.trust.vault.models import KeySlot, SlotKind
from palermo.trust.vault.root import derive, root_key
from palermo.trust.verbs import VaultVerb


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


def create_office_key(organisation_id: UUID) -> bytes:
    """Make a new office's key and its root slot, inside that office's unit of work."""
    key = new_key()
    _put_root_slot(organisation_id, key)
    return key


def office_key(organisation_id: UUID) -> bytes:
    """The acting office's key. Raises Unreadable when no slot opens."""
    known = current().office_keys
    if organisation_id not in known:
        slot = KeySlot.objects.filter(organisation_id=organisation_id, kind=SlotKind.ROOT).first()
        if slot is None:
            raise Unreadable("This office has no key that the root key opens.")
        open_slot(organisation_id, bytes(slot.wrapped))
    return known[organisation_id]


def open_slot(organisation_id: UUID, wrapped: bytes) -> None:
    """Have the office's key at hand for this unit of work, out of what `slot_to_open` read. Raises Unreadable."""
    current().office_keys[organisation_id] = unwrap_office_key(
        organisation_id, wrapped, kind=SlotKind.ROOT, secret=root_key()
    )


def slot_to_open() -> Subquery:
    """The slot that opens with nobody present, as a column beside a row of its office: who reads keys asks once."""
    rows = KeySlot.objects.filter(organisation_id=OuterRef("organisation_id"), kind=SlotKind.ROOT)
    return Subquery(rows.values("wrapped")[:1])


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
    certify_for_recovery(organisation_id, office_key(organisation_id))
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
    KeySlot.objects.filter(organisation_id=organisation_id, kind=SlotKind.ROOT).delete()
    _put_root_slot(organisation_id, key)
    adopt_head_keys(organisation_id, key)
    record(current().actor, verb=VaultVerb.KEY_RECOVERED, object_type="office", object_id=organisation_id)


def certify_recoverable(organisation_id: UUID) -> None:
    """Have the acting office's key certify the keys of heads, where it has a recovery share; in a unit of work."""
    slots = KeySlot.objects.filter(organisation_id=organisation_id)
    if {SlotKind.ROOT.value, SlotKind.RECOVERY.value} <= set(slots.values_list("kind", flat=True)):
        certify_for_recovery(organisation_id, office_key(organisation_id))


def _put_root_slot(organisation_id: UUID, key: bytes) -> None:
    KeySlot.objects.create(
        organisation_id=organisation_id,
        kind=SlotKind.ROOT,
        wrapped=wrap_office_key(organisation_id, key, kind=SlotKind.ROOT, secret=root_key()),
    )
    current().office_keys[organisation_id] = key


def slot_kinds() -> dict[UUID, list[str]]:
    """Which slots each visible office has; no secrets."""
    found: dict[UUID, list[str]] = {}
    for slot in KeySlot.objects.order_by("organisation_id", "kind"):
        found.setdefault(slot.organisation_id, []).append(slot.kind)
    return found
