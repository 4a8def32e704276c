"""What roles do of asking the authority, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.trust.people.seeing import RoleLine, Topic, questions

LINES = (
    RoleLine(
        topic=Topic.IDENTIFICATION,
        words=_(
            "Asks a competent authority to decide, with the person’s yes, and tells the person its answer."
        ),
        asked=questions(IDENTIFICATION, IdentificationAction.ASK_AUTHORITY),
        brief=_("asks an authority to decide"),
    ),
    RoleLine(
        topic=Topic.IDENTIFICATION,
        words=_(
            "At an authority: answers when the person takes the asking back, and sends an answer that waits."
        ),
        asked=questions(IDENTIFICATION, IdentificationAction.HANDLE_MATTER),
    ),
)
