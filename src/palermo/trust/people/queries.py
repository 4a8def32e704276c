"""Reads about accounts and offices. Each takes an actor and returns only what it may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from palermo.trust.actor import Actor, Staff
from palermo.trust.current import current
from palermo.trust.people.models import Organisation, RoleAssignment, User
from palermo.trust.people.rules import Held, Mandate, Role


@dataclass(frozen=True, kw_only=True)
class ActingUnit:
    """A unit in which an account holds roles today, as the switch shows it."""

    organisation_id: UUID
    organisation_name: str
    unit_id: UUID
    unit_name: str
    mandate: Mandate
    roles: frozenset[Role]


def in_force(day: date) -> Q:
    """Assignments in force on `day`."""
    return (
        Q(revoked_at__isnull=True)
        & Q(valid_from__lte=day)
        & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    )


def assignments_of(user_id: UUID) -> QuerySet[RoleAssignment]:
    """Today's assignments of one account, in every office that the acting one may see."""
    return (
        RoleAssignment.objects.filter(in_force(timezone.now().date()), user_id=user_id)
        .select_related("organisation", "unit")
        .order_by("organisation__name", "unit__name", "role")
    )


def acting_units(user_id: UUID) -> list[ActingUnit]:
    """The units for which the account may act today, by office and unit name."""
    roles: dict[UUID, set[Role]] = {}
    units: dict[UUID, RoleAssignment] = {}
    for row in assignments_of(user_id):
        units.setdefault(row.unit_id, row)
        roles.setdefault(row.unit_id, set()).add(Role(row.role))
    return [
        ActingUnit(
            organisation_id=row.organisation_id,
            organisation_name=row.organisation.name,
            unit_id=unit_id,
            unit_name=row.unit.name,
            mandate=Mandate(row.unit.mandate),
            roles=frozenset(roles[unit_id]),
        )
        for unit_id, row in units.items()
    ]


def staff_of(user_id: UUID, unit: ActingUnit) -> Staff:
    """The actor for an account acting in `unit`."""
    return Staff(
        user_id=user_id,
        organisation_id=unit.organisation_id,
        unit_id=unit.unit_id,
        mandate=unit.mandate,
        roles=unit.roles,
    )


def held_roles(user_id: UUID, *, since: date | None = None, until: date | None = None) -> Sequence[Held]:
    """What the account holds in every office on any day from `since` (today) to `until` (open).

    For the rules of incompatibility alone: the acting office must learn *that* a role may not be added, so the
    question is put as the account itself.
    """
    rows = RoleAssignment.objects.filter(user_id=user_id, revoked_at__isnull=True).exclude(
        valid_until__lt=since or timezone.now().date()
    )
    if until is not None:
        rows = rows.filter(valid_from__lte=until)
    with current().seen_by(user_id):
        return _held(rows.select_related("unit"))


def _held(rows: QuerySet[RoleAssignment]) -> list[Held]:
    return [
        Held(
            organisation_id=row.organisation_id,
            unit_id=row.unit_id,
            mandate=Mandate(row.unit.mandate),
            role=Role(row.role),
        )
        for row in rows
    ]


def colleagues(actor: Actor) -> QuerySet[RoleAssignment]:
    """Assignments of the acting office, past ones included, by name."""
    return (
        RoleAssignment.objects.filter(organisation_id=actor.organisation_id)
        .select_related("user", "unit")
        .order_by("user__full_name", "user__email", "unit__name", "role")
    )


def colleague_names(actor: Actor, user_ids: set[UUID]) -> dict[UUID, str]:
    """Names of colleagues of the acting office, by id; unknown and foreign ids are left out."""
    own = RoleAssignment.objects.filter(organisation_id=actor.organisation_id, user_id__in=user_ids)
    users = User.objects.filter(pk__in=own.values("user_id"))
    return {user.pk: user.full_name or user.email for user in users}


def offices() -> QuerySet[Organisation]:
    """Every office's public face, the installation left out."""
    return Organisation.objects.exclude(kind="installation")
