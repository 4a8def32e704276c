"""Put off a thing of Today: it comes back on its day, and at once when it is due. It is put off for its reader alone.

put_off(actor, kind="need_tonight", subject_id=need.pk, until=…, reason=PutOffReason.NOT_REACHED)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from palermo.desk.codes import PutOffReason
from palermo.desk.models import PutOff
from palermo.desk.policies import PUT_OFFS, PutOffAction
from palermo.desk.verbs import DeskVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.mandates import DESK
from palermo.trust.rows import own_row
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.today import TodayItem, lists, read

_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class ThingPutOff:
    """A thing and how it was put off."""

    item: TodayItem
    row: PutOff


def put_off_by(actor: Actor, *, now: datetime) -> QuerySet[PutOff]:
    """What the actor put off and has not come back yet, what comes back first first."""
    return PUT_OFFS.visible(actor, PutOff.objects.filter(until__gt=now)).order_by("until", "id")


def ids_put_off(actor: Actor, now: datetime) -> dict[str, set[UUID]]:
    """What the actor put off, as ids by the kind of list; one statement."""
    found: dict[str, set[UUID]] = {}
    for kind, subject_id in put_off_by(actor, now=now).order_by().values_list("kind", "subject_id"):
        found.setdefault(kind, set()).add(subject_id)
    return found


def things_put_off(actor: Actor, *, now: datetime) -> list[ThingPutOff]:
    """What the actor put off and would stand on Today else, what comes back first first. Three statements."""
    rows = {(row.kind, row.subject_id): row for row in put_off_by(actor, now=now)}
    ids: dict[str, set[UUID]] = {}
    for kind, subject_id in rows:
        ids.setdefault(kind, set()).add(subject_id)
    waiting = [
        replace(one, rows=one.rows.filter(pk__in=ids[one.kind]), most=len(rows))
        for one in lists(actor, now=now, put_off=True)
        if one.kind in ids
    ]
    found = [
        ThingPutOff(item=item, row=rows[item.kind, item.subject])
        for item in read(waiting)
        if item.subject is not None and (item.kind, item.subject) in rows
    ]
    return sorted(found, key=lambda thing: (thing.row.until, thing.row.pk))


def thing_on_today(actor: Actor, *, kind: str, subject_id: UUID, now: datetime) -> TodayItem | None:
    """One thing that stands on the actor's Today, put off or not; None when none does."""
    waiting = [
        replace(one, rows=one.rows.filter(pk=subject_id))
        for one in lists(actor, now=now, put_off=True)
        if one.kind == kind
    ]
    return next(iter(read(waiting)), None)


@service
def put_off(actor: Actor, *, kind: str, subject_id: UUID, until: datetime, reason: PutOffReason) -> PutOff:
    """Put a thing off until a moment, or until it is due if that is sooner; again, for another time or reason.

    Raises Refused for a thing that does not stand on the actor's Today, and for a moment that has passed.
    """
    PUT_OFFS.require(actor, PutOffAction.KEEP)
    user_id = named(actor)
    now, asked = timezone.now(), PUT_OFFS.asked(PutOffAction.KEEP)
    item = thing_on_today(actor, kind=kind, subject_id=subject_id, now=now)
    if item is None:
        raise Refused(NOT_FOUND, verb=asked, object_type="thing", object_id=subject_id)
    if until <= now:
        raise Refused("put_off_until_when", verb=asked, object_type="thing", object_id=subject_id)
    if item.due is not None and item.due > now:
        until = min(until, item.due)
    rooms = sorted(actor.rooms)
    row, _new = PutOff.objects.update_or_create(
        organisation_id=actor.organisation_id,
        user_id=user_id,
        kind=kind,
        subject_id=subject_id,
        defaults={
            "room": rooms[0] if rooms else DESK,
            "file_id": item.file,
            "purpose": "desk",
            "reason": PutOffReason(reason),
            "until": until,
        },
    )
    record(
        actor,
        verb=DeskVerb.PUT_OFF,
        object_type="thing",
        object_id=subject_id,
        codes={"kind": kind, "reason": reason.value, "until": until.isoformat()},
    )
    return row


@service
def take_back(actor: Actor, *, put_off_id: UUID) -> None:
    """Let a thing stand on Today again now. Raises Refused for one that the actor did not put off."""
    asked = PUT_OFFS.asked(PutOffAction.KEEP)
    row = own_row(actor, PutOff, put_off_id, verb=asked, object_type="thing")
    PUT_OFFS.require(actor, PutOffAction.KEEP, row)
    record(
        actor,
        verb=DeskVerb.TAKEN_BACK,
        object_type="thing",
        object_id=row.subject_id,
        codes={"kind": row.kind},
    )
    row.delete()


@service
def delete_what_came_back(actor: Actor) -> int:
    """Delete what came back by itself; how many, at most 500 a time."""
    rows = PutOff.objects.filter(organisation_id=actor.organisation_id, until__lte=timezone.now())
    over = list(rows.order_by("pk").select_for_update(skip_locked=True)[:_AT_ONCE])
    for row in over:
        codes = {"kind": row.kind}
        record(actor, verb=DeskVerb.CAME_BACK, object_type="thing", object_id=row.subject_id, codes=codes)
    PutOff.objects.filter(pk__in=[row.pk for row in over]).delete()
    return len(over)


def forget_put_off_about(organisation_id: UUID, file_ids: Iterable[UUID]) -> None:
    """Delete what any colleague put off about these files; for erasures, which record their own event."""
    PutOff.objects.filter(organisation_id=organisation_id, file_id__in=list(file_ids)).delete()
