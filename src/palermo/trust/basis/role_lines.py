"""What roles see and do of legal bases, consents and disclosure without consent, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.trust.basis.policies import BASIS, PROCESSING, BasisAction, ProcessingAction
from palermo.trust.mandates import SERVICES_ROOM
from palermo.trust.people.seeing import RoleLine, Topic, questions

_OF_PERSONS = BASIS.of(SERVICES_ROOM)

LINES = (
    RoleLine(
        topic=Topic.REFERRALS,
        words=_("Records what the person agrees to, and the end of a consent; tells them what went where."),
        asked=questions(
            _OF_PERSONS,
            BasisAction.SEE,
            BasisAction.RECORD_AGREEMENT,
            BasisAction.RECORD_CONSENT,
            BasisAction.WITHDRAW_CONSENT,
            BasisAction.INFORM_PERSON,
        ),
    ),
    RoleLine(
        topic=Topic.REFERRALS,
        words=_("Asks for a disclosure without consent, approves or reviews that of somebody else."),
        asked=questions(
            _OF_PERSONS,
            BasisAction.REQUEST_OVERRIDE,
            BasisAction.APPROVE_OVERRIDE,
            BasisAction.REVIEW_OVERRIDE,
        ),
    ),
    RoleLine(
        topic=Topic.OFFICE,
        words=_("Sees on which legal bases the office works."),
        asked=questions(PROCESSING, ProcessingAction.SEE),
    ),
    RoleLine(
        topic=Topic.OFFICE,
        words=_("Records and ends legal bases."),
        asked=questions(PROCESSING, ProcessingAction.RECORD, ProcessingAction.END),
    ),
)
