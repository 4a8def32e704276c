"""What roles see and do of conferences, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.protection.conference.policies import CONFERENCES, SEATS, ConferenceAction, SeatAction
from palermo.trust.people.seeing import RoleLine, Topic, questions

LINES = (
    RoleLine(
        topic=Topic.REFERRALS,
        words=_("Sees the conferences about these cases, who was called, and what was decided."),
        asked=questions(CONFERENCES, ConferenceAction.SEE),
    ),
    RoleLine(
        topic=Topic.REFERRALS,
        words=_("Calls a conference, with the person’s yes for each office, and records what was decided."),
        asked=questions(CONFERENCES, ConferenceAction.LEAD),
        brief=_("calls case conferences"),
    ),
    RoleLine(
        topic=Topic.REFERRALS,
        words=_(
            "Sees conferences to which another office called yours, what was told for it, and what yours is to do."
        ),
        asked=questions(SEATS, SeatAction.SEE),
    ),
    RoleLine(
        topic=Topic.REFERRALS,
        words=_("Says whether your office comes, what of it is done or not agreed with, and leaves."),
        asked=questions(SEATS, SeatAction.ANSWER),
    ),
)
