"""What roles see and do of requests of authorities and complaints, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.protection.accountability.policies import (
    COMPLAINTS,
    REQUESTS,
    ComplaintAction,
    RequestAction,
)
from palermo.trust.people.seeing import RoleLine, Topic, questions

LINES = (
    RoleLine(
        topic=Topic.ACCOUNTABILITY,
        words=_("Records what authorities ask for, sees it and writes what they advise."),
        asked=questions(REQUESTS, RequestAction.RECORD, RequestAction.SEE, RequestAction.ADVISE),
    ),
    RoleLine(
        topic=Topic.ACCOUNTABILITY,
        words=_("Decides what an authority is answered."),
        asked=questions(REQUESTS, RequestAction.DECIDE),
    ),
    RoleLine(
        topic=Topic.ACCOUNTABILITY,
        words=_("Records complaints, sees and answers those meant for them, never one about themselves."),
        asked=questions(COMPLAINTS, ComplaintAction.RECORD, ComplaintAction.SEE, ComplaintAction.ANSWER),
    ),
    RoleLine(
        topic=Topic.ACCOUNTABILITY,
        words=_("Counts all complaints of the office, also those they may not read."),
        asked=questions(COMPLAINTS, ComplaintAction.COUNT),
    ),
)
