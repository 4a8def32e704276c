"""What roles see and do of the office's people and of what is recorded, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.seeing import RoleLine, Topic, questions

LINES = (
    RoleLine(
        topic=Topic.OFFICE,
        words=_("Invites colleagues, gives and ends roles, adds units, gives a new way in."),
        asked=questions(PEOPLE, PeopleAction.ADMINISTER),
        brief=_("gives and ends roles, and so decides what others see"),
        lacking=_("giving roles"),
    ),
    RoleLine(
        topic=Topic.OFFICE,
        words=_("Sees who works here, in which role and until when."),
        asked=questions(PEOPLE, PeopleAction.SEE),
        brief=_("sees colleagues and their roles"),
    ),
    RoleLine(
        topic=Topic.OFFICE,
        words=_("Sees how much a colleague who leaves has open."),
        asked=questions(PEOPLE, PeopleAction.SEE_OPEN_WORK),
    ),
    RoleLine(
        topic=Topic.OFFICE,
        words=_("Hands the open work of a colleague who leaves over to others."),
        asked=questions(PEOPLE, PeopleAction.HAND_OVER),
    ),
    RoleLine(
        topic=Topic.OFFICE,
        words=_("Runs the installation: sees its versions, queue, backups and doubts about its files."),
        asked=questions(PEOPLE, PeopleAction.SEE_INSTALLATION),
        brief=_("sees how the server stands"),
    ),
    RoleLine(
        topic=Topic.OVERSIGHT,
        words=_(
            "Reads the ledger of what was done, shown and refused, by whom and when, and takes it out as a file."
        ),
        asked=questions(PEOPLE, PeopleAction.SEE_LEDGER),
        brief=_("reads the ledger of everything that was done, shown and refused"),
        lacking=_("the ledger"),
    ),
    RoleLine(
        topic=Topic.OVERSIGHT,
        words=_("Looks into a breach, notes it, and sees how far telling those concerned has come."),
        asked=questions(PEOPLE, PeopleAction.HANDLE_BREACHES),
    ),
    RoleLine(
        topic=Topic.OVERSIGHT,
        words=_("Is told on Today when a colleague was given a new way in."),
        asked=questions(PEOPLE, PeopleAction.SEE_ACCESS_CHANGES),
    ),
)
