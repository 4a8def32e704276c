"""Codes of services (scheme palermo-directory, version 1). Words for people are in `words.py`."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

from palermo.reference.persons import AgeBand, Gender, is_child

SCHEME = "palermo-directory-1"


class ServiceKind(StrEnum):
    """Kinds of service, after Palermo Protocol art. 6(3) and 6(5) and CETS 197 art. 12."""

    NIGHT_SHELTER = "night_shelter"
    LONGER_STAY = "longer_stay"
    CHILDRENS_HOME = "childrens_home"
    HEALTH_CARE = "health_care"
    COUNSELLING = "counselling"
    LEGAL_AID = "legal_aid"
    INTERPRETING = "interpreting"
    MATERIAL_HELP = "material_help"
    SCHOOLING = "schooling"
    WORK_SUPPORT = "work_support"
    CHILD_CARE = "child_care"
    PAPERS = "papers"
    PROTECTION = "protection"
    OTHER = "other"


ACCOMMODATION: Final = frozenset(
    {ServiceKind.NIGHT_SHELTER, ServiceKind.LONGER_STAY, ServiceKind.CHILDRENS_HOME}
)
"""Places where people sleep: on no map and in no export (docs/decisions/services.md)."""


class AgeGroup(StrEnum):
    """Ages a service is for: those of the bands of a person's age that are ages."""

    UNDER_12 = AgeBand.UNDER_12.value
    FROM_12_TO_17 = AgeBand.FROM_12_TO_17.value
    FROM_18_TO_25 = AgeBand.FROM_18_TO_25.value
    FROM_26_TO_40 = AgeBand.FROM_26_TO_40.value
    OVER_40 = AgeBand.OVER_40.value


CHILDRENS_AGES: Final = frozenset(group for group in AgeGroup if is_child(group))


class Sex(StrEnum):
    """For whom a service is: those of the codes of a person's gender that are answers."""

    WOMAN = Gender.WOMAN.value
    MAN = Gender.MAN.value
    OTHER = Gender.OTHER.value


class WithChildren(StrEnum):
    """Whether children may come along."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


class Access(StrEnum):
    """What a person with a disability may need, and what a service has."""

    STEP_FREE = "step_free"
    SIGN_LANGUAGE = "sign_language"
    EASY_LANGUAGE = "easy_language"
    CARER_MAY_STAY = "carer_may_stay"
    NONE = "none"


class Exploitation(StrEnum):
    """Forms of exploitation, after Palermo Protocol art. 3(a) and the field's practice."""

    SEXUAL = "sexual"
    LABOUR = "labour"
    DOMESTIC = "domestic"
    BEGGING = "begging"
    CRIME = "crime"
    MARRIAGE = "marriage"
    ORGANS = "organs"
    OTHER = "other"


class Standing(StrEnum):
    """Where the person stands in identification. Residence is no ground on which a service may choose."""

    NOT_BEGUN = "not_begun"
    PRESUMED = "presumed"
    IDENTIFIED = "identified"


class Room(StrEnum):
    """What others see of the places free. UNKNOWN is never stored: it is what an old answer is read as."""

    YES = "yes"
    ASK = "ask"
    NO = "no"
    UNKNOWN = "unknown"


class VettedBy(StrEnum):
    """Who looked at the service before people are sent there."""

    COMPETENT_AUTHORITY = "competent_authority"
    INSPECTORATE = "inspectorate"
    NETWORK = "network"
    OWN_OFFICE = "own_office"


class Tap(StrEnum):
    """One touch on the page of free places."""

    TAKEN = "taken"
    FREED = "freed"
    FULL = "full"
    CONFIRM = "confirm"
    YES = "yes"
    ASK = "ask"
    NO = "no"


FRESH_FOR: Final = {kind: timedelta(hours=12) for kind in ACCOMMODATION}
"""How long an answer about room is believed where people sleep."""
FRESH_FOR_OTHERS: Final = timedelta(hours=168)
"""How long elsewhere: a week."""
RUNS_OUT_WITHIN: Final = timedelta(days=30)
"""How long before its end vetting or funding is shown as running out."""
