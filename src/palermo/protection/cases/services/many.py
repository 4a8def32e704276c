"""Giving several cases to one colleague: the same act as for one, each all or nothing, in one unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from palermo.kit.office_time import office_today
from palermo.protection.cases.assignments import open_assignments
from palermo.protection.cases.codes import Giving
from palermo.protection.cases.models.cases import CaseAssignment
from palermo.protection.cases.policies import CASES, SPEAKING, CaseAction
from palermo.protection.cases.queries.leaving import decides_here
from palermo.protection.cases.services.cases import assign_case, own_case, unassign_case
from palermo.trust.actor import Actor
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.queries import in_force
from palermo.trust.service import Refused, record_refusal, service

MOST: Final = 100
"""Cases given at once at most."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What was done: ids of cases given, and of those left out, each with its reason."""

    done: tuple[UUID, ...]
    left_out: tuple[tuple[UUID, str], ...]


def give_cases(actor: Actor, *, case_ids: Sequence[UUID], user_id: UUID, how: Giving) -> Given:
    """Give each of the cases to a colleague, as `assign_case` and `unassign_case` do; what is refused is left out.

    Each refusal stands in the ledger. Raises Refused for those who may assign none, and past 100 cases.
    """
    CASES.require(actor, CaseAction.ASSIGN)
    if len(case_ids) > MOST:
        raise Refused("too_many_at_once", verb=CASES.asked(CaseAction.ASSIGN), object_type="case")
    done, left_out = [], []
    for case_id in dict.fromkeys(case_ids):
        try:
            changed = _give(actor, case_id=case_id, user_id=user_id, how=how)
        except Refused as refused:
            if not refused.recorded:
                record_refusal(refused)
            left_out.append((case_id, refused.reason))
        else:
            if changed:
                done.append(case_id)
            else:
                left_out.append((case_id, "works_on_it_already"))
    return Given(done=tuple(done), left_out=tuple(left_out))


@service
def _give(actor: Actor, *, case_id: UUID, user_id: UUID, how: Giving) -> bool:
    """Whether anything changed; all of it, or nothing.

    A hand-over takes the place of those who do the same: who helps stays where another decides, and the other way
    round, so that no case is left with nobody who helps.
    """
    case = own_case(actor, case_id, action=CaseAction.ASSIGN)
    rows = CaseAssignment.objects.filter(
        organisation_id=actor.organisation_id, case_id=case.pk, ended_at__isnull=True
    )
    works = open_assignments(rows.filter(user_id=user_id)).exists()
    if not works:
        assign_case(actor, case_id=case.pk, user_id=user_id)
    others = _same_sort(rows, user_id) if how is Giving.HAND_OVER else rows.none()
    ended = list(others.values_list("user_id", flat=True))
    for other in ended:
        unassign_case(actor, case_id=case.pk, user_id=other)
    return bool(ended) or not works


def _same_sort(rows: QuerySet[CaseAssignment], user_id: UUID) -> QuerySet[CaseAssignment]:
    """Those of `rows` that are others', and by which they help as `user_id` does, or decide as they do."""
    decides, helps = decides_here()
    mine = RoleAssignment.objects.filter(
        in_force(office_today()),
        organisation_id=OuterRef("organisation_id"),
        user_id=user_id,
        role__in=[role.value for role in SPEAKING],
    )
    only_decides = decides & ~helps
    same = (Exists(mine) & ~only_decides) | (~Exists(mine) & only_decides)
    return rows.exclude(user_id=user_id).filter(same).order_by("pk")
