"""AES-256-GCM with a place: a ciphertext moved to another row, column or office does not open.

Format: one byte form, 12 bytes random nonce, ciphertext with a 16-byte tag. Form 1 is for keys and seeds, whose length
everybody knows, and for columns sealed before there was form 2; form 2 holds a text padded to a step (padding.py), and
its first byte is authenticated with the place.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from palermo.trust.vault.padding import pad, unpad

_AES_256_GCM = b"\x01"
PADDED = b"\x02"
"""First byte of a padded text."""
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


def encrypt_padded(key: bytes, text: bytes, *, place: str) -> bytes:
    """Encrypt `text`, padded to its step, bound to `place`."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return PADDED + nonce + AESGCM(key).encrypt(nonce, pad(text), PADDED + place.encode())


def decrypt(key: bytes, sealed: bytes, *, place: str) -> bytes:
    """Open what `encrypt` or `encrypt_padded` made for the same `place`. Raises Unreadable."""
    form, nonce, body = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if form not in {_AES_256_GCM, PADDED}:
        raise Unreadable("Unknown encryption algorithm.")
    bound = place.encode() if form == _AES_256_GCM else PADDED + place.encode()
    try:
        plain = AESGCM(key).decrypt(nonce, body, bound)
        return plain if form == _AES_256_GCM else unpad(plain)
    except (InvalidTag, ValueError):
        raise Unreadable("The text does not open with this key in this place.") from None
