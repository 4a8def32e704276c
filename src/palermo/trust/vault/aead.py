"""AES-256-GCM with a place: a ciphertext moved to another row, column or office does not open.

Format: one byte algorithm (1 = AES-256-GCM), 12 bytes random nonce, ciphertext with a 16-byte tag.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_AES_256_GCM = b"\x01"
_NONCE_BYTES = 12


class Unreadable(ValueError):
    """The text cannot be opened: wrong key, wrong place, altered, or its key was destroyed."""


def new_key() -> bytes:
    """A random 256-bit key."""
    return secrets.token_bytes(32)


def encrypt(key: bytes, plain: bytes, *, place: str) -> bytes:
    """Encrypt `plain` bound to `place`."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _AES_256_GCM + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def decrypt(key: bytes, sealed: bytes, *, place: str) -> bytes:
    """Open what `encrypt` made for the same `place`. Raises Unreadable."""
    algorithm, nonce, body = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if algorithm != _AES_256_GCM:
        raise Unreadable("Unknown encryption algorithm.")
    try:
        return AESGCM(key).decrypt(nonce, body, place.encode())
    except (InvalidTag, ValueError):
        raise Unreadable("The text does not open with this key in this place.") from None
