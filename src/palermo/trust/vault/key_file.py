"""The root key's file, and what follows from its 32 bytes: pure functions, for programs without settings too."""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from palermo.kit.given import is_open_to_others

HEADER = "palermo-root-key-1"
KEY_BYTES = 32


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


def read_root_key(path: Path, *, private: bool = True) -> bytes:
    """The root key in `path`; `private` False for a copy on a medium without modes. Raises RootKeyError."""
    try:
        status = path.stat()
    except OSError:
        raise RootKeyError(f"No root key at {path}; without it no file can be read.") from None
    if private and is_open_to_others(path, status.st_mode):
        raise RootKeyError(f"{path} is open to other users; run: chmod 600 {path}")
    return _read(path, status.st_mtime_ns)


def derive(key: bytes, purpose: str, *, length: int = 32) -> bytes:
    """A key for one purpose only (HKDF-SHA256, RFC 5869), `length` bytes."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=f"palermo/{purpose}".encode()).derive(key)


def head_key_under(root: bytes) -> Ed25519PrivateKey:
    """The key that signs heads of the ledger under the root key `root`."""
    return Ed25519PrivateKey.from_private_bytes(derive(root, "ledger-head"))
