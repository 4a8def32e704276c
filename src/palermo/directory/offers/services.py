"""Writes of services: what others may know, the protected face, vetting and funding, the end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from palermo.directory.offers.codes import (
    Access,
    AgeGroup,
    Exploitation,
    ServiceKind,
    Sex,
    Standing,
    VettedBy,
    WithChildren,
)
from palermo.directory.offers.models import Service, ServiceCapacity, ServicePlace
from palermo.directory.offers.policies import SERVICES, ServiceAction
from palermo.directory.offers.rules import period_refusal
from palermo.directory.verbs import DirectoryAsked, DirectoryVerb
from palermo.kit.languages import LANGUAGES
from palermo.reference.zones import zones
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.vault.vault import reveal, seal, unseal
from palermo.trust.verbs import WhatWasAsked


@dataclass(frozen=True, kw_only=True)
class Face:
    """The public face as it is said. Empty ages, sexes, exploitation and standings mean all."""

    name: str
    kind: ServiceKind
    zone: str
    contact_point: str
    hours: str = ""
    languages: Collection[str] = ()
    ages: Collection[AgeGroup] = ()
    sexes: Collection[Sex] = ()
    with_children: WithChildren = WithChildren.ASK
    access: Collection[Access] = ()
    exploitation: Collection[Exploitation] = ()
    standings: Collection[Standing] = ()

    def refusal(self) -> str | None:
        """A reason code for a face that says too little, names no zone or no language, else None."""
        if not (self.name.strip() and self.contact_point.strip()):
            return "service_says_too_little"
        if self.zone not in zones().by_code:
            return "not_a_zone"
        return None if set(self.languages) <= LANGUAGES.keys() else "not_a_code"

    def put_on(self, row: Service) -> None:
        """Write it on a row, not yet saved."""
        row.name, row.contact_point, row.hours = (
            self.name.strip(),
            self.contact_point.strip(),
            self.hours.strip(),
        )
        row.kind, row.zone, row.with_children = self.kind.value, self.zone, self.with_children.value
        row.languages = sorted(self.languages)
        row.ages = [code.value for code in AgeGroup if code in self.ages]
        row.sexes = [code.value for code in Sex if code in self.sexes]
        row.access = [code.value for code in Access if code in self.access]
        row.exploitation = [code.value for code in Exploitation if code in self.exploitation]
        row.standings = [code.value for code in Standing if code in self.standings]


@service
def add_service(actor: Actor, *, face: Face) -> Service:
    """Publish a service of the acting office. Raises Refused for a face that says too little."""
    SERVICES.require(actor, ServiceAction.KEEP)
    _require(face.refusal(), DirectoryAsked.SERVICE_ADD)
    row = Service(organisation_id=actor.organisation_id)
    face.put_on(row)
    row.save(force_insert=True)
    ServiceCapacity.objects.create(organisation_id=actor.organisation_id, service=row, purpose="directory")
    _tell(actor, row, DirectoryVerb.SERVICE_ADDED, kind=row.kind)
    return row


@service
def change_service(actor: Actor, *, service_id: UUID, face: Face) -> Service:
    """Say something else of a service of the acting office."""
    row = own_service(actor, service_id, action=ServiceAction.KEEP)
    _require(face.refusal(), DirectoryAsked.SERVICE_CHANGE, row)
    face.put_on(row)
    row.save()
    _tell(actor, row, DirectoryVerb.SERVICE_CHANGED, kind=row.kind)
    return row


@service
def record_place(
    actor: Actor, *, service_id: UUID, address: str, staff: str = "", security: str = ""
) -> ServicePlace:
    """Seal where a service is, who works there and how it is kept safe. An empty text empties the column."""
    row = own_service(actor, service_id, action=ServiceAction.KEEP)
    place = ServicePlace.objects.filter(organisation_id=actor.organisation_id, service=row).first()
    if place is None:
        place = ServicePlace(organisation_id=actor.organisation_id, service=row, purpose="directory")
    seal(place, address=address.strip(), staff=staff.strip(), security=security.strip())
    place.save()
    _tell(actor, row, DirectoryVerb.SERVICE_PLACE_RECORDED)
    return place


def show_place(actor: Actor, row: Service) -> dict[str, str]:
    """The protected face for the eyes of a keeper of the own office; that it was shown is recorded. Raises Refused."""
    SERVICES.require(actor, ServiceAction.KEEP, row)
    place = ServicePlace.objects.filter(organisation_id=actor.organisation_id, service=row).first()
    if place is None:
        return dict.fromkeys(ServicePlace.sealed_columns(), "")
    return reveal(actor, place, *ServicePlace.sealed_columns(), object_type="service")


def hand_over_place(actor: Actor, row: Service, *, office_id: UUID) -> dict[str, str]:
    """The protected face for an office whose referral was accepted: the ledger records to whom. Raises Refused.

    For the room whose referral it is; it decides whether the referral is accepted.
    """
    SERVICES.require(actor, ServiceAction.KEEP, row)
    place = ServicePlace.objects.filter(organisation_id=actor.organisation_id, service=row).first()
    texts = unseal(place, *ServicePlace.sealed_columns()) if place else {}
    if not texts.get("address"):
        raise Refused(
            "place_missing", verb=DirectoryAsked.SERVICE_REVEAL, object_type="service", object_id=row.pk
        )
    record(
        actor,
        verb=DirectoryVerb.SERVICE_PLACE_REVEALED,
        object_type="service",
        object_id=row.pk,
        codes={"to": str(office_id), "columns": ".".join(name for name, text in texts.items() if text)},
    )
    return texts


@service
def record_vetting(
    actor: Actor,
    *,
    service_id: UUID,
    vetted_by: VettedBy | None,
    vetted_until: date | None,
    funded_from: date | None,
    funded_until: date | None,
) -> Service:
    """Record who vetted a service until when, and its funding period. None where there is neither.

    Raises Refused when a funding period ends before it begins.
    """
    row = own_service(actor, service_id, action=ServiceAction.VET)
    _require(period_refusal(first=funded_from, last=funded_until), SERVICES.asked(ServiceAction.VET), row)
    row.vetted_by = vetted_by.value if vetted_by and vetted_until else ""
    row.vetted_until = vetted_until if vetted_by else None
    row.funded_from, row.funded_until = funded_from, funded_until
    row.save(update_fields=["vetted_by", "vetted_until", "funded_from", "funded_until"])
    _tell(actor, row, DirectoryVerb.SERVICE_VETTED)
    return row


@service
def end_service(actor: Actor, *, service_id: UUID) -> Service:
    """Take a service out of the directory; its protected face is emptied. Enquiries that run go on."""
    row = own_service(actor, service_id, action=ServiceAction.KEEP)
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    ServicePlace.objects.filter(organisation_id=actor.organisation_id, service=row).update(
        address=b"", staff=b"", security=b""
    )
    _tell(actor, row, DirectoryVerb.SERVICE_ENDED)
    return row


def own_service(actor: Actor, service_id: UUID, *, action: ServiceAction) -> Service:
    """The acting office's service, locked, if the actor may do `action` and it has not ended. Raises Refused."""
    row = own_row(actor, Service, service_id, verb=SERVICES.asked(action), object_type="service")
    SERVICES.require(actor, action, row)
    _require("service_ended" if row.ended_at else None, SERVICES.asked(action), row)
    return row


def _require(reason: str | None, asked: WhatWasAsked, row: Service | None = None) -> None:
    if reason:
        raise Refused(reason, verb=asked, object_type="service", object_id=row.pk if row else None)


def _tell(actor: Actor, row: Service, verb: DirectoryVerb, **codes: str) -> None:
    record(actor, verb=verb, object_type="service", object_id=row.pk, codes=codes)
