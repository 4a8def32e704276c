"""Codes of first contact: how an office came to know a person, what they decline, events, information, interpreters.

Of the scheme palermo-protection, version 1, like the codes beside it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from palermo.reference.persons import NeedKind


class CameBy(StrEnum):
    """How this office came to know the person: the four answers that estimates of prevalence need.

    Estimates from several lists must know whether a list found somebody itself or was told of them by another
    list: International Working Group for Disease Monitoring and Forecasting, "Capture-recapture and multiple-record
    systems estimation", American Journal of Epidemiology 142 (1995), on dependence between sources.
    """

    OWN_DETECTION = "own_detection"
    SELF = "self"
    REFERRED = "referred"
    NOT_KNOWN = "not_known"


class Route(StrEnum):
    """Where the first contact happened."""

    OUTREACH = "outreach"
    WALK_IN = "walk_in"
    HOTLINE = "hotline"
    INSPECTION = "inspection"
    BORDER = "border"
    POLICE_OPERATION = "police_operation"
    HEALTH_CARE = "health_care"
    ASYLUM = "asylum"
    DETENTION = "detention"
    ONLINE = "online"
    REFERRAL = "referral"
    OTHER = "other"
    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"


class ReferrerKind(StrEnum):
    """What kind of office or person referred the person here, where no office of the alliance is named."""

    NGO = "ngo"
    PUBLIC_SERVICE = "public_service"
    HEALTH_SERVICE = "health_service"
    LABOUR_INSPECTORATE = "labour_inspectorate"
    POLICE = "police"
    BORDER_GUARD = "border_guard"
    MIGRATION_OFFICE = "migration_office"
    COURT_OR_PROSECUTION = "court_or_prosecution"
    EMBASSY = "embassy"
    TRADE_UNION = "trade_union"
    FAITH_GROUP = "faith_group"
    SCHOOL = "school"
    FAMILY_OR_FRIEND = "family_or_friend"
    OTHER_PERSON = "other_person"
    NOT_KNOWN = "not_known"


class UrgentNeed(StrEnum):
    """What the first page asks about; each becomes a need due tonight (`NEED_OF`)."""

    HEALTH = "health"
    DANGER = "danger"
    SHELTER = "shelter"
    DEPENDANTS = "dependants"
    FOOD = "food"
    INTERPRETER = "interpreter"


NEED_OF: Final[dict[UrgentNeed, NeedKind]] = {
    UrgentNeed.HEALTH: NeedKind.HEALTH,
    UrgentNeed.DANGER: NeedKind.SAFETY,
    UrgentNeed.SHELTER: NeedKind.ACCOMMODATION,
    UrgentNeed.DEPENDANTS: NeedKind.CHILD_CARE,
    UrgentNeed.FOOD: NeedKind.MATERIAL,
    UrgentNeed.INTERPRETER: NeedKind.INTERPRETATION,
}
"""The kind of need that something urgent is recorded as."""


class DeclinedThing(StrEnum):
    """What somebody may say no to, and be helped all the same."""

    IDENTITY = "identity"
    IDENTIFICATION = "identification"
    POLICE_CONTACT = "police_contact"
    INTERVIEW = "interview"
    OTHER_OFFICES = "other_offices"
    INTERPRETER = "interpreter"
    MEDICAL_EXAMINATION = "medical_examination"
    SERVICE = "service"


class GenderWish(StrEnum):
    """With whom the person wishes to speak."""

    WOMAN = "woman"
    MAN = "man"
    EITHER = "either"
    NOT_ASKED = "not_asked"
    NOT_SAID = "not_said"


class Sector(StrEnum):
    """Where the persons of an event worked or were held; sections of ISIC Rev. 4 in plain words, as far as needed."""

    AGRICULTURE = "agriculture"
    FISHING = "fishing"
    MANUFACTURING = "manufacturing"
    CONSTRUCTION = "construction"
    TRADE = "trade"
    TRANSPORT = "transport"
    HOSPITALITY = "hospitality"
    CLEANING = "cleaning"
    CARE = "care"
    DOMESTIC_WORK = "domestic_work"
    SEXUAL_EXPLOITATION = "sexual_exploitation"
    BEGGING = "begging"
    ONLINE_FRAUD = "online_fraud"
    OTHER_CRIME = "other_crime"
    OTHER = "other"
    NOT_KNOWN = "not_known"


class SeenAs(StrEnum):
    """How a person of an event is seen by those who met them. More than one may be true at once."""

    PRESUMED_VICTIM = "presumed_victim"
    SUSPECTED = "suspected"
    WITNESS = "witness"
    CAME_ALONG = "came_along"


class Interview(StrEnum):
    """Whether somebody of an event was spoken with alone."""

    WAITING = "waiting"
    HELD = "held"
    DECLINED = "declined"


class Understood(StrEnum):
    """What the person made of the information, asked in their own words."""

    EXPLAINED_BACK = "explained_back"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    NOT_ASKED = "not_asked"


class InformationForm(StrEnum):
    """How the information was given."""

    READ_ALOUD = "read_aloud"
    ON_PAPER = "on_paper"
    ON_SCREEN = "on_screen"


class Presence(StrEnum):
    """How an interpreter is there."""

    ROOM = "room"
    TELEPHONE = "telephone"
    VIDEO = "video"


class Independent(StrEnum):
    """Whether the interpreter stands outside the person's own community."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"


class AsWished(StrEnum):
    """Whether the interpreter's gender is as the person wished."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


class ConflictCheck(StrEnum):
    """What a check of the interpreter for a conflict of interest found."""

    NOT_CHECKED = "not_checked"
    NONE_FOUND = "none_found"
    FOUND = "found"
