"""Slots: who opens an office's key. Each holds that key, wrapped by something outside the database.

    root key file ──┐
    recovery share ─┴─ opens a slot → office key

What the office's key opens is in keys.py. The plain key lives in memory for the length of one unit of work. While the
root key is changed an office has a slot for each root key; while its own key is changed, a slot for each generation
(rotation/): what is wrapped says by which generation, and what is new is wrapped by the newest.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from contextlib import suppress
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from palermo.reference.spoken_codes import plain_signs
from palermo.trust.current import current, record
from palermo.trust.locks import together
from palermo.trust.vault.aead import Unreadable, decrypt, encrypt, new_key
from palermo.trust.vault.head_keys import adopt_head_keys, certify_for_recovery
from palermo.trust.vault.models import KeySlot, SlotKind
from palermo.trust.vault.root import derive, name_of, root_key, root_keys
from palermo.trust.verbs import VaultVerb


class BadRecoveryShare(ValueError):
    """The recovery share is mistyped or belongs to another office."""


ROOT_KEY_LOCK = "root-key"
"""Held together by who makes a slot, alone by who puts another root key in its place."""


def _slot_key(kind: str, secret: bytes, organisation_id: UUID) -> bytes:
    return derive(secret, f"slot/{kind}/{organisation_id}")


def _slot_place(kind: str, organisation_id: UUID, generation: int) -> str:
    place = f"key_slot/{kind}/{organisation_id}"
    return place if generation == 1 else f"{place}/{generation}"  # the first one is older than generations


def wrap_office_key(
    organisation_id: UUID, office_key: bytes, *, kind: str, secret: bytes, generation: int = 1
) -> bytes:
    """`office_key` as the slot of `kind` holds it, opened by `secret` (root key or recovery share)."""
    place = _slot_place(kind, organisation_id, generation)
    return encrypt(_slot_key(kind, secret, organisation_id), office_key, place=place)


def unwrap_office_key(
    organisation_id: UUID, wrapped: bytes, *, kind: str, secret: bytes, generation: int = 1
) -> bytes:
    """The office's key out of a slot. Raises Unreadable."""
    place = _slot_place(kind, organisation_id, generation)
    return decrypt(_slot_key(kind, secret, organisation_id), wrapped, place=place)


def create_office_key(organisation_id: UUID, *, generation: int = 1) -> bytes:
    """Make a new key of the office and its root slot, inside that office's unit of work."""
    key = new_key()
    put_root_slot(organisation_id, key, generation=generation)
    return key


def office_key(organisation_id: UUID, generation: int) -> bytes:
    """The acting office's key of a generation. Raises Unreadable when no slot opens."""
    known = current().office_keys
    if (organisation_id, generation) not in known:
        slots = root_slots(organisation_id).filter(generation=generation)
        slot = slots.first()
        if slot is None:
            raise Unreadable("This office has no key that the root key opens.")
        open_slot(organisation_id, bytes(slot.wrapped), generation=generation)
    return known[organisation_id, generation]


def newest_office_key(organisation_id: UUID) -> tuple[int, bytes]:
    """Generation and key by which the acting office wraps what is new. Raises Unreadable when no slot opens.

    From here to the end of the transaction that generation is not taken away.
    """
    together(office_key_lock(organisation_id))
    slot = root_slots(organisation_id).first()
    if slot is None:
        raise Unreadable("This office has no key that the root key opens.")
    if (organisation_id, slot.generation) not in current().office_keys:
        open_slot(organisation_id, bytes(slot.wrapped), generation=slot.generation)
    return slot.generation, current().office_keys[organisation_id, slot.generation]


def office_key_lock(organisation_id: UUID) -> str:
    """Name of the lock held together by who wraps something anew, alone by who takes an old key away."""
    return f"office-key:{organisation_id}"


def root_slots(organisation_id: UUID) -> QuerySet[KeySlot]:
    """The office's slots that a root key of now opens, the newest generation first."""
    rows = KeySlot.objects.filter(organisation_id=organisation_id, kind=SlotKind.ROOT, opener__in=_openers())
    return rows.order_by("-generation", "-opener")


def _openers() -> list[str]:
    """Names of the root keys of now; "" stands in slots made before slots named theirs."""
    return ["", *map(name_of, root_keys())]


def open_slot(organisation_id: UUID, wrapped: bytes, *, generation: int) -> None:
    """Have the office's key at hand for this unit of work, out of what `slot_to_open` read. Raises Unreadable."""
    current().office_keys[organisation_id, generation] = open_root_slot(
        organisation_id, wrapped, generation=generation
    )


def open_root_slot(organisation_id: UUID, wrapped: bytes, *, generation: int) -> bytes:
    """The office's key out of a root slot, by whichever root key of now. Raises Unreadable."""
    for secret in root_keys():
        with suppress(Unreadable):
            return unwrap_office_key(
                organisation_id, wrapped, kind=SlotKind.ROOT, secret=secret, generation=generation
            )
    raise Unreadable("The root key does not open this office's key.")


def slot_to_open() -> Subquery:
    """The slot that opens with nobody present, as a column beside what it opens: who reads keys asks once."""
    rows = KeySlot.objects.filter(
        organisation_id=OuterRef("organisation_id"),
        generation=OuterRef("generation"),
        kind=SlotKind.ROOT,
        opener__in=_openers(),
    )
    return Subquery(rows.order_by("-opener").values("wrapped")[:1])


def make_recovery_share(organisation_id: UUID) -> str:
    """A new recovery share of the office, in groups of four letters; it replaces the one before and is shown once.

    It opens every generation of the office's key that there is now.
    """
    secret = secrets.token_bytes(32)
    newest_office_key(organisation_id)
    generations = sorted(set(root_slots(organisation_id).values_list("generation", flat=True)))
    KeySlot.objects.filter(organisation_id=organisation_id, kind=SlotKind.RECOVERY).delete()
    for generation in generations:
        KeySlot.objects.create(
            organisation_id=organisation_id,
            kind=SlotKind.RECOVERY,
            generation=generation,
            wrapped=wrap_office_key(
                organisation_id,
                office_key(organisation_id, generation),
                kind=SlotKind.RECOVERY,
                secret=secret,
                generation=generation,
            ),
        )
    certify_for_recovery(organisation_id, newest_office_key(organisation_id)[1])
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
    text = plain_signs(share)
    slots = KeySlot.objects.filter(organisation_id=organisation_id, kind=SlotKind.RECOVERY)
    try:
        secret = base64.b32decode(text + "=" * (-len(text) % 8))
        keys = {
            slot.generation: unwrap_office_key(
                organisation_id,
                bytes(slot.wrapped),
                kind=SlotKind.RECOVERY,
                secret=secret,
                generation=slot.generation,
            )
            for slot in slots
        }
    except (binascii.Error, Unreadable):
        keys = {}
    if not keys:
        raise BadRecoveryShare("This share opens no key of this office; check each group of letters.")
    KeySlot.objects.filter(organisation_id=organisation_id, kind=SlotKind.ROOT).delete()
    for generation, key in keys.items():
        put_root_slot(organisation_id, key, generation=generation)
        adopt_head_keys(organisation_id, key)
    record(current().actor, verb=VaultVerb.KEY_RECOVERED, object_type="office", object_id=organisation_id)


def certify_recoverable(organisation_id: UUID) -> None:
    """Have the acting office's key certify the keys of heads, where it has a recovery share; in a unit of work."""
    slots = KeySlot.objects.filter(organisation_id=organisation_id)
    if {SlotKind.ROOT.value, SlotKind.RECOVERY.value} <= set(slots.values_list("kind", flat=True)):
        certify_for_recovery(organisation_id, newest_office_key(organisation_id)[1])


def put_root_slot(organisation_id: UUID, key: bytes, *, generation: int) -> None:
    """Wrap a key of the acting office for the present root key."""
    together(ROOT_KEY_LOCK)
    secret = root_key()
    KeySlot.objects.create(
        organisation_id=organisation_id,
        kind=SlotKind.ROOT,
        opener=name_of(secret),
        generation=generation,
        wrapped=wrap_office_key(
            organisation_id, key, kind=SlotKind.ROOT, secret=secret, generation=generation
        ),
    )
    current().office_keys[organisation_id, generation] = key


def slot_kinds() -> dict[UUID, list[str]]:
    """Which kinds of slots each visible office has; no secrets."""
    found: dict[UUID, list[str]] = {}
    rows = KeySlot.objects.order_by("organisation_id", "kind").values_list("organisation_id", "kind")
    for organisation_id, kind in rows.distinct():
        found.setdefault(organisation_id, []).append(kind)
    return found


def has_slots(organisation_id: UUID) -> bool:
    """Whether the office has a key, whoever opens it."""
    return KeySlot.objects.filter(organisation_id=organisation_id).exists()


def add_root_slots(organisation_id: UUID, root: bytes) -> tuple[int, int]:
    """A slot for `root` for each generation that has one for another root key: how many made, how many did not open."""
    opener, made, closed = name_of(root), 0, 0
    rows = list(KeySlot.objects.filter(organisation_id=organisation_id, kind=SlotKind.ROOT))
    there = {row.generation for row in rows if row.opener == opener}
    for row in rows:
        if row.generation in there:
            continue
        try:
            key = open_root_slot(organisation_id, bytes(row.wrapped), generation=row.generation)
        except Unreadable:
            closed += 1
            continue
        KeySlot.objects.create(
            organisation_id=organisation_id,
            kind=SlotKind.ROOT,
            opener=opener,
            generation=row.generation,
            wrapped=wrap_office_key(
                organisation_id, key, kind=SlotKind.ROOT, secret=root, generation=row.generation
            ),
        )
        there.add(row.generation)
        made += 1
    return made, closed


def destroy_other_root_slots(organisation_id: UUID, root: bytes) -> bool:
    """Destroy slots of other root keys beside one for `root`; whether there were any. One that stands alone stays."""
    rows = KeySlot.objects.filter(organisation_id=organisation_id, kind=SlotKind.ROOT)
    doubled = rows.filter(opener=name_of(root)).values("generation")
    others = rows.filter(generation__in=doubled).exclude(opener=name_of(root))
    there = others.exists()
    if there:
        others.delete()
    return there


def destroy_slots_before(organisation_id: UUID, generation: int) -> bool:
    """Destroy what opens earlier generations of the office's key; whether a recovery share was among it."""
    slots = KeySlot.objects.filter(organisation_id=organisation_id, generation__lt=generation)
    shares = slots.filter(kind=SlotKind.RECOVERY).exists()
    slots.delete()
    return shares
