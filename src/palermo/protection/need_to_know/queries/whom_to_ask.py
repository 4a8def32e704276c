"""Whom to ask about files one does not work on: a name, and nothing of the file."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from palermo.protection.cases.assignments import open_assignments
from palermo.protection.cases.models.cases import Case, CaseAssignment
from palermo.protection.cases.queries.colleagues import coordinators
from palermo.trust.actor import Actor
from palermo.trust.people.queries import colleague_names


def whom_to_ask(actor: Actor, cases: Sequence[Case]) -> tuple[str, ...]:
    """Who has worked longest on each of the cases, by name; the coordinators where nobody does."""
    if not cases:
        return ()
    first: dict[UUID, UUID] = {}
    rows = open_assignments(
        CaseAssignment.objects.filter(
            organisation_id=actor.organisation_id, case_id__in=[case.pk for case in cases]
        )
    )
    for row in rows.order_by("id"):
        first.setdefault(row.case_id, row.user_id)
    names = colleague_names(actor, set(first.values()))
    ask = [names[first[case.pk]] for case in cases if first.get(case.pk) in names]
    if len(ask) < len(cases):
        ask += coordinators(actor)
    return tuple(sorted(set(ask)))
