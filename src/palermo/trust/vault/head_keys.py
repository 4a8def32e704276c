"""The public keys that signed heads of the ledger: today's follows from the root key, earlier ones lie in a file.

    ledger-heads.pub, beside the root key, a line each:   PUBLIC root MAC   or   PUBLIC OFFICE MAC
    and for a key that was replaced:                      PUBLIC root UNTIL MAC, where UNTIL names its end (key_end.py)

It lies in the data folder where the root key is a file that can only be read (kit/given.py).

A line counts when its MAC is made with a key derived from the present root key; whoever can write the file and has
not the root key adds none. Because a root key can be lost, a line is also made under the key of each office that has
a recovery share: the share opens that key, and what it certified is certified again under the new root key. What
nothing certifies is ignored and is a finding of `palermo ledger verify`; a person may certify it by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from palermo.kit.given import head_keys_of
from palermo.trust.vault.head_key_file import (
    Certified,
    certificates,
    certificates_by,
    certify,
    certify_head_keys,
    endless_head_keys,
    head_key_of,
)
from palermo.trust.vault.key_end import KeyEnd
from palermo.trust.vault.root import root_key, root_keys_to_write

HEAD_KEY_LOCK = "head-key"
"""Held together by who signs a head, until it is committed; alone by who puts another key in its place."""


@dataclass(frozen=True)
class HeadKey:
    """A key that signed this installation's heads, and where it ended; without an end it goes on."""

    public: Ed25519PublicKey
    ends: tuple[KeyEnd, ...] = ()

    def signed(self, signature: bytes, message: bytes) -> bool:
        """Whether the key signed this, whenever it was."""
        try:
            self.public.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def admits_head(self, organisation_id: UUID, sequence: int, hash_: bytes) -> bool:
        """Whether the key had not ended at this place of a chain."""
        return not self.ends or any(end.admits_head(organisation_id, sequence, hash_) for end in self.ends)


def head_keys_file() -> Path:
    """The installation's file of them."""
    return head_keys_of(Path(settings.PALERMO_ROOT_KEY_FILE), own_folder=Path(settings.PALERMO_DATA) / "keys")


def known_head_keys() -> list[HeadKey]:
    """Public keys that signed this installation's heads: today's, and those the root key certifies."""
    known = certificates(root_key(), head_keys_file())
    return [HeadKey(Ed25519PublicKey.from_public_bytes(bytes.fromhex(one.public)), one.ends) for one in known]


def remember_head_key() -> None:
    """Certify today's public key beside the root key, so that heads stay verifiable after the root key changes."""
    certify_head_keys([head_key_of(root_key())], key=root_key(), path=head_keys_file())


def endless_former_keys() -> list[str]:
    """Former keys, in hexadecimal, that are certified without an end: what they sign today counts."""
    following = next((key for key in root_keys_to_write() if key != root_key()), None)
    return endless_head_keys(root_key(), head_keys_file(), following=following)


def carry_head_keys(*, old: bytes, new: bytes, end: KeyEnd) -> None:
    """Certify under the root key `new` what holds under `old`, the old root key's own head key too.

    A key that had no end until now gets `end`.
    """
    path, following = head_keys_file(), head_key_of(new)
    held = [one for one in certificates(old, path) if one.public != following]
    certify([Certified(one.public, one.ends or (end,)) for one in held], key=new, path=path)


def certify_for_recovery(organisation_id: UUID, office_key: bytes) -> None:
    """Certify the known head keys under an office's key, which its recovery share opens without the root key."""
    known = certificates(root_key(), head_keys_file())
    certify(known, key=office_key, path=head_keys_file(), by=str(organisation_id))


def adopt_head_keys(organisation_id: UUID, office_key: bytes) -> None:
    """Certify under the present root key what the recovered office's key certified under a lost one, and today's.

    The lost root key's own is certified without an end: `palermo.trust.ledger.ends` finds it once the office is open.
    """
    held = certificates_by(str(organisation_id), office_key, head_keys_file())
    certify([*held, Certified(head_key_of(root_key()))], key=root_key(), path=head_keys_file())
    certify_for_recovery(organisation_id, office_key)
