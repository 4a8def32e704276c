"""The root key: 32 bytes in a file of its own, outside the database and outside every backup.

Everything secret hangs on it: it unlocks each office's key, signs the ledger's heads, keys the search tokens
and the sign-in codes. Whoever has the file and the database can read everything; who loses it can read nothing.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from palermo.trust.vault.key_file import RootKeyError, derive, encode_root_key, head_key_under, read_root_key

__all__ = ["RootKeyError", "derive", "encode_root_key", "head_signing_key", "read_root_key", "root_key"]


def root_key() -> bytes:
    """The root key of this installation. Raises RootKeyError."""
    return read_root_key(settings.PALERMO_ROOT_KEY_FILE)


def head_signing_key() -> Ed25519PrivateKey:
    """The installation's key for the heads of the ledger; it lies in no database."""
    return head_key_under(root_key())
