"""What the codes of conferences are called in the ledger."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.protection.conference.words import (
    COMING,
    DECISION_STATES,
    DISSENT,
    PERSON_PARTS,
    SIGHT_ENDS,
    STATES,
)
from palermo.trust.ledger.details import add_details, add_objects, add_values

DETAILS: Final[dict[str, Text]] = {
    "conference": _("Conference"),
    "coming": _("Answer"),
    "dissent": _("Why not"),
    "person_part": _("What the person said"),
    "decision_state": _("How it stands"),
    "conference_state": _("Now"),
    "sight_ended": _("Why"),
}
OBJECTS: Final[dict[str, Text]] = {
    "conference": _("Conference"),
    "conference_member": _("Office at a conference"),
    "conference_decision": _("Decision of a conference"),
    "conference_seat": _("Seat at a conference"),
}


def register() -> None:
    """Called in AppConfig.ready."""
    add_details(DETAILS)
    add_objects(OBJECTS)
    add_values("coming", COMING)
    add_values("dissent", DISSENT)
    add_values("person_part", PERSON_PARTS)
    add_values("sight_ended", SIGHT_ENDS)
    add_values("decision_state", {code: state.label for code, state in DECISION_STATES.items()})
    add_values("conference_state", {code: state.label for code, state in STATES.items()})
