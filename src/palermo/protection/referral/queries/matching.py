"""From a need to the services that fit it, and the enquiries one need has led to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from palermo.directory.offers.fit import UNSAID, Asked
from palermo.directory.offers.models import Service
from palermo.directory.offers.queries import Found, find_services
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.nights import asked_from
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.need_to_know.queries.barred import barred_offices
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.codes.matching import SERVICES_FOR
from palermo.protection.referral.models.matching import PlaceTold, UnmetNeed
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.policies.referral import REFERRALS
from palermo.protection.referral.switch import closed_offices
from palermo.protection.referral.terms import PURPOSE
from palermo.protection.referral.thread import Side, Verb, possible
from palermo.reference.persons import NeedKind
from palermo.trust.actor import Actor
from palermo.trust.vault.vault import reveal

ENDABLE = tuple(state.value for state in ReferralState if Verb.NOT_PURSUED in possible(state, Side.SENDER))
"""States in which the asking office may still end an enquiry."""


def asked_for(person: Person, said: Mapping[str, Any]) -> Asked:
    """What is known of the person: their coded details, and what was said on the first page of the finder."""
    return Asked(
        age=person.age_band,
        sex=said.get("gender") or person.gender,
        languages=tuple(said.get("languages") or person.languages),
        children=said.get("children", "not_asked"),
        access=tuple(said.get("access", ())),
        exploitation=said.get("exploitation", "not_asked"),
        standing=said.get("standing", "not_asked"),
        zone=said.get("zone", "not_known"),
    )


def not_in_file(person: Person) -> tuple[str, ...]:
    """What of gender and languages the file does not say, so that the finder asks it."""
    gender = ("gender",) if person.gender in UNSAID else ()
    known = [code for code in person.languages if code not in UNSAID]
    return (*gender, *(() if known else ("languages",)))


def chooses_by_exploitation(need: Need) -> bool:
    """Whether a service for this kind of need is only for some forms of exploitation: else nobody has to say any."""
    rows = Service.objects.filter(kind__in=SERVICES_FOR[NeedKind(need.kind)], ended_at__isnull=True)
    return rows.exclude(exploitation=[]).exists()


def zone_tonight(need: Need, *, now: datetime) -> str:
    """Where the person of a case was said to be this night, when somebody was asked for them; "" where nobody was."""
    rows = Referral.objects.filter(
        organisation_id=need.organisation_id, case_id=need.case_id, sent_at__gte=asked_from(now)
    )
    return rows.exclude(zone="").order_by("-id").values_list("zone", flat=True).first() or ""


def services_for(actor: Actor, need: Need, said: Mapping[str, Any], *, now: datetime) -> Found:
    """Services for a need of the actor's cases, in order, each with its reasons. Raises Refused."""
    CASES.require(actor, CaseAction.REFER, need.case)
    return find_services(
        actor,
        kinds=SERVICES_FOR[NeedKind(need.kind)],
        asked=asked_for(need.person, said),
        purpose=PURPOSE,
        barred=closed_offices(actor) | barred_offices(actor, need.person_id),
        now=now,
    )


def referrals_of(actor: Actor, need: Need) -> list[Referral]:
    """Every enquiry sent for a need, newest first."""
    rows = Referral.objects.filter(organisation_id=actor.organisation_id, need=need)
    return list(REFERRALS.visible(actor, rows).select_related("recipient", "need", "case").order_by("-id"))


def open_beside(actor: Actor, referral: Referral) -> list[Referral]:
    """Enquiries for the same need that still wait or were accepted, besides this one."""
    rows = Referral.objects.filter(
        organisation_id=actor.organisation_id, need_id=referral.need_id, state__in=ENDABLE
    )
    return list(rows.exclude(pk=referral.pk).select_related("recipient", "need", "case").order_by("id"))


def service_names(ids: Sequence[UUID | None]) -> dict[UUID, str]:
    """Names of services by id, those that have ended too."""
    wanted = {one for one in ids if one}
    return dict(Service.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def said_where(told: str) -> str:
    """The zone to keep: what was chosen, or nothing where it is not known."""
    return "" if told in UNSAID else told


def unmet_need(need: Need) -> UnmetNeed | None:
    """What was recorded when no service was found for this need."""
    return UnmetNeed.objects.filter(organisation_id=need.organisation_id, need=need).first()


def place_told(referral: Referral) -> PlaceTold | None:
    """The address the other office told for this referral, sealed."""
    rows = PlaceTold.objects.filter(organisation_id=referral.organisation_id, referral=referral)
    return rows.select_related("referral__case").first()


def show_place_told(actor: Actor, row: PlaceTold) -> dict[str, str]:
    """The address for the eyes of those who work on the case; recorded as a reveal. Raises Refused, Unreadable."""
    CASES.require(actor, CaseAction.SEE_IDENTITY, row.referral.case)
    return reveal(actor, row, "address", "staff", "security", object_type="person")
