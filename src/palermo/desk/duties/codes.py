"""Codes of tasks: what is to be done, and how a task stands."""

from __future__ import annotations

from enum import StrEnum


class Duty(StrEnum):
    """What is to be done."""

    RING = "ring"
    SPEAK = "speak"
    GO_ALONG = "go_along"
    VISIT = "visit"
    WRITE = "write"
    ASK_OFFICE = "ask_office"
    PAPERS = "papers"
    BRING = "bring"
    OTHER = "other_duty"


class TaskState(StrEnum):
    """How a task stands. One entered in error was none."""

    OPEN = "to_do"
    DONE = "done"
    ERROR = "in_error"
