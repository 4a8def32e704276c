"""What tests of exchange, directory and protection share: an agreement between two offices, tasks run at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.support.cast import Office

from palermo.directory.rules import ControllerRole
from palermo.directory.services import accept, propose
from palermo.operation.worker import Worker
from palermo.trust.basis.rules import DataClass, LegalBasis, ProcessingPurpose
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import machinery, unit_of_work


def agree(
    proposer: Office,
    partner: Office,
    *,
    purposes: Collection[ProcessingPurpose] = (ProcessingPurpose.ASSISTANCE,),
    data_classes: Collection[DataClass] = tuple(DataClass),
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> UUID:
    """A live agreement between two offices; its id. Days left out: from today, for a year."""
    today = timezone.now().date()
    coordinator, other = proposer[Role.COORDINATOR], partner[Role.COORDINATOR]
    with unit_of_work(coordinator):
        row = propose(
            coordinator,
            partner_id=partner.id,
            title="Referrals for assistance",
            purposes=purposes,
            data_classes=data_classes,
            legal_basis=LegalBasis.CONSENT,
            own_role=ControllerRole.INDEPENDENT,
            partner_role=ControllerRole.INDEPENDENT,
            valid_from=valid_from or today,
            valid_until=valid_until or today + timedelta(days=365),
        )
    with unit_of_work(other):
        accept(other, agreement_id=row.pk)
    return row.pk


def shift_agreement(
    owner: psycopg.Connection[Any], agreement_id: UUID, *, valid_from: date, valid_until: date
) -> None:
    """Move an agreement's days, which no service, grant or trigger allows: time passing, for a test."""
    table = "ALTER TABLE directory_agreement"
    with owner.transaction():
        owner.execute(f"{table} DISABLE TRIGGER palermo_agreement_change")
        owner.execute(
            "UPDATE directory_agreement SET valid_from = %s, valid_until = %s WHERE id = %s",
            [valid_from, valid_until, agreement_id],
        )
        owner.execute(f"{table} ENABLE ALWAYS TRIGGER palermo_agreement_change")


def run_tasks() -> int:
    """Run what is queued, and what that queues, as the worker does; how many tasks ran."""
    return Worker().work_off()


def queued() -> int:
    """How many tasks wait."""
    with machinery():
        return int(DBTaskResult.objects.ready().count())
