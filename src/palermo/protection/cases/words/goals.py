"""Goals, judgements of a service and reasons to open a case again, in plain language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text, Unsaid
from palermo.kit.components import State, Tone
from palermo.protection.cases.codes.goals import GoalArea, GoalState, Judgement, ReopenReason

GOAL_AREAS: dict[str, Text] = {
    GoalArea.HOME: _("A place to live"),
    GoalArea.HEALTH: _("Health"),
    GoalArea.FAMILY: _("Family"),
    GoalArea.LEARNING: _("Learning"),
    GoalArea.WORK: _("Work"),
    GoalArea.MONEY: _("Money"),
    GoalArea.PAPERS: _("Papers"),
    GoalArea.JUSTICE: _("Justice, compensation"),
    GoalArea.GOING_HOME: _("Going home"),
    GoalArea.SAFETY: _("Feeling safe"),
    GoalArea.PEOPLE: _("Friends, people to be with"),
    GoalArea.SOMETHING_ELSE: _("Something else"),
}

GOAL_STATES: dict[str, State] = {
    GoalState.WANTS: State(_("Wanted")),
    GoalState.UNDER_WAY: State(_("Under way"), Tone.SEA),
    GoalState.REACHED: State(_("Reached"), Tone.DONE),
    GoalState.GIVEN_UP_BY_HER: State(_("No longer wanted by the person")),
}

JUDGEMENTS: dict[str, Text] = {
    Judgement.HELPED: _("It helped"),
    Judgement.PARTLY: _("It helped in part"),
    Judgement.DID_NOT_HELP: _("It did not help"),
    Judgement.MADE_WORSE: _("It made things worse"),
    Judgement.NOT_ASKED: Unsaid.NOT_ASKED.label,
    Judgement.NOT_SAID: Unsaid.NOT_SAID.label,
}

REOPEN_REASONS: dict[str, Text] = {
    ReopenReason.PERSON_CAME_BACK: _("The person came back"),
    ReopenReason.NEW_NEED: _("Something new is needed"),
    ReopenReason.SERVICE_ENDED_EARLY: _("Help elsewhere ended before its time"),
    ReopenReason.ANOTHER_OFFICE_ASKED: _("Another office asked"),
    ReopenReason.CLOSED_IN_ERROR: _("It was closed in error"),
}

REASONS: dict[str, Text] = {
    "cost_impossible": _("Check the amount: it has more decimals than its currency, or is too large."),
    "cost_and_currency": _("Give the amount and its currency, or neither."),
    "goal_settled": _("Choose from the answers listed."),
}
