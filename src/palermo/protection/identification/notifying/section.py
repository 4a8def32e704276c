"""What the page of identification shows of notifying."""

from __future__ import annotations

from typing import Any

from palermo.protection.cases.models.cases import Case
from palermo.protection.identification.notifying.codes import NotificationState
from palermo.protection.identification.notifying.components import notification_facts, owed_facts
from palermo.protection.identification.notifying.queries import notifications_of, owed_in
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.trust.actor import Actor

MOST = 20


def notifying_section(actor: Actor, case: Case) -> dict[str, Any]:
    """Context of `notifying/section.html`."""
    rows = list(notifications_of(actor, case)[:MOST])
    settled = any(row.state != NotificationState.IN_ERROR for row in rows)
    due = None if settled else owed_in(actor, case)
    return {
        "notifications": [(row, notification_facts(row)) for row in rows],
        "owed": owed_facts(due) if due else [],
        "may_notify": IDENTIFICATION.may(actor, IdentificationAction.NOTIFY, case).allowed,
    }
