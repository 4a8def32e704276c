"""Reads of what was chosen, and of how an office's mails look."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef

from palermo.desk.notices.codes import NoticeMode
from palermo.desk.notices.models import NoticeChoice, NoticeLook
from palermo.desk.notices.policies import NOTICES, NoticeAction
from palermo.desk.notices.rules import Quiet
from palermo.kit.office_time import office_zone
from palermo.trust.actor import Actor

MAILED = "mailed"


def is_mailed() -> Exists:
    """Of an assignment: whether its account chose, in that office, to be mailed when something comes in."""
    rows = NoticeChoice.objects.filter(
        organisation_id=OuterRef("organisation_id"), user_id=OuterRef("user_id"), mode=NoticeMode.ARRIVALS
    )
    return Exists(rows)


def own_choice(actor: Actor) -> NoticeChoice | None:
    """What the acting colleague chose in the acting office; None while they are told nothing. Raises Refused."""
    NOTICES.require(actor, NoticeAction.CHOOSE)
    return NOTICES.visible(actor, NoticeChoice.objects.all()).first()


def look_of(organisation_id: UUID) -> NoticeLook:
    """How the acting office's mails look; the program's own look, unsaved, where it set none."""
    row = NoticeLook.objects.filter(organisation_id=organisation_id).first()
    return row or NoticeLook(organisation_id=organisation_id)


def quiet_of(row: NoticeChoice) -> Quiet:
    """The quiet hours of a choice, of the acting office's day."""
    return Quiet(zone=office_zone(), begins=row.quiet_from, ends=row.quiet_until)
