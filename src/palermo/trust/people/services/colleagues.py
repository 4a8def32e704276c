"""Who works in the acting office: invitations and roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.locks import one_at_a_time
from palermo.trust.mandates import Held, Mandate, Role, assignment_refusal
from palermo.trust.people.links import link_for
from palermo.trust.people.models import RoleAssignment, Unit, User
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.queries import held_roles, in_force
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.verbs import PeopleAsked, PeopleVerb


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A colleague's account; `link` sets its first password, and is empty where there is a password already."""

    user: User
    link: str


@service
def invite_colleague(
    actor: Actor,
    *,
    email: str,
    full_name: str,
    unit_id: UUID,
    role: Role,
    valid_from: date,
    valid_until: date | None = None,
) -> Invitation:
    """Give the account with this address a role in the acting office; the account is made if there is none.

    Raises Refused as `assign_role` does.
    """
    user = invite(actor, email=email, full_name=full_name)
    elsewhere = any(held.organisation_id != actor.organisation_id for held in held_roles(user.pk))
    assign_role(
        actor, user_id=user.pk, unit_id=unit_id, role=role, valid_from=valid_from, valid_until=valid_until
    )
    return Invitation(user=user, link="" if elsewhere or user.has_usable_password() else link_for(user))


@service
def invite(actor: Actor, *, email: str, full_name: str) -> User:
    """The account with this address, made now if there is none; it can sign in once it has set a password."""
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
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
    record(actor, verb=PeopleVerb.ACCOUNT_INVITED, object_type="account", object_id=user.pk)
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

    Raises Refused for a foreign unit and for roles or mandates that may not be held together on the same day.
    """
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    unit = own_row(actor, Unit, unit_id, verb=PeopleAsked.ROLE_ASSIGN, object_type="unit", lock=False)
    new = Held(
        organisation_id=unit.organisation_id, unit_id=unit.pk, mandate=Mandate(unit.mandate), role=role
    )
    if reason := _refusal(user_id, new, valid_from, valid_until):
        raise Refused(reason, verb=PeopleAsked.ROLE_ASSIGN, object_type="account", object_id=user_id)
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
        verb=PeopleVerb.ROLE_ASSIGNED,
        object_type="account",
        object_id=user_id,
        codes={"role": role.value, "unit": str(unit.pk)},
    )
    return assignment


def _refusal(user_id: UUID, new: Held, valid_from: date, valid_until: date | None) -> str | None:
    if valid_until is not None and valid_until < valid_from:
        return "dates_out_of_order"
    # Two offices may assign at the same time; only one of two roles that exclude each other may come through.
    one_at_a_time(f"roles:{user_id}")
    held = held_roles(user_id, since=valid_from, until=valid_until)
    if new in held:
        return "role_held_already"
    return assignment_refusal(held, new)


@service
def end_role(actor: Actor, *, assignment_id: UUID) -> None:
    """End an assignment of the acting office now: the next request of the account no longer has the role.

    Raises Refused for the office's last administrator.
    """
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    own = RoleAssignment.objects.filter(organisation_id=actor.organisation_id, revoked_at__isnull=True)
    assignment = own_row(
        actor, own, assignment_id, verb=PeopleAsked.ROLE_END, object_type="assignment", lock=False
    )
    if assignment.role == Role.ADMINISTRATOR:
        others = own.filter(in_force(timezone.now().date()), role=Role.ADMINISTRATOR)
        if not others.exclude(pk=assignment.pk).select_for_update().exists():
            raise Refused(
                "last_administrator",
                verb=PeopleAsked.ROLE_END,
                object_type="account",
                object_id=assignment.user_id,
            )
    assignment.revoked_at = timezone.now()
    assignment.save(update_fields=["revoked_at"])
    record(
        actor,
        verb=PeopleVerb.ROLE_ENDED,
        object_type="account",
        object_id=assignment.user_id,
        codes={"role": assignment.role},
    )
