"""How a person came to the office, and with whom they wish to speak: codes."""

from __future__ import annotations

from enum import StrEnum


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


class GenderWish(StrEnum):
    """With whom the person wishes to speak."""

    WOMAN = "woman"
    MAN = "man"
    EITHER = "either"
    NOT_ASKED = "not_asked"
    NOT_SAID = "not_said"
