"""Codes of the desk: why something is put off."""

from __future__ import annotations

from enum import StrEnum


class PutOffReason(StrEnum):
    """Why a thing of Today is put off."""

    PERSON_CHOSE = "person_chose"
    NOT_REACHED = "not_reached"
    WAITS_FOR_OTHERS = "waits_for_others"
    TOO_EARLY = "too_early"
    OTHER_FIRST = "other_first"
