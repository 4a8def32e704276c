"""Writes of free places: one touch, and the undo of it."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from palermo.directory.offers.codes import Room, Tap
from palermo.directory.offers.models import Service, ServiceCapacity
from palermo.directory.offers.policies import ServiceAction
from palermo.directory.offers.rules import Count
from palermo.directory.offers.services import own_service
from palermo.directory.verbs import DirectoryAsked, DirectoryVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import Refused, service

MOST_PLACES = 999


def count_of(row: ServiceCapacity) -> Count:
    """The places as plain values; `row.service` gives the answer by hand."""
    return Count(places=row.places, free=row.free, ask_at_most=row.ask_at_most, said=Room(row.service.room))


@service
def touch(actor: Actor, *, service_id: UUID, tap: Tap) -> ServiceCapacity:
    """Change the free places by one touch, or confirm them. What stood there before is kept for the undo.

    Raises Refused when it makes no sense any more: a colleague took the last place at the same moment.
    """
    row = _locked(actor, service_id)
    count = count_of(row)
    if not count.allows(tap):
        raise _refused("count_other_now", service_id)
    _keep(row, count.after(tap), before=_before(row))
    record(
        actor,
        verb=DirectoryVerb.SERVICE_ROOM_SAID,
        object_type="service",
        object_id=service_id,
        codes={"tap": tap.value},
    )
    return row


@service
def undo(actor: Actor, *, service_id: UUID, turn: int) -> ServiceCapacity:
    """Put back what stood before touch number `turn`, if it is still the last one. Raises Refused otherwise."""
    row = _locked(actor, service_id)
    if row.turn != turn or not row.before:
        raise _refused("nothing_to_undo", service_id)
    before, row.before = row.before, {}
    row.free = before["free"]
    row.turn += 1
    row.save(update_fields=["free", "before", "turn"])
    row.service.room, row.service.room_at = before["room"], parse_datetime(before["room_at"] or "")
    row.service.save(update_fields=["room", "room_at"])
    record(actor, verb=DirectoryVerb.SERVICE_ROOM_UNDONE, object_type="service", object_id=service_id)
    return row


@service
def set_places(
    actor: Actor, *, service_id: UUID, places: int | None, free: int, ask_at_most: int
) -> ServiceCapacity:
    """Say how many places there are (None: nobody counts), how many are free, and up to how many others read "ask".

    Raises Refused for more free places than places.
    """
    row = _locked(actor, service_id)
    if places is not None and not (0 <= free <= places <= MOST_PLACES and 0 <= ask_at_most <= MOST_PLACES):
        raise _refused("free_more_than_places", service_id)
    row.places = places
    row.ask_at_most = ask_at_most
    count = Count(
        places=places,
        free=free if places is not None else 0,
        ask_at_most=ask_at_most,
        said=Room(row.service.room),
    )
    _keep(row, count, before={})
    record(actor, verb=DirectoryVerb.SERVICE_PLACES_SET, object_type="service", object_id=service_id)
    return row


def _locked(actor: Actor, service_id: UUID) -> ServiceCapacity:
    owner: Service = own_service(actor, service_id, action=ServiceAction.KEEP)
    row = ServiceCapacity.objects.select_for_update().get(
        organisation_id=actor.organisation_id, service_id=owner.pk
    )
    row.service = owner
    return row


def _before(row: ServiceCapacity) -> dict[str, object]:
    at = row.service.room_at
    return {"free": row.free, "room": row.service.room, "room_at": at.isoformat() if at else None}


def _keep(row: ServiceCapacity, count: Count, *, before: dict[str, object]) -> None:
    row.free, row.before = count.free, before
    row.turn += 1
    row.save(update_fields=["places", "free", "ask_at_most", "before", "turn"])
    row.service.room, row.service.room_at = count.shown.value, timezone.now()
    row.service.save(update_fields=["room", "room_at"])


def _refused(reason: str, service_id: UUID) -> Refused:
    return Refused(reason, verb=DirectoryAsked.SERVICE_SAY_ROOM, object_type="service", object_id=service_id)
