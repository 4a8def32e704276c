"""The case's place in the list follows its needs."""

from __future__ import annotations

from palermo.protection.cases import rules
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Case, Need


def refresh_urgency(case: Case) -> None:
    """Bring `case.trouble` to what its unmet needs say; part of a write that records its own event."""
    found = 0
    if case.state == CaseState.OPEN:
        needs = Need.objects.filter(organisation_id=case.organisation_id, case_id=case.pk)
        found = rules.trouble(needs.values_list("urgency", "state"))
    if found != case.trouble:
        case.trouble = found
        case.save(update_fields=["trouble"])
