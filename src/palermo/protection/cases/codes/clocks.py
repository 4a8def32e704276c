"""Deadlines about a case: codes."""

from __future__ import annotations

from enum import StrEnum


class ClockKind(StrEnum):
    """Deadlines of identification in `desk`: each is about a case."""

    REFLECTION = "reflection"
    DECISION = "decision"
    GUARDIAN = "guardian"
