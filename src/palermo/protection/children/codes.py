"""Codes about children and their guardians (scheme palermo-children, version 1)."""

from __future__ import annotations

from enum import StrEnum

SCHEME = "palermo-children-1"


class Relation(StrEnum):
    """What a guardian is to the child. No relation makes anybody a guardian: a mandate does."""

    APPOINTED = "appointed"
    PARENT = "parent"
    RELATIVE = "relative"
    INSTITUTION = "institution"
    OTHER = "other"
    NOT_KNOWN = "not_known"


class MandateKind(StrEnum):
    """By what somebody says they are the guardian. The country profile says which of them counts."""

    COURT_ORDER = "court_order"
    AUTHORITY_ORDER = "authority_order"
    PRIVATE_PAPER = "private_paper"
    SAYS_SO = "says_so"


class BirthProof(StrEnum):
    """By what a date of birth is proven, seen by whoever decides the age. What somebody says proves nothing."""

    PASSPORT = "passport"
    BIRTH_CERTIFICATE = "birth_certificate"
    REGISTER = "register"
    COURT = "court"


class Conflict(StrEnum):
    """What a look for a conflict of interest found."""

    NONE_FOUND = "none_found"
    FOUND = "found"
    IN_DOUBT = "in_doubt"


class GuardianEnd(StrEnum):
    """Why a guardian is one no longer."""

    MANDATE_ENDED = "mandate_ended"
    REPLACED = "replaced"
    CONFLICT = "conflict"
    CHILD_ASKED = "child_asked"
    OF_AGE = "of_age"
    ERASED = "erased"


class ViewTopic(StrEnum):
    """What a child's own view is about."""

    GUARDIAN = "guardian"
    PLACE_TO_LIVE = "place_to_live"
    REFERRAL = "referral"
    RETURN = "return"
    CONTACT = "contact"
    OTHER = "other"


class ViewWish(StrEnum):
    """Whether the child wants what is planned."""

    WANTS = "wants"
    DOES_NOT_WANT = "does_not_want"
    UNDECIDED = "undecided"
    NOT_ASKED = "not_asked"
    NOT_SAID = "not_said"
