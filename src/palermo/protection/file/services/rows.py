"""A file with one row a person: coded columns only, recorded for each person in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from palermo.protection.cases.codes import RowReason
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.models.struck import COUNTS
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.cases import UNMET, CaseFilters, filtered_cases
from palermo.protection.cases.verbs import CaseVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import Refused, service
from palermo.trust.switches.codes import SwitchCode
from palermo.trust.switches.services import use_switch

MOST: Final = 2000
"""Rows of one file at most: each is an event of the ledger in one commit."""

COLUMNS: Final = (
    "case",
    "state",
    "stage",
    "age_band",
    "gender",
    "opened_month",
    "closed_month",
    "closed_reason",
    "needs_unmet",
    "needs_settled",
    "help_given",
)
"""What stands in it, in the codes of scheme palermo-protection-1. The neutral word and the person's own code do not."""


@service
def take_rows(actor: Actor, *, filters: CaseFilters, reason: RowReason) -> list[tuple[str, ...]]:
    """The rows of the cases that fit `filters`, erased ones left out, in the order of their codes.

    Each is an event of the person's file, and shown there. Raises Refused for whoever does not lead, where the office
    has it switched off, for no case, and for more than 2,000.
    """
    CASES.require(actor, CaseAction.TAKE_ROWS)
    use_switch(actor, SwitchCode.ROW_FILES)
    rows = filtered_cases(actor, filters).filter(person__erased_at__isnull=True)
    # Of the person's row the coded columns alone: what is sealed never comes near a file.
    cases = list(rows.select_related("person").only(*_READ).order_by("code")[: MOST + 1])
    if not cases or len(cases) > MOST:
        why = "rows_too_many" if cases else "rows_none"
        raise Refused(why, verb=CASES.asked(CaseAction.TAKE_ROWS), object_type="case")
    for case in cases:
        record(
            actor,
            verb=CaseVerb.ROW_TAKEN,
            object_type="person",
            object_id=case.person_id,
            codes={"reason": reason.value},
        )
    record(
        actor,
        verb=CaseVerb.ROW_FILE_TAKEN,
        object_type="organisation",
        object_id=actor.organisation_id,
        codes={"reason": reason.value, "persons": len(cases)},
    )
    return _rows(actor, cases)


_READ: Final = (
    *(
        "id",
        "organisation_id",
        "code",
        "state",
        "stage",
        "opened_on",
        "closed_on",
        "closed_reason",
        "person_id",
    ),
    *("person__id", "person__organisation_id", "person__age_band", "person__gender"),
)


def _rows(actor: Actor, cases: Sequence[Case]) -> list[tuple[str, ...]]:
    here = {"organisation_id": actor.organisation_id, "case_id__in": [case.pk for case in cases]}
    unmet: dict[UUID, set[str]] = {}
    settled: dict[UUID, set[str]] = {}
    needs = Need.objects.filter(COUNTS, **here)
    for case_id, kind, state in needs.values_list("case_id", "kind", "state"):
        (unmet if state in UNMET else settled).setdefault(case_id, set()).add(kind)
    given: dict[UUID, set[str]] = {}
    for case_id, kind in Assistance.objects.filter(COUNTS, **here).values_list("case_id", "kind"):
        given.setdefault(case_id, set()).add(kind)
    return [
        (
            case.code,
            case.state,
            case.stage,
            case.person.age_band,
            case.person.gender,
            f"{case.opened_on:%Y-%m}",
            f"{case.closed_on:%Y-%m}" if case.closed_on else "",
            case.closed_reason,
            *(" ".join(sorted(found.get(case.pk, ()))) for found in (unmet, settled, given)),
        )
        for case in cases
    ]
