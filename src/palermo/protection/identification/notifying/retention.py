"""How long the receiver keeps what it was notified of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.retention import locked, one_of, outside_a_file
from palermo.protection.identification.notifying.erasing import forget_received
from palermo.protection.identification.notifying.models import NotificationReceived
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.trust.actor import Actor
from palermo.trust.retention.endings import Due, Ending, register
from palermo.trust.retention.rules import Rule
from palermo.trust.vault import erasure


def register_ending() -> None:
    """Called in AppConfig.ready."""
    register(
        Ending(
            rule=Rule.NOTIFICATION,
            room=ROOM,
            object_type="notification",
            due=_due,
            kept=_kept,
            seen=_seen,
            lock=lambda office, row: locked(NotificationReceived, office, row),
        )
    )
    erasure.register("protection.notifications", forget_received)


def _due(organisation_id: UUID, until: date, only: UUID | None) -> Iterator[Due]:
    rows = NotificationReceived.objects.filter(
        organisation_id=organisation_id, retention_rule=Rule.NOTIFICATION
    )
    return outside_a_file(one_of(rows.exclude(code=""), only), "received_at", until)


def _kept(organisation_id: UUID) -> bool:
    rows = NotificationReceived.objects.filter(organisation_id=organisation_id)
    return rows.exclude(code="").exists()


def _seen(actor: Actor) -> QuerySet[NotificationReceived]:
    rows = NotificationReceived.objects.filter(organisation_id=actor.organisation_id)
    return rows if IDENTIFICATION.may(actor, IdentificationAction.SEE) else rows.none()
