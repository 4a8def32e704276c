"""Deadlines as rows: started, paused, gone on, moved, done. They hold ids; the room says what they are for.

    start_clock(actor, room="protection", kind="guardian", object_id=case.pk, due_at=…)
    stop_clock(actor, kind="guardian", object_id=case.pk)

The room that starts one has decided before that `actor` may. Nothing happens when a clock runs out but that it is
shown as overdue.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from palermo.desk.models import Clock
from palermo.desk.verbs import DeskAsked, DeskVerb
from palermo.kit.office_time import day_begins, day_ends, local_day
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import NOT_FOUND, Refused, service


@service
def start_clock(
    actor: Actor,
    *,
    room: str,
    kind: str,
    object_id: UUID,
    due_at: datetime,
    started_at: datetime | None = None,
) -> Clock:
    """Start a clock of `kind` about an object; one that runs already is moved instead, never doubled.

    Raises Refused for a room the actor's mandate does not open, and when it were due before it began.
    """
    if room not in actor.rooms:
        raise Refused("role_missing", verb=DeskAsked.CLOCK_START, object_type="clock")
    started_at = started_at or timezone.now()
    if due_at < started_at:
        raise Refused("ends_before_it_begins", verb=DeskAsked.CLOCK_START, object_type="clock")
    if (row := _running(actor, kind, object_id)) is not None:
        return move_clock(actor, kind=row.kind, object_id=object_id, due_at=due_at)
    row = Clock.objects.create(
        organisation_id=actor.organisation_id,
        room=room,
        kind=kind,
        object_id=object_id,
        started_at=started_at,
        due_at=due_at,
    )
    _tell(actor, DeskVerb.CLOCK_STARTED, row)
    return row


@service
def move_clock(actor: Actor, *, kind: str, object_id: UUID, due_at: datetime) -> Clock:
    """Let a running clock be due at another time. Raises Refused when none runs."""
    row = _required(actor, kind, object_id, DeskAsked.CLOCK_MOVE)
    row.due_at = due_at
    row.save(update_fields=["due_at"])
    _tell(actor, DeskVerb.CLOCK_MOVED, row)
    return row


@service
def pause_clock(actor: Actor, *, kind: str, object_id: UUID, at: datetime | None = None) -> Clock:
    """Let the time stand still from `at` on. Raises Refused when none runs, or it stands still already."""
    row = _required(actor, kind, object_id, DeskAsked.CLOCK_PAUSE)
    if row.is_paused:
        raise Refused("clock_paused", verb=DeskAsked.CLOCK_PAUSE, object_type="clock", object_id=row.pk)
    row.paused = [*row.paused, [(at or timezone.now()).isoformat(), None]]
    row.save(update_fields=["paused"])
    _tell(actor, DeskVerb.CLOCK_PAUSED, row)
    return row


@service
def resume_clock(actor: Actor, *, kind: str, object_id: UUID, at: datetime | None = None) -> Clock:
    """Let the time go on at `at`: it is due as much later as it stood still. Raises Refused unless it does."""
    row = _required(actor, kind, object_id, DeskAsked.CLOCK_RESUME)
    if not row.is_paused:
        raise Refused("clock_runs", verb=DeskAsked.CLOCK_RESUME, object_type="clock", object_id=row.pk)
    at = at or timezone.now()
    since = datetime.fromisoformat(row.paused[-1][0])
    if at < since:
        raise Refused(
            "ends_before_it_begins", verb=DeskAsked.CLOCK_RESUME, object_type="clock", object_id=row.pk
        )
    row.paused = [*row.paused[:-1], [row.paused[-1][0], at.isoformat()]]
    row.due_at = _later(row.due_at, since, at)
    row.save(update_fields=["paused", "due_at"])
    _tell(actor, DeskVerb.CLOCK_RESUMED, row)
    return row


@service
def stop_clock(actor: Actor, *, kind: str, object_id: UUID) -> bool:
    """What the clock waited for is done; False when none runs."""
    row = _running(actor, kind, object_id)
    if row is None:
        return False
    row.done_at = timezone.now()
    row.save(update_fields=["done_at"])
    _tell(actor, DeskVerb.CLOCK_DONE, row)
    return True


def end_clocks_about(actor: Actor, *, object_id: UUID) -> None:
    """Part of the service that ends what they are about: each clock that runs or stands still is over, and recorded."""
    rows = Clock.objects.select_for_update().filter(
        organisation_id=actor.organisation_id, object_id=object_id, done_at__isnull=True
    )
    for row in rows.order_by("pk"):
        row.done_at = timezone.now()
        row.save(update_fields=["done_at"])
        _tell(actor, DeskVerb.CLOCK_DONE, row)


def start_clocks_again(
    actor: Actor, *, object_id: UUID, ended_since: datetime, kinds: Collection[str]
) -> None:
    """Part of the service that takes up again what they are about: those that ended with it run on as they did."""
    rows = Clock.objects.select_for_update().filter(
        organisation_id=actor.organisation_id, object_id=object_id, done_at__gte=ended_since, kind__in=kinds
    )
    for row in rows.order_by("-pk"):
        if _running(actor, row.kind, object_id) is None:
            row.done_at = None
            row.save(update_fields=["done_at"])
            _tell(actor, DeskVerb.CLOCK_STARTED, row)


def stop_clocks_about(organisation_id: UUID, object_ids: Iterable[UUID]) -> None:
    """End every clock about these objects; for erasures, which record their own event."""
    rows = Clock.objects.filter(
        organisation_id=organisation_id, object_id__in=list(object_ids), done_at__isnull=True
    )
    rows.update(done_at=timezone.now())


def running_clocks(actor: Actor, *, room: str) -> QuerySet[Clock]:
    """The office's clocks of a room that run or stand still, the first due first; the room narrows them to its own."""
    return Clock.objects.filter(
        organisation_id=actor.organisation_id, room=room, done_at__isnull=True
    ).order_by("due_at", "id")


def is_overdue(row: Clock, *, now: datetime) -> bool:
    """Whether a running clock is past its time. One that stands still is not."""
    return row.done_at is None and not row.is_paused and row.due_at < now


def soon(row: Clock, *, now: datetime, within: timedelta) -> bool:
    """Whether a running clock is due within that time, or overdue."""
    return row.done_at is None and not row.is_paused and row.due_at <= now + within


def _later(due: datetime, since: datetime, at: datetime) -> datetime:
    """As much later as it stood still; by whole days what is reckoned in days, whatever clocks were put forward."""
    if day_ends(local_day(due)) == due and all(day_begins(local_day(one)) == one for one in (since, at)):
        return day_ends(local_day(due) + (local_day(at) - local_day(since)))
    return due + (at - since)


def _running(actor: Actor, kind: str, object_id: UUID) -> Clock | None:
    return (
        Clock.objects.select_for_update()
        .filter(organisation_id=actor.organisation_id, kind=kind, object_id=object_id, done_at__isnull=True)
        .first()
    )


def _required(actor: Actor, kind: str, object_id: UUID, asked: DeskAsked) -> Clock:
    row = _running(actor, kind, object_id)
    if row is None:
        raise Refused(NOT_FOUND, verb=asked, object_type="clock", object_id=object_id)
    return row


def _tell(actor: Actor, verb: DeskVerb, row: Clock) -> None:
    record(
        actor,
        verb=verb,
        object_type="clock",
        object_id=row.pk,
        codes={"kind": row.kind, "about": str(row.object_id)},
    )
