"""Padding before sealing: the length of a sealed column tells a step, not how long the text is or whether there is one.

A text is followed by the byte 0x80 and by zeros up to the next step (ISO/IEC 7816-4): 64, 256, 1,024 or 4,096 bytes,
then each further 4,096. The empty text takes the first step like every short one.
"""

from __future__ import annotations

STEPS = (64, 256, 1024, 4096)
"""Lengths in bytes of padded texts; longer ones take a multiple of the last."""

_END = b"\x80"


class BadPadding(ValueError):
    """The bytes do not end as `pad` ends them."""


def padded_length(length: int) -> int:
    """How long a text of `length` bytes is once padded.

    >>> [padded_length(length) for length in (0, 63, 64, 255, 4095, 4096)]
    [64, 64, 256, 256, 4096, 8192]
    """
    needed = length + len(_END)
    last = STEPS[-1]
    return next((step for step in STEPS if needed <= step), -(-needed // last) * last)


def pad(text: bytes) -> bytes:
    """`text` filled up to its step."""
    return (text + _END).ljust(padded_length(len(text)), b"\0")


def unpad(padded: bytes) -> bytes:
    """The text `pad` was given. Raises BadPadding."""
    text, end, rest = padded.rpartition(_END)
    if not end or rest.strip(b"\0") or len(padded) != padded_length(len(text)):
        raise BadPadding("The text is not padded.")
    return text
