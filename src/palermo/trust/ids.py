"""Time-ordered identifiers (UUIDv7, RFC 9562), made in Python so that any PostgreSQL >= 15 serves.

They stay inside: what leaves the office carries random ids (`uuid4`), because a UUIDv7 tells when it was made.
"""

from __future__ import annotations

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """A new UUIDv7: 48 bits of milliseconds since 1970, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(12) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return UUID(int=value)
