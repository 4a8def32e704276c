"""What roles do of notifying, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.trust.people.seeing import RoleLine, Topic, questions

LINES = (
    RoleLine(
        topic=Topic.IDENTIFICATION,
        words=_("Notifies, without identity, where the law requires it, or records why nothing is due."),
        asked=questions(IDENTIFICATION, IdentificationAction.NOTIFY),
    ),
)
