"""Codes of case conferences (scheme palermo-conference, version 1)."""

from __future__ import annotations

from enum import StrEnum


class ConferenceState(StrEnum):
    """Where a conference stands: called, held, closed, or called off before it was held."""

    CALLED = "called"
    HELD = "held"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


class PersonPart(StrEnum):
    """What the person said when they were asked to take part; that nobody asked yet stands as such."""

    NOT_ASKED = "not_asked_yet"
    TAKES_PART = "takes_part"
    SENDS_LAWYER = "sends_lawyer"
    SENDS_GUARDIAN = "sends_guardian"
    SENDS_OTHER = "sends_somebody"
    DOES_NOT_WISH = "does_not_wish"


class Coming(StrEnum):
    """What an office that was called says."""

    NO_ANSWER = "no_answer"
    COMES = "comes"
    SENDS = "sends_somebody_else"
    CANNOT = "cannot_come"


class Point(StrEnum):
    """What is to be talked about."""

    SAFETY = "safety"
    PLACE = "place_to_live"
    HEALTH = "health"
    LEGAL = "legal"
    STAY = "stay"
    CHILDREN = "children"
    MEANS = "means"
    WORK = "work_and_school"
    RETURN = "return"
    WHO_DOES_WHAT = "who_does_what"
    OTHER = "other_point"


class Where(StrEnum):
    """Where one meets."""

    WITH_CALLER = "with_the_caller"
    ELSEWHERE = "elsewhere"
    TELEPHONE = "telephone"
    VIDEO = "video"


class Dissent(StrEnum):
    """Why a member does not agree with a decision."""

    NOT_SAFE = "not_safe"
    NOT_WISHED = "person_does_not_wish"
    NOT_POSSIBLE = "not_possible_here"
    TOO_SOON = "too_soon"
    ANOTHER_WAY = "another_way"


class DecisionState(StrEnum):
    """How a decision stands at the office that does it."""

    OPEN = "decided"
    DONE = "done"
    CANNOT = "not_possible"
    DROPPED = "dropped"


class SightEnd(StrEnum):
    """Why a member sees a conference no longer."""

    LEFT = "left"
    TAKEN_OUT = "taken_out"
    WITHDRAWN = "yes_withdrawn"
    NO_AGREEMENT = "no_agreement"
    CALLED_OFF = "called_off"
    OVER = "over"
    ERASED = "erased"


class Told(StrEnum):
    """What the two sides of a seat tell each other beside packages."""

    ANSWERED = "conference_answered"
    LEFT = "conference_left"
    DECISION_SAID = "conference_decision_said"
    DISSENT = "conference_dissent"
    HELD = "conference_held"
    CLOSED = "conference_closed"
    ENDED = "conference_ended"
