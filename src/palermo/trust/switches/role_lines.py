"""What roles see and do of switches, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.trust.people.seeing import RoleLine, Topic, questions
from palermo.trust.switches.policies import SWITCHES, SwitchAction

LINES = (
    RoleLine(
        topic=Topic.OFFICE,
        words=_("Sees which switches are on."),
        asked=questions(SWITCHES, SwitchAction.SEE),
    ),
    RoleLine(
        topic=Topic.OFFICE,
        words=_("Turns switches: asks for one, signs what a colleague asked for, turns one off."),
        asked=questions(SWITCHES, SwitchAction.TURN),
        brief=_("turns switches on and off, two colleagues together"),
    ),
)
