"""Who may see what a colleague has open, and who could take it over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from palermo.kit.office_time import office_today
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role
from palermo.trust.people.models import RoleAssignment, User
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.queries import in_force, told_apart
from palermo.trust.rows import row_or_404

NOTICE: Final = timedelta(days=7)
"""How long before a role's last day it stands on Today."""


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """A colleague with a role now, who could take something over."""

    user_id: UUID
    name: str
    roles: frozenset[Role]


def leaving_colleague(actor: Actor, user_id: UUID) -> User:
    """The colleague, past or present, whose open work `actor` may see: everybody's own, and for some every colleague's.

    Raises Refused, and Http404 (a probe) for an account that never had a role in the acting office.
    """
    if user_id != actor.user_id:
        PEOPLE.require(actor, PeopleAction.SEE_OPEN_WORK)
    here = RoleAssignment.objects.filter(organisation_id=actor.organisation_id, user_id=OuterRef("pk"))
    return row_or_404(actor, User.objects.filter(Exists(here)), user_id, object_type="account")


def receivers(actor: Actor, *, but: UUID) -> list[Receiver]:
    """Colleagues with a role now, by name, with their roles; one statement."""
    rows = RoleAssignment.objects.filter(
        in_force(office_today()), organisation_id=actor.organisation_id
    ).exclude(user_id=but)
    roles: dict[UUID, set[Role]] = {}
    users: dict[UUID, User] = {}
    for row in rows.select_related("user").order_by("user__full_name", "user__email", "pk"):
        roles.setdefault(row.user_id, set()).add(Role(row.role))
        users[row.user_id] = row.user
    return [
        Receiver(user_id=pk, name=name, roles=frozenset(roles[pk]))
        for pk, name in told_apart(users.values()).items()
    ]


def with_role(colleagues: Collection[Receiver], wanted: frozenset[Role]) -> list[Receiver]:
    """Those of them who hold one of the roles."""
    return [one for one in colleagues if one.roles & wanted]


def roles_that_end(actor: Staff, *, day: date) -> QuerySet[RoleAssignment]:
    """Roles whose last day is within a week of `day` and that nothing continues, the first to end first.

    The actor's own, and every colleague's for those who see open work.
    """
    goes_on = RoleAssignment.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=OuterRef("valid_until")),
        organisation_id=OuterRef("organisation_id"),
        user_id=OuterRef("user_id"),
        role=OuterRef("role"),
        revoked_at__isnull=True,
    )
    rows = RoleAssignment.objects.filter(
        ~Exists(goes_on),
        organisation_id=actor.organisation_id,
        revoked_at__isnull=True,
        valid_until__gte=day,
        valid_until__lte=day + NOTICE,
    )
    if not PEOPLE.may(actor, PeopleAction.SEE_OPEN_WORK):
        rows = rows.filter(user_id=actor.user_id)
    return rows.order_by("valid_until", "id")
