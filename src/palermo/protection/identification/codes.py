"""Codes of screening, presumption, recovery and reflection, and decision (scheme palermo-identification, version 1)."""

from __future__ import annotations

from enum import StrEnum

SCHEME = "palermo-identification-1"


class Observed(StrEnum):
    """What is known of one indicator. No answer weighs more than another, and nothing adds them up."""

    OBSERVED = "observed"
    NOT_OBSERVED = "not_observed"
    NOT_ASKED = "not_asked"
    NOT_SAID = "not_said"


NONE_SEEN = "none_seen"
"""Of an element of the definition: asked about, none found."""
SURROGACY = "surrogacy"
"""The one purpose for which the means may be needed of a child too: Directive 2011/36/EU art. 2(5)."""


class Standing(StrEnum):
    """What an entry among the accounts is. The first stays as it was told; corrections are entries of their own."""

    FIRST = "first"
    FURTHER = "further"
    CORRECTION = "correction"


class Threshold(StrEnum):
    """How sure one has to be. The country profile says which holds for what."""

    REASONABLE_GROUNDS = "reasonable_grounds"
    BALANCE_OF_PROBABILITIES = "balance_of_probabilities"
    SURE = "sure"


class Told(StrEnum):
    """What the person was told when the presumption was made."""

    WHAT_IT_MEANS = "what_it_means"
    TIME_TO_REFLECT = "time_to_reflect"
    HELP_WITHOUT_CONDITION = "help_without_condition"
    NO_DUTY_TO_COOPERATE = "no_duty_to_cooperate"
    MAY_SAY_NO = "may_say_no"
    WHO_DECIDES = "who_decides"


class ReflectionEnd(StrEnum):
    """Why a period of recovery and reflection ended. That somebody did not cooperate is no reason and has no code."""

    TIME_OVER = "time_over"
    PERSON_WISHED = "person_wished"
    LEFT_VOLUNTARILY = "left_voluntarily"
    CONTACT_LOST = "contact_lost"
    PERSON_DIED = "person_died"
    PRESUMED_IN_ERROR = "presumed_in_error"
    ERASED = "erased"


HER_WISH = frozenset({ReflectionEnd.PERSON_WISHED, ReflectionEnd.LEFT_VOLUNTARILY})
"""What only the person decides; for a child with the guardian."""
BEFORE_THE_MINIMUM = HER_WISH | {ReflectionEnd.PERSON_DIED, ReflectionEnd.ERASED}
"""Reasons for which a period may end before its minimum days are over. Who cannot be reached keeps the days: they
stand still."""


class PauseReason(StrEnum):
    """Why the days do not count for a while."""

    IN_HOSPITAL = "in_hospital"
    NOT_REACHED = "not_reached"
    PERSON_ASKED = "person_asked"
    OTHER = "other"


class ExtendReason(StrEnum):
    """Why a period lasts longer than the minimum."""

    PERSON_ASKED = "person_asked"
    HEALTH = "health"
    CHILD = "child"
    DECISION_WAITS = "decision_waits"


class DecisionOutcome(StrEnum):
    """What a decision-maker decides on identification. "Not yet" keeps everything as it is."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NOT_YET = "not_yet"


class EarlyReason(StrEnum):
    """Why a decision is made before the minimum days are over."""

    PERSON_ASKED = "person_asked"
    SAFETY = "safety"
    LEGAL_DUTY = "legal_duty"


class AskedBy(StrEnum):
    """Who asks that a decision is looked at again."""

    PERSON = "person"
    GUARDIAN = "guardian"
    LAWYER = "lawyer"
    OFFICE = "office"
