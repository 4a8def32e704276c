"""An office lives by another time zone: what is reckoned in days keeps its days, as moments of the new zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from palermo.desk.models import Clock
from palermo.kit.office_time import zone_named
from palermo.trust.actor import Actor
from palermo.trust.current import current
from palermo.trust.mandates import ALL_ROOMS


def in_other_zone(moment: datetime, *, before: ZoneInfo, after: ZoneInfo) -> datetime:
    """The first or last moment of a day in one zone as that of the same day in another; any other moment as it is."""
    told = moment.astimezone(before)
    if told.time() not in (time.min, time.max):
        return moment
    return datetime.combine(told.date(), told.time(), tzinfo=after)


def keep_days(actor: Actor, *, before: str, after: str) -> None:
    """Move the running clocks of the office `actor` acts for, in every room; the change of the zone is the event.

    Whoever chooses the zone sees no clock: the rooms are opened for moving moments and for nothing else.
    """
    old, new = zone_named(before), zone_named(after)
    with current().over_rooms(ALL_ROOMS):
        rows = Clock.objects.filter(organisation_id=actor.organisation_id, done_at__isnull=True)
        for row in rows.order_by("pk").select_for_update():
            row.started_at = in_other_zone(row.started_at, before=old, after=new)
            row.due_at = in_other_zone(row.due_at, before=old, after=new)
            row.paused = [_span(span, old, new) for span in row.paused]
            row.save(update_fields=["started_at", "due_at", "paused"])


def _span(span: Sequence[str | None], old: ZoneInfo, new: ZoneInfo) -> list[str | None]:
    moments = [datetime.fromisoformat(text) if text else None for text in span]
    return [in_other_zone(one, before=old, after=new).isoformat() if one else None for one in moments]
