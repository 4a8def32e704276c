"""Where a key of heads ends when another goes on: in every chain, in the journal and in time (vault/key_end.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.ledger.chain import LAST_NUMBER, signed_by
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.head_key_file import Certified, certify
from palermo.trust.vault.head_keys import HeadKey, endless_former_keys, head_keys_file, known_head_keys
from palermo.trust.vault.journal import journal_end
from palermo.trust.vault.key_end import KeyEnd
from palermo.trust.vault.root import root_key


def present_end(organisations: Iterable[UUID]) -> KeyEnd:
    """The end that a key has which is replaced now: the newest head of each office, and of the installation.

    The caller holds HEAD_KEY_LOCK and JOURNAL_LOCK alone until the next key is in place, so that nothing is signed
    between. Opens a unit of work for each office.
    """
    keys, heads = known_head_keys(), {}
    for organisation_id in sorted({*organisations, INSTALLATION_ID}):
        with unit_of_work(_keys(organisation_id)):
            last = _newest(organisation_id, keys)
        if last is not None:
            heads[organisation_id] = last.place
    erasures, digest = journal_end(settings.PALERMO_ERASURES_FILE)
    return KeyEnd(at=datetime.now(tz=UTC), heads=heads, erasures=erasures, journal=digest)


def end_former_keys(organisations: Iterable[UUID]) -> int:
    """Give an end to each former key that is certified without one; how many had none.

    That is a key certified by hand, one of a root key that was lost, and one that was replaced before ends were kept.
    It ends in each chain, and in the journal, where the first unbroken run of what it signed does: before the first
    head of another key. Where no other went on, it ends with the last it signed. Opens a unit of work for each office.
    """
    endless = endless_former_keys()
    offices = sorted({*organisations, INSTALLATION_ID}) if endless else []
    for public in endless:
        key = HeadKey(Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)))
        heads = {}
        for organisation_id in offices:
            with unit_of_work(_keys(organisation_id)):
                last = _last_of_first_run(organisation_id, key)
            if last is not None:
                heads[organisation_id] = last.place
        erasures, digest = journal_end(settings.PALERMO_ERASURES_FILE, of=public)
        end = KeyEnd(at=datetime.now(tz=UTC), heads=heads, erasures=erasures, journal=digest, late=True)
        certify([Certified(public, (end,))], key=root_key(), path=head_keys_file())
    return len(endless)


@dataclass(frozen=True)
class _Head:
    """What a signature covers. Nothing else of the row is read: whatever somebody put into it stops no new key."""

    organisation_id: UUID
    place: tuple[int, bytes]
    commit_from: int
    signature: bytes

    def is_signed_by(self, keys: Iterable[HeadKey]) -> bool:
        """Whether one of `keys` signed it before that key's end."""
        return signed_by(keys, self.signature, self.organisation_id, self.commit_from, *self.place)


def _heads(organisation_id: UUID, *, order: str) -> Iterator[_Head]:
    rows = LedgerEvent.objects.filter(
        organisation_id=organisation_id, signature__isnull=False, sequence__lt=LAST_NUMBER
    ).order_by(order)
    columns = rows.values_list("sequence", "hash", "commit_from", "signature")
    for sequence, hash_, commit_from, signature in columns.iterator(chunk_size=100):
        yield _Head(organisation_id, (sequence, bytes(hash_)), commit_from or 0, bytes(signature or b""))


def _newest(organisation_id: UUID, keys: Sequence[HeadKey]) -> _Head | None:
    for head in _heads(organisation_id, order="-sequence"):
        if head.is_signed_by(keys):
            return head
    return None


def _last_of_first_run(organisation_id: UUID, key: HeadKey) -> _Head | None:
    others = [one for one in known_head_keys() if one.public != key.public]
    last = None
    for head in _heads(organisation_id, order="sequence"):
        if head.is_signed_by([key]):
            last = head
        elif last is not None and head.is_signed_by(others):
            break
    return last


def _keys(organisation_id: UUID) -> System:
    return System(organisation_id=organisation_id, reason="keys")
