"""The list of cases: newest trouble first, page by key, found by code or by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import CharField, Exists, F, Func, Model, OuterRef, QuerySet, Value
from django.db.models.lookups import LessThan

from palermo.kit.components import Page, page_of
from palermo.protection.cases.codes import CaseState, NeedState
from palermo.protection.cases.models.cases import Case, CaseAssignment, Need
from palermo.protection.cases.policies import CASES, CaseAction, open_assignments
from palermo.trust.actor import Actor
from palermo.trust.people.queries import colleague_names
from palermo.trust.policy import get_or_404
from palermo.trust.rows import row_or_404

M = TypeVar("M", bound=Model)

PAGE_SIZE = 25
NOBODY = "nobody"
UNMET = (NeedState.OPEN, NeedState.IN_REFERRAL)


@dataclass(frozen=True, kw_only=True)
class CaseFilters:
    """What a list is narrowed to: a state, a kind of unmet need, who works on it (an id, or "nobody")."""

    state: CaseState = CaseState.OPEN
    need: str = ""
    assigned: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """A case as the list shows it: unmet needs by urgency, and names of those who work on it."""

    case: Case
    needs: tuple[Need, ...]
    colleagues: tuple[str, ...]


def case_list(
    actor: Actor, filters: CaseFilters, *, after: str = "", size: int = PAGE_SIZE
) -> Page[CaseLine]:
    """A page of the cases the actor may see: urgent ones first, the newest of them first.

    `after` is the key that a page before gave; one that cannot be read is taken as none. Three queries.
    Raises Refused for those who work on no case at all.
    """
    CASES.require(actor, CaseAction.SEE)
    rows = _filtered(CASES.visible(actor, Case.objects.all()), filters)
    if key := read_key(after):
        # One comparison of rows, so that the list's index leads straight to the next page.
        rows = rows.filter(LessThan(_row(F("trouble"), F("id")), _row(Value(key[0]), Value(key[1]))))
    page = page_of(
        list(rows.order_by("-trouble", "-id")[: size + 1]),
        size=size,
        key=lambda case: f"{case.trouble}.{case.pk}",
    )
    return Page(case_lines(actor, page.rows), page.next_key)


def visible_case(actor: Actor, case_id: UUID) -> Case:
    """The case with its person. A foreign or unassigned one is answered 404 and counted as a probe."""
    return get_or_404(actor, CASES, Case.objects.select_related("person"), case_id)


def row_of_case(actor: Actor, case: Case, model: type[M], row_id: UUID, *, object_type: str) -> M:
    """The row of this case with this id. Raises Http404 for a foreign or unknown one, counted as a probe."""
    rows = model._default_manager.filter(organisation_id=case.organisation_id, case_id=case.pk)
    return row_or_404(actor, rows, row_id, object_type=object_type)


def _row(*columns: F | Value) -> Func:
    return Func(*columns, function="ROW", output_field=CharField())


def _filtered(rows: QuerySet[Case], filters: CaseFilters) -> QuerySet[Case]:
    rows = rows.filter(state=filters.state)
    if filters.need:
        rows = rows.filter(
            Exists(
                Need.objects.filter(
                    organisation_id=OuterRef("organisation_id"),
                    case_id=OuterRef("pk"),
                    kind=filters.need,
                    state__in=UNMET,
                )
            )
        )
    if filters.assigned:
        working = open_assignments(
            CaseAssignment.objects.filter(organisation_id=OuterRef("organisation_id"), case_id=OuterRef("pk"))
        )
        if filters.assigned == NOBODY:
            rows = rows.filter(~Exists(working))
        else:
            rows = rows.filter(Exists(working.filter(user_id=filters.assigned)))
    return rows


def read_key(after: str) -> tuple[int, UUID] | None:
    """The place in the list that a key names, as urgency and id; None for one that cannot be read."""
    trouble, _, pk = after.partition(".")
    try:
        return (int(trouble), UUID(pk)) if trouble in {"0", "1", "2", "3"} else None
    except ValueError:
        return None


def case_lines(actor: Actor, cases: Sequence[Case]) -> list[CaseLine]:
    """The cases as the list shows them, each with its unmet needs and who works on it; three queries."""
    ids = [case.pk for case in cases]
    if not ids:
        return []
    office = actor.organisation_id
    needs: dict[UUID, list[Need]] = {}
    for need in Need.objects.filter(organisation_id=office, case_id__in=ids, state__in=UNMET).order_by("id"):
        needs.setdefault(need.case_id, []).append(need)
    working = working_on(actor, ids)
    return [
        CaseLine(
            case=case,
            needs=tuple(sorted(needs.get(case.pk, []), key=lambda need: URGENCY_ORDER[need.urgency])),
            colleagues=working.get(case.pk, ()),
        )
        for case in cases
    ]


def working_on(actor: Actor, case_ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Who works on each of the acting office's cases now, by name; two queries."""
    working: dict[UUID, list[UUID]] = {}
    rows = open_assignments(
        CaseAssignment.objects.filter(organisation_id=actor.organisation_id, case_id__in=case_ids)
    )
    for row in rows.order_by("id"):
        working.setdefault(row.case_id, []).append(row.user_id)
    names = colleague_names(actor, {user for users in working.values() for user in users})
    return {
        case_id: tuple(names[user] for user in users if user in names) for case_id, users in working.items()
    }


URGENCY_ORDER = {"tonight": 0, "days": 1, "weeks": 2}
