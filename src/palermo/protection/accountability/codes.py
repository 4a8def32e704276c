"""Codes of need to know: never-share lists, requests of authorities, complaints, goals, closing and opening again."""

from __future__ import annotations

from enum import StrEnum


class AuthorityKind(StrEnum):
    """Who asks for something out of the files without helping the person."""

    POLICE = "police"
    PROSECUTION = "prosecution"
    COURT = "court"
    DEFENCE = "defence"
    IMMIGRATION = "immigration"
    BORDER = "border"
    OTHER_AUTHORITY = "other_authority"


class ClaimedBasis(StrEnum):
    """The legal basis that whoever asks claims; whether it holds is for legal advice to say."""

    COURT_ORDER = "court_order"
    WARRANT = "warrant"
    STATUTE = "statute"
    DUTY_TO_ASSIST = "duty_to_assist"
    CONSENT_SHOWN = "consent_shown"
    NONE_NAMED = "none_named"


class AskedFor(StrEnum):
    """What is asked, in coarse terms."""

    WHETHER_KNOWN = "whether_known"
    WHEREABOUTS = "whereabouts"
    IDENTITY = "identity"
    STATEMENT = "statement"
    WHOLE_FILE = "whole_file"
    MEETING = "meeting"
    SOMETHING_ELSE = "something_else"


class RequestAnswer(StrEnum):
    """How a request was answered. None of them discloses anything by itself."""

    NOT_DISCLOSED = "not_disclosed"
    OBJECTED = "objected"
    WITHOUT_CONSENT = "without_consent"
    PERSON_ASKED = "person_asked"
    TAKEN_BACK = "taken_back"


class RequestState(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    ADVISED = "advised"
    ANSWERED = "answered"


class ComplaintAbout(StrEnum):
    """What a complaint is about."""

    OUR_OFFICE = "our_office"
    SERVICE = "service"
    REFERRAL = "referral"
    ANOTHER_OFFICE = "another_office"


class ComplaintOutcome(StrEnum):
    """How a complaint was answered, in terms that judge nobody who complains."""

    PUT_RIGHT = "put_right"
    PARTLY_PUT_RIGHT = "partly_put_right"
    EXPLAINED = "explained"
    PASSED_ON = "passed_on"
    TAKEN_BACK = "taken_back"
