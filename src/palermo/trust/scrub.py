"""What may be kept of an error: its class and the place it was raised, never its message, which may quote values."""

from __future__ import annotations

import traceback
from traceback import FrameSummary

OWN_FRAMES = 3


def where(error: BaseException | None) -> str:
    """Class of an exception, where it was raised, and the places of Palermo it came through; on one line.

    >>> where(None)
    'no exception'
    """
    if error is None:
        return "no exception"
    frames = traceback.extract_tb(error.__traceback__)
    shown = [frame for frame in frames if _is_own(frame)][-OWN_FRAMES:]
    if frames and frames[-1] not in shown:
        shown.append(frames[-1])
    places = " < ".join(_place(frame) for frame in reversed(shown))
    return f"{type(error).__module__}.{type(error).__qualname__} at {places or 'unknown place'}"


def _is_own(frame: FrameSummary) -> bool:
    if frame.name == "_guard":  # every statement passes there; it says nothing of the place
        return False
    return (
        "/palermo/" in frame.filename and "/site-packages/" not in frame.filename.rpartition("/palermo/")[2]
    )


def _place(frame: FrameSummary) -> str:
    """The file below its package root: no folder of the machine stands in a log."""
    for root in ("/site-packages/", "/palermo/"):
        _before, found, below = frame.filename.rpartition(root)
        if found:
            return f"{below}:{frame.lineno}"
    return f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
