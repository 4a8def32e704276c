"""The list of cases: sorted and filtered as its indexes are, page by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import CharField, Exists, F, Func, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.lookups import GreaterThan, LessThan

from palermo.kit.components import Page, page_of
from palermo.protection.cases.assignments import open_assignments
from palermo.protection.cases.codes import CaseState, NeedState, Stage
from palermo.protection.cases.models.cases import Case, CaseAssignment, Need
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.leaving import held_by
from palermo.protection.cases.queries.left_behind import left_behind
from palermo.reference.persons import AgeBand, is_child
from palermo.trust.actor import Actor
from palermo.trust.people.queries import colleague_names
from palermo.trust.policy import get_or_404
from palermo.trust.rows import row_or_404

M = TypeVar("M", bound=Model)

PAGE_SIZE = 25
NOBODY = "nobody"
JUST_OPENED: Final = timedelta(minutes=10)
UNMET = (NeedState.OPEN, NeedState.IN_REFERRAL)
CHILD_BANDS: Final = tuple(band.value for band in AgeBand if is_child(band))


class CaseSort(StrEnum):
    """Orders of the list. Each is read from an index of its own, in either direction of its page."""

    TROUBLE = "trouble"
    KNOWN = "known"
    KNOWN_BACK = "known_back"
    NEWEST = "newest"
    OLDEST = "oldest"


CHILDREN = "children"
"""Of the filter by age: everybody who is treated as a child."""


@dataclass(frozen=True, kw_only=True)
class CaseFilters:
    """What a list is narrowed to, and its order.

    `trouble` is how soon the most urgent unmet need is due (3 tonight … 0 none), `age` a band or "children", `need` a
    kind of unmet need, `assigned` an id or "nobody". `since` and `until` are days of opening, of closing for closed
    cases. "Newest" and "oldest" count from the same day.
    """

    state: CaseState = CaseState.OPEN
    need: str = ""
    trouble: int | None = None
    stage: Stage | None = None
    age: str = ""
    assigned: str = ""
    since: date | None = None
    until: date | None = None
    sort: CaseSort = CaseSort.TROUBLE


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """A case as the list shows it: unmet needs by urgency, and names of those who work on it."""

    case: Case
    needs: tuple[Need, ...]
    colleagues: tuple[str, ...]


def case_list(
    actor: Actor, filters: CaseFilters, *, after: str = "", size: int = PAGE_SIZE
) -> Page[CaseLine]:
    """A page of the cases the actor may see, in the order of `filters`, the newest first among equals.

    `after` is the key that a page before gave; one that cannot be read is taken as none. Three queries, four for the
    cases nobody works on.
    Raises Refused for those who work on no case at all.
    """
    CASES.require(actor, CaseAction.SEE)
    rows = filtered_cases(actor, filters)
    columns, backward = _order(filters)
    if place := read_key(after):
        # One comparison of rows, so that the list's index leads straight to the next page.
        before = LessThan if backward else GreaterThan
        rows = rows.filter(before(_row(*map(F, columns)), _row(*_place(actor, columns, place))))
    ordered = rows.order_by(*(f"-{name}" if backward else name for name in columns))
    page = page_of(
        list(without_seals(ordered)[: size + 1]),
        size=size,
        key=lambda case: f"{case.trouble}.{case.pk}",
    )
    return Page(case_lines(actor, page.rows), page.next_key)


def filtered_cases(actor: Actor, filters: CaseFilters) -> QuerySet[Case]:
    """The cases the actor may see that fit the filters, in no order."""
    return _filtered(actor, CASES.visible(actor, Case.objects.all()), filters)


def without_seals(rows: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with their persons, without what is sealed of either: a list shows none of it."""
    sealed = [f"person__{column}" for column in Person.sealed_columns()]
    return rows.select_related("person").defer("narrative", *sealed)


def _order(filters: CaseFilters) -> tuple[tuple[str, ...], bool]:
    """The columns by which the list is sorted, and whether they are read backward."""
    day = "closed_on" if filters.state is CaseState.CLOSED else "opened_on"
    return {
        CaseSort.TROUBLE: (("trouble", "id"), True),
        CaseSort.KNOWN: (("known_as", "id"), False),
        CaseSort.KNOWN_BACK: (("known_as", "id"), True),
        CaseSort.NEWEST: ((day, "id"), True),
        CaseSort.OLDEST: ((day, "id"), False),
    }[filters.sort]


def _place(actor: Actor, columns: tuple[str, ...], place: tuple[int, UUID]) -> list[Any]:
    """The values of `columns` after which the page begins.

    An address holds the case's id and no word: what it is known by is looked up.
    """
    trouble, pk = place
    if columns[0] == "trouble":
        return [Value(trouble), Value(pk)]
    row = Case.objects.filter(organisation_id=actor.organisation_id, pk=pk)
    return [Subquery(row.values(columns[0])[:1]), Value(pk)]


def visible_case(actor: Actor, case_id: UUID) -> Case:
    """The case with its person. A foreign or unassigned one is answered 404 and counted as a probe."""
    return get_or_404(actor, CASES, Case.objects.select_related("person"), case_id)


def row_of_case(actor: Actor, case: Case, model: type[M], row_id: UUID, *, object_type: str) -> M:
    """The row of this case with this id. Raises Http404 for a foreign or unknown one, counted as a probe."""
    rows = model._default_manager.filter(organisation_id=case.organisation_id, case_id=case.pk)
    return row_or_404(actor, rows, row_id, object_type=object_type)


def unmet_needs_of(case: Case) -> list[Need]:
    """What the case's person needs and has not, the most urgent first."""
    needs = Need.objects.filter(organisation_id=case.organisation_id, case_id=case.pk, state__in=UNMET)
    return sorted(needs.order_by("id"), key=lambda need: URGENCY_ORDER[need.urgency])


def _row(*columns: Any) -> Func:
    return Func(*columns, function="ROW", output_field=CharField())


def _filtered(actor: Actor, rows: QuerySet[Case], filters: CaseFilters) -> QuerySet[Case]:
    rows = rows.filter(state=filters.state)
    day = "closed_on" if filters.state is CaseState.CLOSED else "opened_on"
    plain = {
        "trouble": filters.trouble,
        "stage": filters.stage,
        f"{day}__gte": filters.since,
        f"{day}__lte": filters.until,
    }
    rows = rows.filter(**{name: value for name, value in plain.items() if value is not None})
    if filters.age:
        bands = CHILD_BANDS if filters.age == CHILDREN else (filters.age,)
        rows = rows.filter(person__age_band__in=bands, person__organisation_id=F("organisation_id"))
    if filters.need:
        needs = Need.objects.filter(
            organisation_id=actor.organisation_id, kind=filters.need, state__in=UNMET, case_id=OuterRef("pk")
        )
        rows = rows.filter(Exists(needs))
    if not filters.assigned:
        return rows
    assigned = CaseAssignment.objects.filter(
        organisation_id=OuterRef("organisation_id"), case_id=OuterRef("pk")
    )
    if filters.assigned != NOBODY:
        return rows.filter(Exists(held_by(assigned, filters.assigned)))
    working = open_assignments(assigned)
    # Who is counted as working on it but holds no role that fits: few, found by who lost a role.
    lost = left_behind(actor)
    return rows.filter(Q(hands=0) | Q(pk__in=lost) & ~Exists(working) if lost else Q(hands=0))


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


def just_opened(actor: Actor, *, now: datetime) -> Case | None:
    """The case that the actor opened within the last ten minutes, the newest: Back and a second press find it."""
    if actor.user_id is None:
        return None
    mine = CaseAssignment.objects.filter(
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        assigned_by_id=actor.user_id,
        ended_at__isnull=True,
        created_at__gte=now - JUST_OPENED,
        case__created_at__gte=now - JUST_OPENED,
    )
    row = mine.select_related("case").order_by("-created_at", "-id").first()
    return row.case if row is not None else None
