"""Reads of what was chosen, and of how an office's mails look."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.db.models import Exists, OuterRef

from palermo.desk.notices.codes import NoticeMode
from palermo.desk.notices.models import NoticeChoice, NoticeLook
from palermo.desk.notices.policies import NOTICES, NoticeAction
from palermo.desk.notices.rules import Quiet
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


def zones() -> list[str]:
    """The time zones this machine knows, by name; always UTC."""
    return sorted(
        {"UTC"} | {zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")}
    )


def zone_of(look: NoticeLook) -> ZoneInfo:
    """The zone of the office's day; UTC where this machine does not know the one it chose."""
    try:
        return ZoneInfo(look.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def quiet_of(row: NoticeChoice, zone: ZoneInfo) -> Quiet:
    """The quiet hours of a choice."""
    return Quiet(zone=zone, begins=row.quiet_from, ends=row.quiet_until)
