"""What may be kept of an error: its class and the place it was raised, never its message, which may quote values."""

from __future__ import annotations

import traceback

FRAMES = 3


def where(error: BaseException | None) -> str:
    """Class of an exception and the innermost places it came through, on one line."""
    if error is None:
        return "no exception"
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = " < ".join(
        f"{frame.filename.rpartition('palermo/')[2]}:{frame.lineno}" for frame in reversed(frames)
    )
    return f"{type(error).__module__}.{type(error).__qualname__} at {places or 'unknown place'}"
