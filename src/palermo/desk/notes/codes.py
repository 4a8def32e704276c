"""Codes of notes."""

from __future__ import annotations

from enum import StrEnum


class NoteKind(StrEnum):
    """What a note is about."""

    CALL = "call"
    VISIT = "visit"
    APPOINTMENT = "appointment"
    INCIDENT = "incident"
    OTHER = "other"


class StrikeReason(StrEnum):
    """Why something was entered in error."""

    WRONG_FILE = "wrong_file"
    WRONG_CONTENT = "wrong_content"
    TWICE = "twice"
    NOT_OURS_TO_KEEP = "not_ours_to_keep"
