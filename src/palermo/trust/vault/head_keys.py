"""The public keys that signed heads of the ledger: today's follows from the root key, earlier ones lie in a file.

    ledger-heads.pub, beside the root key, a line each:   PUBLIC root MAC   or   PUBLIC OFFICE MAC

It lies in the data folder where the root key is a file that can only be read (kit/given.py).

A line counts when its MAC is made with a key derived from the present root key; whoever can write the file and has
not the root key adds none. Because a root key can be lost, a line is also made under the key of each office that has
a recovery share: the share opens that key, and what it certified is certified again under the new root key. What
nothing certifies is ignored and is a finding of `palermo ledger verify`; a person may certify it by hand.
"""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from palermo.kit.given import head_keys_of
from palermo.trust.vault.head_key_file import (
    certified_head_keys,
    certify_head_keys,
    head_key_lines,
    head_key_of,
)
from palermo.trust.vault.root import root_key


def head_keys_file() -> Path:
    """The installation's file of them."""
    return head_keys_of(Path(settings.PALERMO_ROOT_KEY_FILE), own_folder=Path(settings.PALERMO_DATA) / "keys")


def known_head_keys() -> list[Ed25519PublicKey]:
    """Public keys that signed this installation's heads: today's, and those the root key certifies."""
    known = certified_head_keys(root_key(), head_keys_file())
    return [Ed25519PublicKey.from_public_bytes(bytes.fromhex(text)) for text in known]


def remember_head_key() -> None:
    """Certify today's public key beside the root key, so that heads stay verifiable after the root key changes."""
    certify_head_keys([head_key_of(root_key())], key=root_key(), path=head_keys_file())


def carry_head_keys(*, old: bytes, new: bytes) -> None:
    """Certify under the root key `new` what holds under `old`, the old root key's own head key too."""
    certify_head_keys(certified_head_keys(old, head_keys_file()), key=new, path=head_keys_file())


def certify_for_recovery(organisation_id: UUID, office_key: bytes) -> None:
    """Certify the known head keys under an office's key, which its recovery share opens without the root key."""
    known = certified_head_keys(root_key(), head_keys_file())
    certify_head_keys(known, key=office_key, path=head_keys_file(), by=str(organisation_id))


def adopt_head_keys(organisation_id: UUID, office_key: bytes) -> None:
    """Certify under the present root key what the recovered office's key certified under a lost one, and today's."""
    by = str(organisation_id)
    held = [line.public for line in head_key_lines(head_keys_file()) if line.holds(office_key, by=by)]
    certify_head_keys([*held, head_key_of(root_key())], key=root_key(), path=head_keys_file())
    certify_for_recovery(organisation_id, office_key)
