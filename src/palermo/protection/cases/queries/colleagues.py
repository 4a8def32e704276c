"""Colleagues by what their role lets them do: work on a case, answer a complaint, lead."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from palermo.kit.office_time import office_today
from palermo.protection.cases.assignments import ASSIGNABLE, made_since_role
from palermo.protection.cases.models.cases import Case, CaseAssignment
from palermo.protection.cases.policies import SPEAKING
from palermo.trust.actor import Actor
from palermo.trust.mandates import Role
from palermo.trust.people.models import RoleAssignment, User
from palermo.trust.people.queries import in_force


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
            in_force(office_today()),
            organisation_id=actor.organisation_id,
            role__in=[role.value for role in roles],
        )
        .order_by("user__full_name", "user_id")
        .values_list("user_id", "user__full_name", "user__email")
    )
    return list(dict.fromkeys((user_id, name or email) for user_id, name, email in rows))


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Who works, or worked, on a case. An assignment opens it no longer, ended or not, once the role was lost."""

    user_id: UUID
    name: str
    since: datetime
    until: datetime | None
    works_now: bool


def colleagues_of(case: Case) -> tuple[Colleague, ...]:
    """Everybody who works or worked on the case, in the order they came to it."""
    return as_colleagues(assignments_of(case))


def assignments_of(case: Case) -> QuerySet[CaseAssignment]:
    """Every assignment of the case in the order they were made, with the name and whether it opens the case now."""
    name = User.objects.filter(pk=OuterRef("user_id")).values("full_name")
    return (
        CaseAssignment.objects.filter(organisation_id=case.organisation_id, case_id=case.pk)
        .annotate(name=Subquery(name[:1]), stands=made_since_role())
        .order_by("id")
    )


def as_colleagues(rows: Iterable[Any]) -> tuple[Colleague, ...]:
    """The colleagues of `assignments_of`."""
    return tuple(
        Colleague(
            user_id=row.user_id,
            name=row.name,
            since=row.created_at,
            until=row.ended_at,
            works_now=row.ended_at is None and row.stands,
        )
        for row in rows
    )
