"""Reads of services: the directory, the own places, and which services fit what is asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from palermo.directory.offers.codes import Room
from palermo.directory.offers.fit import Asked, Fit, Reason, Terms, assess
from palermo.directory.offers.models import Service, ServiceCapacity
from palermo.directory.offers.policies import SERVICES, ServiceAction
from palermo.directory.offers.rules import room_now
from palermo.directory.queries import partners_for
from palermo.kit.office_time import local_day
from palermo.reference.zones import Travel, zones
from palermo.trust.actor import Actor

_TRAVEL_ORDER = tuple(Travel)
_ROOM_ORDER = (Room.YES, Room.ASK, Room.UNKNOWN, Room.NO)
MOST_FOUND = 200


def services(actor: Actor) -> QuerySet[Service]:
    """Services that run, of every office, by name."""
    rows = Service.objects.filter(ended_at__isnull=True).select_related("organisation")
    return SERVICES.visible(actor, rows).order_by("name", "pk")


def own_services(actor: Actor) -> QuerySet[Service]:
    """The acting office's services that run, by name."""
    return services(actor).filter(organisation_id=actor.organisation_id)


def own_capacities(actor: Actor) -> list[ServiceCapacity]:
    """The exact places of the acting office's services, by name; none for those who may not keep them."""
    if not SERVICES.may(actor, ServiceAction.KEEP):
        return []
    rows = ServiceCapacity.objects.filter(
        organisation_id=actor.organisation_id,
        service__organisation_id=actor.organisation_id,
        service__ended_at__isnull=True,
    )
    return list(rows.select_related("service").order_by("service__name", "service_id"))


def room_of(row: Service, *, now: datetime) -> Room:
    """What the answer about room is worth now."""
    return room_now(kind=row.kind, room=row.room, room_at=row.room_at, now=now)


def terms_of(row: Service) -> Terms:
    """For whom a service says it is."""
    return Terms(
        ages=row.ages,
        sexes=row.sexes,
        with_children=row.with_children,
        languages=row.languages,
        access=row.access,
        exploitation=row.exploitation,
        standings=row.standings,
        vetted_until=row.vetted_until,
        funded_from=row.funded_from,
        funded_until=row.funded_until,
    )


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A service as it stands to what is asked: how it fits and why, how far, whether there is room.

    `refusal` is the reason code why its office cannot be asked at all, if so.
    """

    service: Service
    fit: Fit
    reasons: tuple[Reason, ...]
    travel: Travel
    room: Room
    refusal: str | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the finder gives: services that may be asked, in order; the own office's; those excluded; and those whose
    office cannot be asked. Nothing is left out silently."""

    offered: tuple[Offer, ...] = ()
    own: tuple[Offer, ...] = ()
    excluded: tuple[Offer, ...] = ()
    cannot_ask: tuple[Offer, ...] = ()


def find_services(
    actor: Actor,
    *,
    kinds: Collection[str],
    asked: Asked,
    purpose: str,
    barred: Mapping[UUID, str],
    now: datetime,
) -> Found:
    """Services of these kinds, by fit, then travel, then room, then name; each with every reason.

    `barred` are offices that must not be asked for this person, with the reason code to show. At most 200 services
    are looked at.
    """
    refusals = {partner.office.pk: partner.refusal for partner in partners_for(actor, purpose)}
    offers = []
    for row in services(actor).filter(kind__in=sorted(kinds))[:MOST_FOUND]:
        answer = assess(terms_of(row), asked, day=local_day(now))
        offers.append(
            Offer(
                service=row,
                fit=answer.fit,
                reasons=answer.reasons,
                travel=zones().travel(asked.zone, row.zone),
                room=room_of(row, now=now),
                refusal=barred.get(row.organisation_id) or refusals.get(row.organisation_id),
            )
        )
    offers.sort(key=_order)
    own = [offer for offer in offers if offer.service.organisation_id == actor.organisation_id]
    others = [offer for offer in offers if offer.service.organisation_id != actor.organisation_id]
    return Found(
        own=tuple(own),
        offered=tuple(one for one in others if one.fit is not Fit.NO and one.refusal is None),
        excluded=tuple(one for one in others if one.fit is Fit.NO and one.refusal is None),
        cannot_ask=tuple(one for one in others if one.refusal is not None),
    )


def _order(offer: Offer) -> tuple[int, int, int, str]:
    return (
        offer.fit,
        _TRAVEL_ORDER.index(offer.travel),
        _ROOM_ORDER.index(offer.room),
        offer.service.name,
    )
