"""One row by its id: the acting office's own, for a service; or one of some rows, for a page.

A foreign id and an unknown one are answered alike, and each is counted as a probe: a service refuses it
("not_found"), a page answers it 404.
"""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404

from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import NOT_FOUND, Refused
from palermo.trust.verbs import LedgerVerb, WhatWasAsked

M = TypeVar("M", bound=Model)


def own_row(
    actor: Actor,
    rows: type[M] | QuerySet[M],
    row_id: UUID,
    *,
    verb: WhatWasAsked,
    object_type: str,
    lock: bool = True,
) -> M:
    """The acting office's row with this id, locked until the transaction ends; joined rows are not.

    `rows` are of a table that has `organisation_id`: a model, or a query that narrows or joins it. `lock=False` is for
    a row that is only read, and for one that the lock on its file, taken next, keeps from others.
    Raises Refused for a foreign id and an unknown one.
    """
    found = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    found = found.filter(pk=row_id, organisation_id=actor.organisation_id)
    row = (found.select_for_update(of=("self",)) if lock else found).first()
    if row is None:
        raise Refused(NOT_FOUND, verb=verb, object_type=object_type, object_id=row_id)
    return row


def row_or_404(actor: Actor, rows: QuerySet[M], row_id: UUID, *, object_type: str) -> M:
    """The one of `rows` with this id, for a page. Raises Http404 for a foreign or unknown one, counted as a probe."""
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise probed(actor, object_type=object_type, object_id=row_id)
    return row


def probed(actor: Actor, *, object_type: str, object_id: UUID) -> Http404:
    """The answer 404 for a foreign or unknown id, which the ledger counts as a probe."""
    record(actor, verb=LedgerVerb.PROBED, object_type=object_type, object_id=object_id)
    return Http404()
