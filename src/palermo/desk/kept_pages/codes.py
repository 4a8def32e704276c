"""How a page came to be kept."""

from __future__ import annotations

from enum import StrEnum


class How(StrEnum):
    """Why a page was kept before it was sent, or instead of what it would have done."""

    PAUSED = "paused"
    LOCKED = "locked"
    LANGUAGE = "language"
    SIGNED_OUT = "signed_out"
    SIGNED_IN_AGAIN = "signed_in_again"
    OTHER_OFFICE = "other_office"
    TOO_OLD = "too_old"
