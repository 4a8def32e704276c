"""Coded values of the ledger's own records."""

from __future__ import annotations

from enum import StrEnum


class BreachKind(StrEnum):
    """How a breach came about."""

    ACCOUNT_TAKEN_OVER = "account_taken_over"
    COLLEAGUE_MISUSED = "colleague_misused"
    DEVICE_LOST = "device_lost"
    WRONG_RECIPIENT = "wrong_recipient"
    PAPER_LOST = "paper_lost"
    SERVER_BROKEN_INTO = "server_broken_into"
    OTHER = "other"


class TellingOutcome(StrEnum):
    """What came of telling a person whom a breach concerns."""

    TOLD = "told"
    NOT_SAFELY_REACHABLE = "not_safely_reachable"
    WOULD_ENDANGER = "would_endanger"
    ERASED = "erased"


class AuthorityAnswer(StrEnum):
    """What came of the duty to tell the supervisory authority."""

    TOLD = "told"
    NO_RISK = "no_risk"
    OFFICE_NOT_BOUND = "office_not_bound"
