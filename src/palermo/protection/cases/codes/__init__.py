"""Codes of the protection room (scheme palermo-protection, version 1). Words for people are in `words.py`.

"Not known", "not asked" and "does not want to say" are answers of their own, not blanks.
"""

from __future__ import annotations

from enum import StrEnum

from palermo.reference.persons import NeedKind
from palermo.trust.retention.rules import RETENTION_ENDED

ROOM = "protection"
"""The room of these files, as mandates, walls, keys and packages name it."""

SCHEME = "palermo-protection-1"


class CaseState(StrEnum):
    """A case is open or closed; it can be opened again."""

    OPEN = "open"
    CLOSED = "closed"


class Stage(StrEnum):
    """How far identification has come in a case, as lists show it: what was presumed or decided last."""

    NONE = ""
    PRESUMED = "presumed"
    IDENTIFIED = "identified"
    NOT_IDENTIFIED = "not_identified"
    ASKED_AGAIN = "asked_again"


class Giving(StrEnum):
    """How cases are given: the colleague works on them too, or in place of everybody who does."""

    ASSIGN = "assign"
    HAND_OVER = "hand_over"


class RowReason(StrEnum):
    """Why a file with one row a person is taken out of the program."""

    REPORT = "report"
    AUDIT = "audit"
    PLANNING = "planning"
    QUALITY = "quality"
    RESEARCH = "research"


class CloseReason(StrEnum):
    """Why a case is closed. Refusing to testify, or to speak with police, is no reason and has no code.

    ERASED is written by an erasure; no form offers it.
    """

    HELP_COMPLETED = "help_completed"
    PERSON_WISHED = "person_wished"
    WITH_ANOTHER_OFFICE = "with_another_office"
    CONTACT_LOST = "contact_lost"
    MOVED = "moved"
    OFFICE_CANNOT_GO_ON = "office_cannot_go_on"
    PERSON_DIED = "person_died"
    OPENED_IN_ERROR = "opened_in_error"
    ERASED = "erased"


class HoldReason(StrEnum):
    """What stops an erasure."""

    COURT_ORDER = "court_order"
    PENDING_COMPLAINT = "pending_complaint"
    PENDING_CLAIM = "pending_claim"
    OVERSIGHT = "oversight"


class EraseReason(StrEnum):
    """Why a person is erased."""

    PERSON_ASKED = "person_asked"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    RETENTION_ENDED = RETENTION_ENDED
    OPENED_IN_ERROR = "opened_in_error"


class Wish(StrEnum):
    """Whether the person wants help with a need."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"
    NOT_SAID = "not_said"


AssistanceKind = NeedKind


class NeedState(StrEnum):
    """Whether a need is met. One struck out was entered in error, and is none."""

    OPEN = "open"
    IN_REFERRAL = "in_referral"
    MET = "met"
    NO_LONGER = "no_longer"
    STRUCK = "struck"
