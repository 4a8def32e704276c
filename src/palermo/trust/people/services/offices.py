"""Offices and their units."""

from __future__ import annotations

from uuid import UUID

from palermo.kit.office_time import known_zones, use_zone
from palermo.reference.time_zones import zone_of_office, zones_of
from palermo.trust.actor import INSTALLATION_ID, Actor, System
from palermo.trust.current import record
from palermo.trust.founding import office_created, zone_moved
from palermo.trust.ids import uuid7
from palermo.trust.mandates import Mandate, OrganisationKind, mandate_refusal
from palermo.trust.people.models import Organisation, Unit
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.service import Refused, service
from palermo.trust.vault.head_keys import remember_head_key
from palermo.trust.vault.keys import create_office_keys
from palermo.trust.verbs import PeopleAsked, PeopleVerb


def new_office(*, reason: str = "office_created") -> System:
    """The actor under which a new office is created: the office itself, in a unit of work of its own."""
    return System(organisation_id=uuid7(), reason=reason)


@service
def create_installation(actor: Actor) -> Organisation:
    """Create the installation's own organisation, whose chain takes what belongs to no office; once.

    From then on the key that signs heads is remembered, so that they can be verified after the root key changed.
    """
    if not isinstance(actor, System) or actor.organisation_id != INSTALLATION_ID:
        raise Refused("role_missing", verb=PeopleAsked.OFFICE_CREATE)
    remember_head_key()
    return _create_office(actor, name="Installation", kind=OrganisationKind.INSTALLATION)


@service
def create_office(
    actor: Actor,
    *,
    name: str,
    kind: OrganisationKind,
    country: str,
    contact_point: str = "",
    parent_id: UUID | None = None,
) -> Organisation:
    """Create the office `actor` acts for (see `new_office`), with its key and party keys.

    `contact_point` is public: the desk others ring, never a protected address.
    """
    if not isinstance(actor, System) or kind is OrganisationKind.INSTALLATION:
        raise Refused("role_missing", verb=PeopleAsked.OFFICE_CREATE)
    office = _create_office(
        actor, name=name, kind=kind, country=country, contact_point=contact_point, parent_id=parent_id
    )
    office_created(actor)
    return office


def _create_office(
    actor: Actor, *, name: str, kind: OrganisationKind, **face: str | UUID | None
) -> Organisation:
    office = Organisation.objects.create(id=actor.organisation_id, name=name, kind=kind, **face)
    create_office_keys(office.pk)
    record(
        actor,
        verb=PeopleVerb.OFFICE_CREATED,
        object_type="office",
        object_id=office.pk,
        codes={"kind": kind.value},
    )
    return office


@service
def set_zone(actor: Actor, *, zone: str) -> Organisation:
    """Choose the time zone of the acting office; "" leaves it to be its State's.

    What was recorded stays: moments are moments, and days stay the days that were meant. Raises Refused for a zone
    that is not known here.
    """
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    office = Organisation.objects.select_for_update().get(pk=actor.organisation_id)
    before = zone_of_office(chosen=office.zone, country=office.country)
    if zone and zone not in known_zones() and zone not in zones_of(office.country):
        raise Refused("zone_unknown", verb=PeopleAsked.OFFICE_ZONE, object_type="office", object_id=office.pk)
    office.zone = zone
    office.save(update_fields=["zone"])
    after = zone_of_office(chosen=zone, country=office.country)
    use_zone(after)
    if after != before:
        zone_moved(actor, before=before, after=after)
    record(
        actor,
        verb=PeopleVerb.OFFICE_ZONE_SET,
        object_type="office",
        object_id=office.pk,
        codes={"time_zone": zone_code(after)},
    )
    return office


def zone_code(zone: str) -> str:
    """A time zone as the ledger keeps it: "Europe:Rome".

    >>> zone_code("America/Argentina/Buenos_Aires")
    'America:Argentina:Buenos_Aires'
    """
    return zone.replace("/", ":")


@service
def create_unit(actor: Actor, *, name: str, mandate: Mandate) -> Unit:
    """Create a unit of the acting office with one mandate.

    Raises Refused when an office of its kind may not have it, or has a unit of that name.
    """
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    office = Organisation.objects.get(pk=actor.organisation_id)
    reason = mandate_refusal(kind=OrganisationKind(office.kind), mandate=mandate)
    if reason is None and Unit.objects.filter(organisation=office, name=name).exists():
        reason = "unit_name_taken"
    if reason is not None:
        raise Refused(reason, verb=PeopleAsked.UNIT_CREATE, object_type="office", object_id=office.pk)
    unit = Unit.objects.create(organisation=office, name=name, mandate=mandate)
    record(
        actor,
        verb=PeopleVerb.UNIT_CREATED,
        object_type="unit",
        object_id=unit.pk,
        codes={"mandate": mandate.value},
    )
    return unit
