"""Which assignment of a case opens it now: one that did not end, made since the colleague holds a role that fits."""

from __future__ import annotations

from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from palermo.kit.office_time import begins, office_today
from palermo.protection.cases.models.cases import CaseAssignment
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.queries import in_force

ASSIGNABLE = frozenset({Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT, Role.DECISION_MAKER})
"""Roles to which a case may be assigned."""


def assignments_of(actor: Staff) -> QuerySet[CaseAssignment]:
    """Those of `open_assignments` that are the actor's: asked by the day since when they hold a role, once for all."""
    since = (
        fitting_roles()
        .filter(organisation_id=actor.organisation_id, user_id=actor.user_id)
        .values("user_id")
        .annotate(since=Min(Greatest("created_at", begins("valid_from"))))
        .values("since")
    )
    return CaseAssignment.objects.filter(
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        created_at__gte=Subquery(since),
        ended_at__isnull=True,
    )


def open_assignments(rows: QuerySet[CaseAssignment]) -> QuerySet[CaseAssignment]:
    """Those of `rows` that open a case now: not ended, and made since the colleague holds a role that fits.

    Whoever loses the last such role and is given one again finds the cases of before closed until assigned anew.
    """
    return rows.filter(made_since_role(), ended_at__isnull=True)


def made_since_role() -> Exists:
    """Of an assignment: whether the colleague has held, since it was made, a role that fits and is in force."""
    roles = fitting_roles().filter(
        organisation_id=OuterRef("organisation_id"),
        user_id=OuterRef("user_id"),
        created_at__lte=OuterRef("created_at"),
        valid_from__lte=OuterRef("created_at__date"),
    )
    return Exists(roles)


def fitting_roles() -> QuerySet[RoleAssignment]:
    """Roles in force today to which a case may be assigned, of everybody the reader may see."""
    return RoleAssignment.objects.filter(
        in_force(office_today()), role__in=[role.value for role in ASSIGNABLE]
    ).order_by()
