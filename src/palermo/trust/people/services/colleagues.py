"""Who works in the acting office: accounts and roles."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from palermo.kit.office_time import office_today
from palermo.trust.actor import INSTALLATION_ID, Actor, Staff, System
from palermo.trust.current import record
from palermo.trust.locks import one_at_a_time
from palermo.trust.mandates import Held, Mandate, Role, assignment_refusal
from palermo.trust.people.lookalikes import canonical
from palermo.trust.people.models import RoleAssignment, Unit, User
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.queries import held_roles, in_force
from palermo.trust.people.services.lapsing import lapse_invitations_of
from palermo.trust.people.standing import may_be_given_at_once
from palermo.trust.people.tokens import account_id_of
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.verbs import PeopleAsked, PeopleVerb


@service
def invite(actor: Actor, *, email: str, full_name: str) -> User:
    """The account with this address, made now if there is none; it can sign in once it has set a password.

    For Palermo itself, which sets up an office: a colleague invites with `invite_colleague`, and learns nothing of
    accounts there are.
    """
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    if not isinstance(actor, System):
        raise Refused("role_missing", verb=PeopleAsked.ACCOUNT_INVITE)
    email = canonical(email)
    existing = User.objects.with_address(email).first()
    if existing is not None:
        return existing
    user = User(id=account_id_of(email), email=email, full_name=full_name)
    user.vouched_by = None if actor.organisation_id == INSTALLATION_ID else actor.organisation_id
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        return User.objects.with_address(email).get()
    EmailAddress.objects.create(user=user, email=email, verified=False, primary=True)
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

    Raises Refused for a foreign unit, for roles or mandates that may not be held together on the same day, and for a
    colleague who gives a role to an account that is not of the own office alone: such a role is offered, and accepted.
    """
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    one_at_a_time(f"roles:{user_id}")
    user = User.objects.filter(pk=user_id).first()
    if user is None or (isinstance(actor, Staff) and not may_be_given_at_once(actor, user)):
        raise Refused(
            "role_to_be_accepted", verb=PeopleAsked.ROLE_ASSIGN, object_type="account", object_id=user_id
        )
    unit = own_row(actor, Unit, unit_id, verb=PeopleAsked.ROLE_ASSIGN, object_type="unit", lock=False)
    new = Held(
        organisation_id=unit.organisation_id, unit_id=unit.pk, mandate=Mandate(unit.mandate), role=role
    )
    if reason := role_refusal(user_id, new, valid_from, valid_until):
        raise Refused(reason, verb=PeopleAsked.ROLE_ASSIGN, object_type="account", object_id=user_id)
    assignment = RoleAssignment.objects.create(
        organisation_id=unit.organisation_id,
        unit=unit,
        user_id=user_id,
        role=role,
        valid_from=valid_from,
        valid_until=valid_until,
        confirmed_at=timezone.now(),
    )
    record(
        actor,
        verb=PeopleVerb.ROLE_ASSIGNED,
        object_type="account",
        object_id=user_id,
        codes={"role": role.value, "unit": str(unit.pk)},
    )
    return assignment


def role_refusal(user_id: UUID, new: Held, valid_from: date, valid_until: date | None) -> str | None:
    """A reason code if the account may not hold `new` on these days, else None; until the end of the transaction."""
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

    What an administrator invited to lapses with their role.
    Raises Refused for the office's last administrator.
    """
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    own = RoleAssignment.objects.filter(organisation_id=actor.organisation_id, revoked_at__isnull=True)
    assignment = own_row(
        actor, own, assignment_id, verb=PeopleAsked.ROLE_END, object_type="assignment", lock=False
    )
    if assignment.role == Role.ADMINISTRATOR:
        others = own.filter(in_force(office_today()), role=Role.ADMINISTRATOR)
        if not others.exclude(pk=assignment.pk).select_for_update(of=("self",)).exists():
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
    if assignment.role == Role.ADMINISTRATOR:
        lapse_invitations_of(actor, assignment.user_id)
