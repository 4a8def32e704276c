"""Questions that an office asks back before it answers an enquiry, and their answers: codes, never words or names.

The scheme names the vocabulary and its version; what a later version asks or answers is shown as something this one
does not know.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from palermo.protection.referral.codes import ReferralState
from palermo.reference.persons import AgeBand, Gender

SCHEME: Final = "enquiry_questions_1"


class Question(StrEnum):
    """What a shelter, clinic or lawyer has to know before it can say yes, and nothing by which anybody is known."""

    LANGUAGE = "language"
    GENDER = "gender"
    AGE = "age"
    CHILDREN_AGES = "children_ages"
    MOBILITY = "mobility"
    PREGNANCY = "pregnancy"
    MEDICATION = "medication_tonight"
    ARRIVES = "arrives"
    TRANSPORT = "transport"
    LOOKED_FOR = "looked_for"
    PETS = "pets"


class ChildrenAges(StrEnum):
    """Ages of children who come along."""

    NO_CHILDREN = "no_children"
    UNDER_2 = "under_2"
    FROM_2_TO_5 = "from_2_to_5"
    FROM_6_TO_11 = "from_6_to_11"
    FROM_12_TO_17 = "from_12_to_17"


class Mobility(StrEnum):
    """What the person needs to move about, see, hear or be understood."""

    NONE = "none"
    NO_STEPS = "no_steps"
    WHEELCHAIR = "wheelchair"
    SIGHT = "sight"
    HEARING = "hearing"
    UNDERSTANDING = "understanding"
    CARER = "carer"


class YesNo(StrEnum):
    """An answer to a plain question."""

    YES = "yes"
    NO = "no"


class Arrives(StrEnum):
    """When the person can be there."""

    WITHIN_HOURS = "within_hours"
    TONIGHT = "tonight"
    TOMORROW = "tomorrow"
    LATER = "later"


class Transport(StrEnum):
    """How the person comes."""

    COMES_ALONE = "comes_alone"
    BROUGHT = "brought"
    NEEDS_FETCHING = "needs_fetching"


ANSWERS: Final[dict[Question, tuple[str, ...]]] = {
    Question.GENDER: tuple(one.value for one in Gender if not one.value.startswith("not_")),
    Question.AGE: tuple(one.value for one in AgeBand if not one.value.startswith("not_")),
    Question.CHILDREN_AGES: tuple(ChildrenAges),
    Question.MOBILITY: tuple(Mobility),
    Question.PREGNANCY: tuple(YesNo),
    Question.MEDICATION: tuple(YesNo),
    Question.ARRIVES: tuple(Arrives),
    Question.TRANSPORT: tuple(Transport),
    Question.LOOKED_FOR: tuple(YesNo),
    Question.PETS: tuple(YesNo),
}
"""The answers to each question; of `LANGUAGE` every code of a language. Beside them the three that say nothing."""

SEVERAL: Final = frozenset({Question.LANGUAGE, Question.CHILDREN_AGES, Question.MOBILITY})
"""Questions to which there may be several answers."""

ASKABLE: Final = frozenset({ReferralState.ENQUIRY_SENT, ReferralState.WAITLISTED})
"""States in which the office that was asked still has to decide, and may ask back."""
