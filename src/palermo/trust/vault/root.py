"""The root key: 32 bytes in a file of its own, outside the database and outside every backup.

Everything secret hangs on it: it unlocks each office's key, signs the ledger's heads, keys the search tokens
and the sign-in codes. Whoever has the file and the database can read everything; who loses it can read nothing.
"""

from __future__ import annotations

import base64
import binascii
import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from palermo.trust.vault.aead import Unreadable, decrypt

HEADER = "palermo-root-key-1"
KEY_BYTES = 32
_NEXT, _OLD = ".next", ".old"


class RootKeyError(RuntimeError):
    """The root key file is missing, readable by others, or not a root key; the message says which."""


def encode_root_key(key: bytes) -> str:
    """The text of a root key file."""
    return f"{HEADER}\n{base64.b64encode(key).decode()}\n"


@lru_cache(maxsize=8)
def _read(path: Path, _modified: int) -> bytes:
    header, _, body = path.read_text(encoding="ascii", errors="replace").partition("\n")
    try:
        key = base64.b64decode(body.strip(), validate=True)
    except binascii.Error:
        key = b""
    if header != HEADER or len(key) != KEY_BYTES:
        raise RootKeyError(f"{path} is not a Palermo root key; put the right file there.")
    return key


def read_root_key(path: Path) -> bytes:
    """The root key in `path`. Raises RootKeyError."""
    try:
        status = path.stat()
    except OSError:
        raise RootKeyError(f"No root key at {path}; without it no file can be read.") from None
    if status.st_mode & 0o077 and os.name == "posix":
        raise RootKeyError(f"{path} is open to other users; run: chmod 600 {path}")
    return _read(path, status.st_mtime_ns)


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


def derive(key: bytes, purpose: str, *, length: int = 32) -> bytes:
    """A key for one purpose only (HKDF-SHA256, RFC 5869), `length` bytes."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=f"palermo/{purpose}".encode()).derive(key)


def head_signing_key() -> Ed25519PrivateKey:
    """The installation's key for the heads of the ledger; it lies in no database."""
    return Ed25519PrivateKey.from_private_bytes(derive(root_key(), "ledger-head"))


def _head_keys_file() -> Path:
    return settings.PALERMO_ROOT_KEY_FILE.with_name("ledger-heads.pub")


def known_head_keys() -> list[Ed25519PublicKey]:
    """Public keys that signed this installation's heads: today's, and those of root keys before it."""
    texts = [head_signing_key().public_key().public_bytes_raw().hex()]
    if _head_keys_file().is_file():
        texts += _head_keys_file().read_text(encoding="ascii").split()
    return [Ed25519PublicKey.from_public_bytes(bytes.fromhex(text)) for text in dict.fromkeys(texts)]


def remember_head_key(key: bytes | None = None) -> None:
    """Keep the public key of the present root key (or of `key`) beside it: heads stay verifiable after it changes."""
    signing = Ed25519PrivateKey.from_private_bytes(derive(key or root_key(), "ledger-head"))
    text = signing.public_key().public_bytes_raw().hex()
    path = _head_keys_file()
    if not path.is_file() or text not in path.read_text(encoding="ascii").split():
        with path.open("a", encoding="ascii") as file:
            file.write(text + "\n")
