"""Rows of the queue as whoever may write into it left them: one that cannot be read is failed, and stops no worker."""

from __future__ import annotations

import logging
from contextvars import Context
from typing import Any
from uuid import UUID

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.background import TaskRefused
from palermo.trust.current import record
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import LedgerVerb

logger = logging.getLogger("palermo.worker")
Row = DBTaskResult[Any, Any]


class UnreadableRow(ValueError):
    """A row holds what Python cannot read: JSON nested too deep, or a number too long."""


def read_row(row_id: UUID) -> Row | None:
    """The row; None where it is gone. Raises UnreadableRow. Needs `machinery()`."""
    try:
        return DBTaskResult.objects.filter(pk=row_id).first()
    except (ValueError, RecursionError):
        raise UnreadableRow from None


def fail_unreadable(row_id: UUID) -> None:
    """Fail a row without reading it, what it held taken out, and record that in the installation's chain.

    Needs `machinery()`, outside a transaction.
    """
    failed = DBTaskResult.objects.filter(pk=row_id).update(
        status=TaskResultStatus.FAILED,
        args_kwargs={"args": [], "kwargs": {}},
        worker_ids=[],
        return_value=None,
        finished_at=timezone.now(),
        exception_class_path=f"{TaskRefused.__module__}.{TaskRefused.__qualname__}",
        traceback=f"{TaskRefused.__module__}.{TaskRefused.__qualname__}: task_unreadable\n",
    )
    if failed:
        logger.error("A row that cannot be read stood in the queue; it was not run.")
        Context().run(_tell, row_id)


def _tell(row_id: UUID) -> None:
    actor = System(organisation_id=INSTALLATION_ID, reason="queue")
    with unit_of_work(actor):
        record(actor, verb=LedgerVerb.TASK_UNREADABLE, object_type="task", object_id=row_id)
