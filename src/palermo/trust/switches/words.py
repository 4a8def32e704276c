"""Switches in plain language."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.kit.components import State, Tone
from palermo.trust.switches.codes import EndReason, SwitchKind, SwitchState

KINDS: Final[dict[SwitchKind, Text]] = {
    SwitchKind.KEEPS: _("It keeps persons"),
    SwitchKind.PUBLISHES: _("It publishes"),
    SwitchKind.PROMISES: _("It promises an answer"),
    SwitchKind.TAKES_OUT: _("It lets rows of persons leave the program"),
}

STATES: Final[dict[SwitchState, State]] = {
    SwitchState.OFF: State(_("Off"), Tone.PLAIN),
    SwitchState.ASKED: State(_("Waits for a second signature"), Tone.ATTENTION),
    SwitchState.COMES: State(_("Signed, on from its day"), Tone.SEA),
    SwitchState.ON: State(_("On"), Tone.DONE),
    SwitchState.ON_UNNAMED: State(_("On, and nobody answers for it"), Tone.ATTENTION),
}

FAILING: Final = State(_("On, and about to go off"), Tone.DANGER)

ENDED: Final[dict[str, Text]] = {
    EndReason.BY_PERSON: _("Turned off"),
    EndReason.TAKEN_BACK: _("The asking was taken back"),
    EndReason.NOBODY_ANSWERS_FOR_IT: _("Nobody who answers for it has a role here any more"),
    EndReason.CONDITION_LAPSED: _("A condition held no longer"),
    EndReason.RESTORED: _("The installation was restored from a backup"),
}

REASONS: Final[dict[str, Text]] = {
    "switch_not_offered": _("Your office has no unit whose mandate this belongs to."),
    "switch_not_off": _("It is on, or asked for already."),
    "switch_day_past": _("Choose today or a later day."),
    "switch_same_person": _("Name two different colleagues."),
    "switch_condition": _("Something that must hold first does not; the list above says what."),
    "switch_not_asked": _("Nobody asked for it, or it was signed already."),
    "switch_second_person": _("You asked for it. Another coordinator or administrator signs."),
    "switch_needs_administrator": _(
        "One of the two who ask for it and sign it has to be an administrator of your office."
    ),
    "switch_off_already": _("It is off already."),
    "switch_busy": _("Something is under way that this would hide or leave unanswered. Finish it first."),
}
