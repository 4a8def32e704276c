"""The person’s own goals, what they say of a service, why a case opens again: codes."""

from __future__ import annotations

from enum import StrEnum


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
