"""Colleagues to whom a case may be assigned."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from palermo.protection.policies import ASSIGNABLE
from palermo.trust.actor import Actor
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.queries import in_force
from palermo.trust.people.rules import Role


def assignable(actor: Actor) -> list[tuple[UUID, str]]:
    """Id and name of the acting office's colleagues whose role works on cases, by name; one query."""
    rows = (
        RoleAssignment.objects.filter(
            in_force(timezone.now().date()),
            organisation_id=actor.organisation_id,
            role__in=[role.value for role in ASSIGNABLE],
        )
        .order_by("user__full_name", "user_id")
        .values_list("user_id", "user__full_name", "user__email")
    )
    return list(dict.fromkeys((user_id, name or email) for user_id, name, email in rows))


def coordinators(actor: Actor) -> list[str]:
    """Names of the acting office's coordinators, by name; one query."""
    rows = (
        RoleAssignment.objects.filter(
            in_force(timezone.now().date()),
            organisation_id=actor.organisation_id,
            role=Role.COORDINATOR.value,
        )
        .order_by("user__full_name", "user_id")
        .values_list("user__full_name", "user__email")
    )
    return list(dict.fromkeys(name or email for name, email in rows))
