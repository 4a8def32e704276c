"""Codes of asking the competent authority (scheme palermo-identification, version 1)."""

from __future__ import annotations

from enum import StrEnum


class AskState(StrEnum):
    """Where the asking of the authority stands, on either side."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    WITHDRAWAL_ANSWERED = "withdrawal_answered"


class AskVerb(StrEnum):
    """What the two sides tell each other beside the request and the answer."""

    NOT_YET = "not_yet"
    WITHDRAWN = "asking_withdrawn"
    WITHDRAWAL_ANSWERED = "asking_withdrawal_answered"


class Lawyer(StrEnum):
    """What became of the offer of a lawyer before the authority was asked."""

    HAS_ONE = "has_one"
    WANTS_ONE = "wants_one"
    DOES_NOT_WANT = "does_not_want"
    NONE_THERE = "none_there"


class AskWithdrawalAnswer(StrEnum):
    """What the authority did when the person took the asking back."""

    ERASED = "erased"
    KEPT_BY_LAW = "kept_by_law"


class NotAsking(StrEnum):
    """Why nobody is asked about a presumption. It is neutral, and help goes on."""

    PERSON_DOES_NOT_WANT = "person_does_not_want"
    NOT_NOW = "not_now"
    ASKED_OUTSIDE = "asked_outside"
    PERSON_LEFT = "person_left"


class LetterKept(StrEnum):
    """How the person wants the letter about the decision kept."""

    NEUTRAL_PAPER = "neutral_paper"
    WITH_LAWYER = "with_lawyer"
    WITH_OFFICE = "with_office"
    READ_ONLY = "read_only"


class Interpreted(StrEnum):
    """Who read what is not translated to the person."""

    INTERPRETER = "interpreter"
    COLLEAGUE = "colleague"
    NOT_NEEDED = "not_needed"
