"""Codes of need to know: never-share lists, requests of authorities, complaints, goals, closing and opening again."""

from __future__ import annotations

from enum import StrEnum


class NeverKind(StrEnum):
    """Whom or what the person never wants to reach their file: an office by reference, the others in sealed words."""

    OFFICE = "office"
    OFFICIAL = "official"
    PLACE = "place"


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


class GoalArea(StrEnum):
    """What a goal of the person's is about."""

    HOME = "home"
    HEALTH = "health"
    FAMILY = "family"
    LEARNING = "learning"
    WORK = "work"
    MONEY = "money"
    PAPERS = "papers"
    JUSTICE = "justice"
    GOING_HOME = "going_home"
    SAFETY = "safety"
    PEOPLE = "people"
    SOMETHING_ELSE = "something_else"


class GoalState(StrEnum):
    """Where a goal stands; giving one up is the person's own choice, and as good an answer as any."""

    WANTS = "wants"
    UNDER_WAY = "under_way"
    REACHED = "reached"
    GIVEN_UP_BY_HER = "given_up_by_her"


class Judgement(StrEnum):
    """What the person says of a service they had."""

    HELPED = "helped"
    PARTLY = "partly"
    DID_NOT_HELP = "did_not_help"
    MADE_WORSE = "made_worse"
    NOT_ASKED = "not_asked"
    NOT_SAID = "not_said"


class ReopenReason(StrEnum):
    """Why a closed case is opened again; none says anything of what the person did."""

    PERSON_CAME_BACK = "person_came_back"
    NEW_NEED = "new_need"
    SERVICE_ENDED_EARLY = "service_ended_early"
    ANOTHER_OFFICE_ASKED = "another_office_asked"
    CLOSED_IN_ERROR = "closed_in_error"


class FoundBy(StrEnum):
    """How a colleague came upon a file that is not theirs."""

    CODE = "code"
    NAME = "name"
    OPENING = "opening"
