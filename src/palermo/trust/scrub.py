"""What may be kept of an error: its class and the place it was raised, never its message, which may quote values.

And which addresses of pages carry a key: whoever reads one before its owner opens the account.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from traceback import FrameSummary
from typing import Final

RESET_KEY: Final = "password/reset/key/"
INVITATION_KEY: Final = "invitation/link/"
KEYS_FOLLOW: Final = (RESET_KEY, INVITATION_KEY)
"""Where in an address a key follows. The addresses are made of these, and logs leave out what comes after."""

OWN_FRAMES = 3
PACKAGE = f"{Path(__file__).parent.parent}/"
"""The folder of the program itself. Another folder on the way to a file may have the same name: a checkout has."""


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
    # Every statement passes _guard; it says nothing of the place.
    return frame.name != "_guard" and frame.filename.startswith(PACKAGE)


def _place(frame: FrameSummary) -> str:
    """The file below its package root: no folder of the machine stands in a log."""
    if frame.filename.startswith(PACKAGE):
        return f"{frame.filename.removeprefix(PACKAGE)}:{frame.lineno}"
    _before, found, below = frame.filename.rpartition("/site-packages/")
    return f"{below if found else frame.filename.rpartition('/')[2]}:{frame.lineno}"
