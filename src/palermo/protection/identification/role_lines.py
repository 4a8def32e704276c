"""What roles see and do of identification, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.trust.people.seeing import RoleLine, Topic, questions

LINES = (
    RoleLine(
        topic=Topic.IDENTIFICATION,
        words=_("Sees how far identification is, and reads what the person told and what was decided."),
        asked=questions(
            IDENTIFICATION,
            IdentificationAction.SEE,
            IdentificationAction.READ_ACCOUNT,
            IdentificationAction.READ_DECISION,
        ),
        brief=_("reads what the person told"),
    ),
    RoleLine(
        topic=Topic.IDENTIFICATION,
        words=_(
            "Screens, writes down what is told, presumes, keeps the period of reflection, asks for a new decision."
        ),
        asked=questions(
            IDENTIFICATION,
            IdentificationAction.SCREEN,
            IdentificationAction.RECORD_ACCOUNT,
            IdentificationAction.PRESUME,
            IdentificationAction.REFLECT,
            IdentificationAction.ASK_AGAIN,
        ),
    ),
    RoleLine(
        topic=Topic.IDENTIFICATION,
        words=_("Decides whether a person is formally identified as a victim."),
        asked=questions(IDENTIFICATION, IdentificationAction.DECIDE),
        brief=_("decides whether a person is a victim"),
    ),
)
