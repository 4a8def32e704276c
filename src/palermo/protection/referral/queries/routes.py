"""Routes for the coordinator: late answers without the person, reasons of declining, needs that nobody met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Count, Q, QuerySet

from palermo.directory.offers.models import Service
from palermo.protection.referral.codes import OTHER, DeclineReason, ReferralState
from palermo.protection.referral.codes.matching import Late
from palermo.protection.referral.models.matching import UnmetNeed
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.policies.routes import ROUTES, RouteAction
from palermo.protection.referral.queries.referrals import due_of, overdue
from palermo.trust.actor import Actor

M = TypeVar("M", Referral, Enquiry)
MOST_ROUTES = 100
YEAR = timedelta(days=365)
POSSIBLE_DISCRIMINATION = frozenset(
    {DeclineReason.NO_PAPERS, DeclineReason.WILL_NOT_COOPERATE, DeclineReason.NATIONALITY}
)
"""Reasons of declining that are counted as possible discrimination."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """An answer that is late: kind, zone, from which office to which, age band, why, since when. Never the person."""

    kind: str
    zone: str
    sender: str
    receiver: str
    age_band: str
    late: Late
    due: datetime


@dataclass(frozen=True, kw_only=True)
class Declined:
    """How often one reason was given to this office's enquiries, within a year and in all."""

    reason: str
    within_a_year: int
    in_all: int

    @property
    def is_possible_discrimination(self) -> bool:
        """True for the reasons that say who the person is instead of what the service can do."""
        return self.reason in POSSIBLE_DISCRIMINATION


@dataclass(frozen=True, kw_only=True)
class NotMet:
    """How many needs of a kind in a zone found no service for a reason."""

    kind: str
    zone: str
    reason: str
    count: int


def routes_sent(actor: Actor, own_name: str, *, now: datetime) -> list[Route]:
    """Enquiries of this office whose answer is late, longest first; at most 100."""
    ROUTES.require(actor, RouteAction.SEE)
    rows = Referral.objects.filter(overdue(now), organisation_id=actor.organisation_id)
    found = _longest_first(rows).values_list(
        "need__kind", "zone", "recipient__name", "enquiry__age_band", "state", due_of()
    )
    return [
        _route(kind, zone, own_name, office, age, state, due) for kind, zone, office, age, state, due in found
    ]


def routes_received(actor: Actor, own_name: str, *, now: datetime) -> list[Route]:
    """Enquiries to this office that it has not answered in time, longest first; the zone is that of its service."""
    ROUTES.require(actor, RouteAction.SEE)
    rows = Enquiry.objects.filter(overdue(now), organisation_id=actor.organisation_id)
    found = list(
        _longest_first(rows).values_list(
            "need_kind",
            "service_id",
            "sender__name",
            "details__age_band",
            "state",
            due_of(),
        )
    )
    asked = {row[1] for row in found if row[1]}
    zones = dict(
        Service.objects.filter(organisation_id=actor.organisation_id, pk__in=asked).values_list("pk", "zone")
    )
    return [
        _route(kind, zones.get(service, "") if service else "", office, own_name, age, state, due)
        for kind, service, office, age, state, due in found
    ]


def _longest_first(rows: QuerySet[M]) -> QuerySet[M]:
    return rows.order_by(due_of(), "pk")[:MOST_ROUTES]


def _route(
    kind: str, zone: str, sender: str, receiver: str, age: str | None, state: str, due: datetime
) -> Route:
    return Route(
        kind=kind,
        zone=zone,
        sender=sender,
        receiver=receiver,
        age_band=age or "not_known",
        late=Late.WAITING_OVER if state == ReferralState.WAITLISTED else Late.NO_ANSWER,
        due=due,
    )


def declines(actor: Actor, *, now: datetime) -> list[Declined]:
    """Every reason this office was given, and always those counted as possible discrimination."""
    ROUTES.require(actor, RouteAction.SEE)
    rows = (
        Referral.objects.filter(organisation_id=actor.organisation_id, state=ReferralState.DECLINED)
        .values("decline_reason")
        .annotate(in_all=Count("pk"), within_a_year=Count("pk", filter=Q(sent_at__gt=now - YEAR)))
    )
    counted = {row["decline_reason"]: row for row in rows}
    shown = [code for code in (*DeclineReason, OTHER) if code in counted or code in POSSIBLE_DISCRIMINATION]
    return [
        Declined(
            reason=code,
            within_a_year=counted[code]["within_a_year"] if code in counted else 0,
            in_all=counted[code]["in_all"] if code in counted else 0,
        )
        for code in shown
    ]


def not_met(actor: Actor) -> list[NotMet]:
    """Needs for which no service was found, by kind, zone and reason."""
    ROUTES.require(actor, RouteAction.SEE)
    rows = (
        UnmetNeed.objects.filter(organisation_id=actor.organisation_id)
        .values_list("kind", "zone", "reason")
        .annotate(count=Count("pk"))
        .order_by("kind", "zone", "reason")
    )
    return [NotMet(kind=kind, zone=zone, reason=reason, count=count) for kind, zone, reason, count in rows]
