"""Codes about persons that more than one room keeps: age, gender, needs, how soon, what kind of place; and their rules.

Codes of the scheme palermo-protection, version 1, as rows and packages carry them. The words for people stand in the
rooms' `words.py`.

"Not known", "not asked" and "does not want to say" are answers of their own, not blanks.
"""

from __future__ import annotations

from enum import StrEnum

NOT_KEPT = "not_kept"
"""What stands in a coded column of an erased person where no coarse code is left."""


class AgeBand(StrEnum):
    """Coarse age. An age in doubt is treated as a child's until decided otherwise.

    CHILD and ADULT are what an erasure leaves; no form offers them.
    """

    UNDER_12 = "under_12"
    FROM_12_TO_17 = "12_17"
    IN_DOUBT = "in_doubt"
    FROM_18_TO_25 = "18_25"
    FROM_26_TO_40 = "26_40"
    OVER_40 = "over_40"
    CHILD = "child"
    ADULT = "adult"
    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"
    NOT_SAID = "not_said"


class Gender(StrEnum):
    """As the person puts it."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"
    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"
    NOT_SAID = "not_said"


class NeedKind(StrEnum):
    """Kinds of need, after Palermo Protocol art. 6(3) and the field's practice."""

    ACCOMMODATION = "accommodation"
    HEALTH = "health"
    PSYCHOSOCIAL = "psychosocial"
    LEGAL = "legal"
    INTERPRETATION = "interpretation"
    MATERIAL = "material"
    EDUCATION = "education"
    EMPLOYMENT = "employment"
    CHILD_CARE = "child_care"
    DOCUMENTS = "documents"
    SAFETY = "safety"
    OTHER = "other"


class Urgency(StrEnum):
    """How soon."""

    TONIGHT = "tonight"
    DAYS = "days"
    WEEKS = "weeks"


class PlaceKind(StrEnum):
    """What kind of place, never which: the coarsest answer that work needs."""

    CAPITAL = "capital"
    CITY = "city"
    TOWN = "town"
    COUNTRYSIDE = "countryside"
    BORDER = "border"
    COAST = "coast"
    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"


CHILDS_BANDS = frozenset({AgeBand.UNDER_12, AgeBand.FROM_12_TO_17, AgeBand.IN_DOUBT, AgeBand.CHILD})
"""Bands of age under which somebody is treated as a child."""
_ADULT = frozenset({AgeBand.FROM_18_TO_25, AgeBand.FROM_26_TO_40, AgeBand.OVER_40, AgeBand.ADULT})


def is_child(age_band: str) -> bool:
    """Whether the person is to be treated as a child: an age in doubt is a child's until decided otherwise."""
    return age_band in CHILDS_BANDS


def coarse_age(age_band: str) -> str:
    """What an erasure leaves of an age band: child, adult, or the reason why there is none.

    >>> coarse_age("26_40"), coarse_age("in_doubt"), coarse_age("not_said")
    ('adult', 'child', 'not_said')
    """
    if age_band in CHILDS_BANDS:
        return AgeBand.CHILD.value
    return AgeBand.ADULT.value if age_band in _ADULT else age_band
