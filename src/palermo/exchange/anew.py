"""Inbox tasks anew: for packages that lie here, were not taken in, and that no task is about.

After a restore the queue is what it was at the backup's moment. What was queued then comes back with it; this asks the
packages themselves, so that none waits for ever because its task was lost, failed for good or was not believed.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models.fields.json import KT
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from palermo.exchange.models import Body, Envelope
from palermo.exchange.tasks import enqueue_receive, receive
from palermo.exchange.verbs import ExchangeVerb
from palermo.trust.actor import System
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import ALL_ROOMS
from palermo.trust.people.queries import offices
from palermo.trust.unit_of_work import machinery, unit_of_work


def queue_packages_not_taken_in() -> int:
    """Queue an inbox task for each such package of every office; how many. Repeating it queues none twice."""
    with machinery():
        ids = list(offices().values_list("pk", flat=True))
        waiting = _waiting()
    queued = 0
    for organisation_id in ids:
        with unit_of_work(System(organisation_id=organisation_id, reason="restore", rooms=ALL_ROOMS)):
            for envelope in _not_taken_in(organisation_id):
                if str(envelope.pk) not in waiting:
                    enqueue_receive(envelope)
                    queued += 1
    return queued


def _waiting() -> set[str]:
    """Ids of the packages that a queued or running task is about."""
    alive = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    # As text: what else a row holds need not be readable.
    rows = DBTaskResult.objects.filter(task_path=receive.module_path, status__in=alive)
    named = rows.order_by().values_list(KT("args_kwargs__kwargs__envelope_id"), flat=True)
    return {str(id_) for id_ in named}


def _not_taken_in(organisation_id: UUID) -> list[Envelope]:
    lying_here = Body.objects.filter(receiver_id=organisation_id).values("envelope_id")
    taken_in = LedgerEvent.objects.filter(
        organisation_id=organisation_id, verb=ExchangeVerb.PACKAGE_RECEIVED
    ).values("object_id")
    rows = Envelope.objects.filter(receiver_id=organisation_id, pk__in=lying_here).exclude(pk__in=taken_in)
    return list(rows.order_by("sent_at"))
