"""The root key: 32 bytes in a file of its own, outside the database and outside every backup.

Everything secret hangs on it: it unlocks each office's key, signs the ledger's heads, keys the search tokens
and the sign-in codes. Whoever has the file and the database can read everything; who loses it can read nothing.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from palermo.trust.vault.aead import Unreadable, decrypt
from palermo.trust.vault.key_file import (
    RootKeyError,
    derive,
    encode_root_key,
    head_key_under,
    read_root_key,
)

__all__ = ["RootKeyError", "derive", "encode_root_key", "head_signing_key", "read_root_key", "root_key"]

_NEXT, _OLD = ".next", ".old"


def root_key() -> bytes:
    """The root key of this installation. Raises RootKeyError."""
    return read_root_key(settings.PALERMO_ROOT_KEY_FILE)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def next_root_key_file() -> Path:
    """The key that is to follow, while the root key is being changed (rotation/root.py); absent otherwise."""
    return _beside(settings.PALERMO_ROOT_KEY_FILE, _NEXT)


def old_root_key_file() -> Path:
    """The key that was replaced, until nothing in the database needs it; absent otherwise."""
    return _beside(settings.PALERMO_ROOT_KEY_FILE, _OLD)


def other_root_keys(path: Path) -> list[bytes]:
    """The keys beside the one in `path`, while it is being changed. Raises RootKeyError."""
    return [*_read_if_there(_beside(path, _NEXT)), *_read_if_there(_beside(path, _OLD))]


def root_keys() -> list[bytes]:
    """Every root key that may open something now: the present one first. Raises RootKeyError.

    Read in this order no key is missed: the next one becomes the present one, which becomes the old one.
    """
    following = _read_if_there(next_root_key_file())
    present = root_key()
    return list(dict.fromkeys([present, *following, *_read_if_there(old_root_key_file())]))


def root_keys_to_write() -> list[bytes]:
    """The root keys under which is written what has no second place: the present one, and the one to follow."""
    following = _read_if_there(next_root_key_file())
    return list(dict.fromkeys([root_key(), *following]))


def _read_if_there(path: Path) -> list[bytes]:
    try:
        return [read_root_key(path)] if path.exists() else []
    except RootKeyError:
        if path.exists():
            raise
        return []  # gone between the two looks


def decrypt_derived(purpose: str, sealed: bytes, *, place: str) -> bytes:
    """Open what was sealed with the key derived for `purpose`, from whichever root key. Raises Unreadable."""
    for key in root_keys():
        with suppress(Unreadable):
            return decrypt(derive(key, purpose), sealed, place=place)
    raise Unreadable("The text does not open with a root key of this installation.")


@lru_cache(maxsize=8)
def name_of(key: bytes) -> str:
    """16 hexadecimal signs that say which root key opens a slot, and nothing else about it."""
    return derive(key, "root-key-name", length=8).hex()


def head_signing_key() -> Ed25519PrivateKey:
    """The installation's key for the heads of the ledger; it lies in no database."""
    return head_key_under(root_key())
