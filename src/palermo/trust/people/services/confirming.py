"""Whether the person is the one the office knows: asked when a role elsewhere was accepted with a code."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from palermo.trust.actor import Actor, System
from palermo.trust.background import office_task
from palermo.trust.current import record
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.standing import resting
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.verbs import PeopleAsked, PeopleVerb


@office_task(reason="role_elsewhere")
def tell_of_a_role_elsewhere(actor: System, *, account_id: UUID, rests: str) -> None:
    """Keep in an office's ledger that its colleague accepted a role in another office, and whether roles here rest.

    Which office, and what it does, is not told.
    """
    verb = PeopleVerb.ROLES_REST if rests == "yes" else PeopleVerb.ROLE_ELSEWHERE_ACCEPTED
    record(actor, verb=verb, object_type="account", object_id=account_id)


@service
def confirm_person(actor: Actor, *, user_id: UUID) -> None:
    """The office stands by whoever holds the account: their roles here count again.

    Raises Refused where no role of the office rests, and for one's own account.
    """
    rows = _resting_here(actor, user_id)
    if actor.user_id == user_id:
        raise Refused(
            "confirm_another", verb=PeopleAsked.PERSON_CONFIRM, object_type="account", object_id=user_id
        )
    rows.update(confirmed_at=timezone.now())
    record(actor, verb=PeopleVerb.PERSON_CONFIRMED, object_type="account", object_id=user_id)


@service
def end_resting_roles(actor: Actor, *, user_id: UUID) -> None:
    """The office does not stand by whoever holds the account: its roles that rest end now."""
    rows = _resting_here(actor, user_id)
    for role in rows.values_list("role", flat=True):
        record(
            actor, verb=PeopleVerb.ROLE_ENDED, object_type="account", object_id=user_id, codes={"role": role}
        )
    rows.update(revoked_at=timezone.now())


def _resting_here(actor: Actor, user_id: UUID) -> QuerySet[RoleAssignment]:
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    ids = resting(RoleAssignment.objects.filter(organisation_id=actor.organisation_id, user_id=user_id))
    rows = RoleAssignment.objects.filter(pk__in=list(ids.values_list("pk", flat=True)))
    if not rows.exists():
        raise Refused(NOT_FOUND, verb=PeopleAsked.PERSON_CONFIRM, object_type="account", object_id=user_id)
    return rows
