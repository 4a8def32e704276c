"""How a colleague is told that something waits, and of what."""

from __future__ import annotations

from enum import StrEnum


class NoticeMode(StrEnum):
    """When a mail without content goes out."""

    OFF = "off"
    ARRIVALS = "arrivals"
    BEAT = "beat"


class NoticeKind(StrEnum):
    """What a mail can be about; it never says which."""

    ENQUIRIES = "enquiries"
    ANSWERS = "answers"
    DECISIONS = "decisions"
    REVIEWS = "reviews"
    DEADLINES = "deadlines"
    TASKS = "tasks"
