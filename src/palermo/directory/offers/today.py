"""What services have for the Today page: places to say again, vetting and funding that run out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.directory.offers.codes import RUNS_OUT_WITHIN, Room
from palermo.directory.offers.models import Service
from palermo.directory.offers.policies import SERVICES, ServiceAction
from palermo.directory.offers.queries import own_services, room_of
from palermo.directory.offers.rules import fresh_for
from palermo.kit.choices import Text
from palermo.kit.layout import Link
from palermo.kit.office_time import day_ends, local_day
from palermo.trust.actor import Actor, Staff
from palermo.trust.today import TodayItem, Waiting

MOST = 200
"""An office has some ten services; of so many each is looked at."""


def places_to_confirm(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Services whose room others read as not known, because nobody said it for too long."""
    if not isinstance(actor, Staff) or not SERVICES.may(actor, ServiceAction.KEEP):
        return
    yield Waiting(
        own_services(actor).select_related(None),
        lambda found: _stale(found, now),
        kind="service_room",
        most=MOST,
        all_of_it=Link(_("Room of your services"), reverse("services:rooms")),
    )


def _stale(rows: Sequence[Service], now: datetime) -> Iterator[TodayItem]:
    for row in rows:
        if room_of(row, now=now) is Room.UNKNOWN:
            yield TodayItem(
                title=_("Say how much room there is: %(service)s") % {"service": row.name},
                url=f"{reverse('services:rooms')}#service-{row.pk}",
                subject=row.pk,
                facts=(_("room not known"),),
                since=row.room_at,
                due=row.room_at + fresh_for(row.kind) if row.room_at else None,
            )


def services_running_out(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Services whose vetting or funding has run out, or does so within 30 days; for whoever keeps them."""
    if not isinstance(actor, Staff) or not SERVICES.may(actor, ServiceAction.KEEP):
        return
    soon = local_day(now) + RUNS_OUT_WITHIN
    may_vet = SERVICES.may(actor, ServiceAction.VET).allowed
    ending = own_services(actor).filter(Q(vetted_until__lte=soon) | Q(funded_until__lte=soon))
    yield Waiting(
        ending.select_related(None),
        lambda found: _running_out(found, soon=soon, may_vet=may_vet),
        kind="service_ends",
        most=MOST,
    )


def _running_out(rows: Sequence[Service], *, soon: date, may_vet: bool) -> Iterator[TodayItem]:
    for row in rows:
        url = reverse("services:vetting" if may_vet else "services:service", args=[row.pk])
        if row.vetted_until and row.vetted_until <= soon:
            yield _ends(row, _("Have it vetted again: %(service)s"), row.vetted_until, url)
        if row.funded_until and row.funded_until <= soon:
            yield _ends(row, _("Its funding ends: %(service)s"), row.funded_until, url)


def _ends(row: Service, title: Text, last: date, url: str) -> TodayItem:
    return TodayItem(
        title=str(title) % {"service": row.name},
        url=url,
        subject=row.pk,
        due=day_ends(last),
    )
