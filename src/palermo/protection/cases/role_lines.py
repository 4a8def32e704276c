"""What roles see and do of cases and persons, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.protection.cases.policies import CASES, NEEDS, PERSONS, CaseAction, NeedAction, PersonAction
from palermo.trust.people.seeing import Question, RoleLine, Topic, questions

LEADS = Question(CASES, CaseAction.LEAD)

LINES = (
    RoleLine(
        topic=Topic.CASES,
        words=_("Sees every case of the office, and its board of numbers."),
        asked=(LEADS,),
        brief=_("sees every case of the office"),
    ),
    RoleLine(
        topic=Topic.CASES,
        words=_("Sees the cases assigned to them, and no other."),
        asked=(*questions(CASES, CaseAction.SEE), *questions(NEEDS, NeedAction.SEE)),
        brief=_("sees the cases assigned to them"),
        lacking=_("any case"),
        unless=LEADS,
    ),
    RoleLine(
        topic=Topic.CASES,
        words=_("Reads in these cases who the person is and how they may be reached. Each look is recorded."),
        asked=(
            *questions(CASES, CaseAction.SEE_IDENTITY),
            *questions(PERSONS, PersonAction.SEE_IDENTITY),
        ),
        brief=_("reads who these persons are"),
        lacking=_("who a person is"),
    ),
    RoleLine(
        topic=Topic.CASES,
        words=_("Opens cases."),
        asked=questions(CASES, CaseAction.OPEN),
        brief=_("opens cases"),
    ),
    RoleLine(
        topic=Topic.CASES,
        words=_(
            "Records who the person is, their needs and the help given; closes cases and opens them again."
        ),
        asked=(
            *questions(
                CASES,
                CaseAction.IDENTIFY,
                CaseAction.RECORD_NEED,
                CaseAction.ASSIST,
                CaseAction.CLOSE,
                CaseAction.REOPEN,
                CaseAction.CALL,
            ),
            *questions(PERSONS, PersonAction.IDENTIFY),
        ),
    ),
    RoleLine(
        topic=Topic.CASES,
        words=_("Sees who opened a file."),
        asked=(*questions(CASES, CaseAction.WHO_SAW), *questions(PERSONS, PersonAction.WHO_SAW)),
    ),
    RoleLine(
        topic=Topic.CASES,
        words=_("Assigns cases to colleagues."),
        asked=questions(CASES, CaseAction.ASSIGN),
        brief=_("assigns cases"),
    ),
    RoleLine(
        topic=Topic.CASES,
        words=_(
            "Takes a file with one row a person out of the program, where the office has that switched on."
        ),
        asked=questions(CASES, CaseAction.TAKE_ROWS),
    ),
    RoleLine(
        topic=Topic.CASES,
        words=_("Erases a person's file, keeps it longer, or holds it for a court."),
        asked=(
            *questions(CASES, CaseAction.HOLD, CaseAction.ERASE, CaseAction.KEEP_LONGER),
            *questions(PERSONS, PersonAction.HOLD, PersonAction.ERASE),
        ),
        brief=_("erases files"),
    ),
    RoleLine(
        topic=Topic.CASES,
        words=_("Erases what another office sent, when the person takes their consent back."),
        asked=(
            *questions(CASES, CaseAction.ERASE_ON_WITHDRAWAL),
            *questions(PERSONS, PersonAction.ERASE_ON_WITHDRAWAL),
        ),
    ),
    RoleLine(
        topic=Topic.REFERRALS,
        words=_("Sends without consent in danger to life: the least data, reviewed by a second person."),
        asked=questions(CASES, CaseAction.OVERRIDE),
    ),
)
