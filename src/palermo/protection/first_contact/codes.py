"""Codes of first contact: how an office came to know a person, what they decline, events, information, interpreters.

Of the scheme palermo-protection, version 1, like the codes beside it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from palermo.reference.persons import NeedKind


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
