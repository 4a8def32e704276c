"""Cases of a colleague who leaves, handed over to somebody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from palermo.kit.components import Known
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Case, CaseAssignment
from palermo.protection.cases.policies import CASES, SPEAKING, CaseAction
from palermo.protection.cases.queries.leaving import decides_here
from palermo.protection.cases.services.cases import assign_case, unassign_case
from palermo.trust.actor import Actor
from palermo.trust.mandates import Role
from palermo.trust.open_work import OpenThing, OpenWork
from palermo.trust.service import service

COLUMN = "protection_case_assignment.user_id"


@service
def hand_over_case(actor: Actor, *, case_id: UUID, from_id: UUID, to_id: UUID) -> None:
    """Let `to_id` work on the case in place of `from_id`. Raises Refused as letting them in, and ending it, would."""
    # The new one first: at no moment has the case nobody.
    assign_case(actor, case_id=case_id, user_id=to_id)
    unassign_case(actor, case_id=case_id, user_id=from_id)


def _open_assignments(organisation_id: UUID, user_id: UUID) -> QuerySet[CaseAssignment]:
    """Open cases that were given to the colleague and not taken back, also after they lost the role for it."""
    rows = CaseAssignment.objects.filter(
        organisation_id=organisation_id, user_id=user_id, ended_at__isnull=True, case__state=CaseState.OPEN
    )
    return rows.annotate(code=F("case__code"), word=F("case__known_as")).order_by(
        "-case__trouble", "-case_id"
    )


def _worked_on(organisation_id: UUID, user_id: UUID) -> QuerySet[CaseAssignment]:
    decides, helps = decides_here()
    return _open_assignments(organisation_id, user_id).exclude(decides & ~helps)


def _decided(organisation_id: UUID, user_id: UUID) -> QuerySet[CaseAssignment]:
    decides, helps = decides_here()
    return _open_assignments(organisation_id, user_id).filter(decides & ~helps)


def _seen(actor: Actor, rows: QuerySet[CaseAssignment]) -> QuerySet[CaseAssignment]:
    return rows.filter(case_id__in=CASES.visible(actor, Case.objects.all()).values("pk"))


def _thing(row: Any) -> OpenThing:
    url = reverse("protection:case", args=[row.case_id])
    return OpenThing(id=row.case_id, shown=Known(row.word, row.code, url))


def _give(actor: Actor, case_id: UUID, from_id: UUID, to_id: UUID) -> None:
    hand_over_case(actor, case_id=case_id, from_id=from_id, to_id=to_id)


def _may_assign(actor: Actor) -> bool:
    return bool(CASES.may(actor, CaseAction.ASSIGN))


WORKED_ON = OpenWork(
    code="protection.cases",
    words=_("Cases they work on"),
    columns=frozenset({COLUMN}),
    rows=_worked_on,
    seen=_seen,
    thing=_thing,
    roles=frozenset(SPEAKING),
    may_hand_over=_may_assign,
    hand_over=_give,
)
DECIDED = OpenWork(
    code="protection.decisions",
    words=_("Cases they decide in"),
    columns=frozenset({COLUMN}),
    rows=_decided,
    seen=_seen,
    thing=_thing,
    roles=frozenset({Role.DECISION_MAKER}),
    may_hand_over=_may_assign,
    hand_over=_give,
)
