"""Colleagues by what their role lets them do: work on a case, answer a complaint, lead."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone

from palermo.protection.policies import ASSIGNABLE
from palermo.protection.policies.knowing import SPEAKING
from palermo.trust.actor import Actor
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.queries import in_force
from palermo.trust.people.rules import Role


def assignable(actor: Actor) -> list[tuple[UUID, str]]:
    """Id and name of the acting office's colleagues whose role works on cases, by name; one query."""
    return _with_role(actor, ASSIGNABLE)


def may_answer_complaints(actor: Actor) -> list[tuple[UUID, str]]:
    """Id and name of the acting office's colleagues who may answer a complaint, by name; one query."""
    return _with_role(actor, SPEAKING)


def leading(actor: Actor) -> list[tuple[UUID, str]]:
    """Id and name of the acting office's coordinators, by name; one query."""
    return _with_role(actor, (Role.COORDINATOR,))


def coordinators(actor: Actor) -> list[str]:
    """Names of the acting office's coordinators, by name; one query."""
    return [name for _user_id, name in leading(actor)]


def _with_role(actor: Actor, roles: Collection[Role]) -> list[tuple[UUID, str]]:
    rows = (
        RoleAssignment.objects.filter(
            in_force(timezone.now().date()),
            organisation_id=actor.organisation_id,
            role__in=[role.value for role in roles],
        )
        .order_by("user__full_name", "user_id")
        .values_list("user_id", "user__full_name", "user__email")
    )
    return list(dict.fromkeys((user_id, name or email) for user_id, name, email in rows))
