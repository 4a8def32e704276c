"""What the page of identification shows of notifying."""

from __future__ import annotations

from typing import Any

from palermo.protection.cases.models.cases import Case
from palermo.protection.identification.notifying.components import notification_facts, owed_facts
from palermo.protection.identification.notifying.queries import notifying_of
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.trust.actor import Actor


def notifying_section(actor: Actor, case: Case) -> dict[str, Any]:
    """Context of `notifying/section.html`. One statement."""
    found = notifying_of(actor, case)
    return {
        "notifications": [(row, notification_facts(row)) for row in found.rows],
        "owed": owed_facts(found.due) if found.due else [],
        "may_notify": IDENTIFICATION.may(actor, IdentificationAction.NOTIFY, case).allowed,
    }
