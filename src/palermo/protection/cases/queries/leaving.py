"""Whose cases were that nobody works on now, and colleagues who left while cases were in their name."""

from __future__ import annotations

from uuid import UUID

from django.db.models import CharField, Count, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from palermo.protection.cases.assignments import ASSIGNABLE, fitting_roles, made_since_role
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import CaseAssignment
from palermo.protection.cases.policies import SPEAKING, leads
from palermo.trust.actor import Actor
from palermo.trust.mandates import Role
from palermo.trust.people.models import RoleAssignment, User


def last_colleague() -> Subquery:
    """Of a case: the name of whoever was given it last, for one that nobody works on now."""
    name = Coalesce(NullIf(F("full_name"), Value("")), F("email"), output_field=CharField())
    user = User.objects.filter(pk=OuterRef("user_id")).annotate(name=name).values("name")
    last = CaseAssignment.objects.filter(organisation_id=OuterRef("organisation_id"), case_id=OuterRef("pk"))
    return Subquery(last.order_by("-id").annotate(name=Subquery(user[:1])).values("name")[:1])


def held_by(rows: QuerySet[CaseAssignment], user_id: UUID | str) -> QuerySet[CaseAssignment]:
    """Those of `rows` by which a colleague works on a case now, or by which one who left has it still in their name."""
    works_here = _in_a_role(OuterRef("organisation_id"), OuterRef("user_id"))
    return rows.filter(made_since_role() | ~Exists(works_here), user_id=user_id, ended_at__isnull=True)


def _in_a_role(organisation_id: OuterRef | UUID, user_id: OuterRef) -> QuerySet[RoleAssignment]:
    return fitting_roles().filter(organisation_id=organisation_id, user_id=user_id)


def left_behind(actor: Actor) -> QuerySet[User]:
    """Colleagues without a role for it now in whose name open cases still are, by name, each with their `number`.

    For whoever leads; nobody for others.
    """
    if not leads(actor):
        return User.objects.none()
    held = CaseAssignment.objects.filter(
        organisation_id=actor.organisation_id,
        user_id=OuterRef("pk"),
        ended_at__isnull=True,
        case__state=CaseState.OPEN,
    )
    number = held.order_by().values("user_id").annotate(number=Count("pk")).values("number")
    ever = RoleAssignment.objects.filter(
        organisation_id=actor.organisation_id, role__in=[role.value for role in ASSIGNABLE]
    )
    users = User.objects.filter(
        Exists(held),
        ~Exists(_in_a_role(actor.organisation_id, OuterRef("pk"))),
        pk__in=ever.values("user_id"),
    )
    return users.annotate(number=Subquery(number[:1])).order_by("full_name", "email")


def left_with_cases(actor: Actor) -> list[tuple[UUID, str]]:
    """Id and name of those of `left_behind`, for a list that can be narrowed to their cases; one statement."""
    return [(user.pk, user.full_name or user.email) for user in left_behind(actor)]


def decides_here() -> tuple[Exists, Exists]:
    """Of an assignment: whether its colleague ever was a decision-maker, and whether they ever met persons."""
    held = RoleAssignment.objects.filter(
        organisation_id=OuterRef("organisation_id"), user_id=OuterRef("user_id")
    )
    helps = [role.value for role in SPEAKING]
    return Exists(held.filter(role=Role.DECISION_MAKER)), Exists(held.filter(role__in=helps))
