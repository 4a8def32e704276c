"""What roles see and do at first contact, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.protection.first_contact.policies import COUNTED_HELP, EVENTS, CountAction, EventAction
from palermo.trust.people.seeing import RoleLine, Topic, questions

LINES = (
    RoleLine(
        topic=Topic.CASES,
        words=_(
            "Records events with several people, adds lines and notes, and help that is counted without a file."
        ),
        asked=(
            *questions(EVENTS, EventAction.RECORD, EventAction.SEE, EventAction.ADD, EventAction.SEE_NOTE),
            *questions(COUNTED_HELP, CountAction.COUNT, CountAction.SEE),
        ),
    ),
)
