"""Writes about accounts, offices, units and roles."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from palermo.trust.actor import INSTALLATION_ID, Actor, System
from palermo.trust.founding import office_created
from palermo.trust.ids import uuid7
from palermo.trust.ledger.events import record
from palermo.trust.people.models import Organisation, RoleAssignment, Unit, User
from palermo.trust.people.policies import PEOPLE
from palermo.trust.people.queries import held_roles
from palermo.trust.people.rules import (
    Held,
    Mandate,
    OrganisationKind,
    Role,
    assignment_refusal,
    mandate_refusal,
)
from palermo.trust.service import Refused, service
from palermo.trust.vault.keys import create_office_keys


def new_office(*, reason: str = "office_created") -> System:
    """The actor under which a new office is created: the office itself, in a unit of work of its own."""
    return System(organisation_id=uuid7(), reason=reason)


@service
def create_installation(actor: Actor) -> Organisation:
    """Create the installation's own organisation, whose chain takes what belongs to no office; once."""
    if actor.organisation_id != INSTALLATION_ID:
        raise Refused("role_missing", verb="office.create")
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
        raise Refused("role_missing", verb="office.create")
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
        actor, verb="office.created", object_type="office", object_id=office.pk, codes={"kind": kind.value}
    )
    return office


@service
def create_unit(actor: Actor, *, name: str, mandate: Mandate) -> Unit:
    """Create a unit of the acting office with one mandate. Raises Refused when its kind may not have it."""
    PEOPLE.require(actor, "administer")
    kind = OrganisationKind(Organisation.objects.get(pk=actor.organisation_id).kind)
    if reason := mandate_refusal(kind=kind, mandate=mandate):
        raise Refused(reason, verb="unit.create", object_type="office", object_id=actor.organisation_id)
    unit = Unit.objects.create(organisation_id=actor.organisation_id, name=name, mandate=mandate)
    record(
        actor, verb="unit.created", object_type="unit", object_id=unit.pk, codes={"mandate": mandate.value}
    )
    return unit


@service
def invite(actor: Actor, *, email: str, full_name: str) -> User:
    """The account with this address, made now if there is none; it can sign in once it has set a password."""
    PEOPLE.require(actor, "administer")
    email = email.strip().lower()
    existing = User.objects.filter(email__iexact=email).first()
    if existing is not None:
        return existing
    user = User(email=email, full_name=full_name)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        return User.objects.get(email__iexact=email)
    # Invited by an administrator who vouches for the address.
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    record(actor, verb="account.invited", object_type="account", object_id=user.pk)
    return user


@service
def assign_role(
    actor: Actor,
    *,
    user_id: UUID,
    unit_id: UUID,
    role: Role,
    valid_from: date,
    valid_until: date | None = None,
) -> RoleAssignment:
    """Give an account a role in a unit of the acting office, between two days (inclusive).

    Raises Refused for a foreign unit and for roles or mandates that may not be held together.
    """
    PEOPLE.require(actor, "administer")
    unit = Unit.objects.filter(pk=unit_id, organisation_id=actor.organisation_id).first()
    if unit is None:
        raise Refused("not_found", verb="role.assign", object_type="unit", object_id=unit_id)
    new = Held(
        organisation_id=unit.organisation_id, unit_id=unit.pk, mandate=Mandate(unit.mandate), role=role
    )
    if reason := assignment_refusal(held_roles(user_id), new):
        raise Refused(reason, verb="role.assign", object_type="account", object_id=user_id)
    assignment = RoleAssignment.objects.create(
        organisation_id=unit.organisation_id,
        unit=unit,
        user_id=user_id,
        role=role,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    record(
        actor,
        verb="role.assigned",
        object_type="account",
        object_id=user_id,
        codes={"role": role.value, "unit": str(unit.pk)},
    )
    return assignment


@service
def end_role(actor: Actor, *, assignment_id: UUID) -> None:
    """End an assignment of the acting office now: the next request of the account no longer has the role."""
    PEOPLE.require(actor, "administer")
    assignment = RoleAssignment.objects.filter(
        pk=assignment_id, organisation_id=actor.organisation_id, revoked_at__isnull=True
    ).first()
    if assignment is None:
        raise Refused("not_found", verb="role.end", object_type="assignment", object_id=assignment_id)
    assignment.revoked_at = timezone.now()
    assignment.save(update_fields=["revoked_at"])
    record(
        actor,
        verb="role.ended",
        object_type="account",
        object_id=assignment.user_id,
        codes={"role": assignment.role},
    )
