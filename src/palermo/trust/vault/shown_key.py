"""The key of the digests that pages carry of what they showed (`kit.shown`)."""

from __future__ import annotations

from palermo.trust.vault.root import derive, root_key


def shown_key() -> bytes:
    """Derived at each use: what was shown under a root key that was replaced is shown anew. Raises RootKeyError."""
    return derive(root_key(), "shown")
