"""How far identification has come, beside the case: lists show it and are filtered by it."""

from __future__ import annotations

from palermo.protection.cases.codes import Stage
from palermo.protection.cases.models.cases import Case


def set_stage(case: Case, stage: Stage) -> None:
    """Bring `case.stage` to what was presumed, decided or asked; part of a write that records its own event."""
    if case.stage != stage:
        case.stage = stage
        case.save(update_fields=["stage"])
