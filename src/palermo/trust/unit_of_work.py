"""The only way to the database, for requests, tasks and commands.

    with unit_of_work(actor) as work:
        referral = services.send_enquiry(actor, …)

1. The outermost transaction begins.
2. Organisation, user and rooms are set for this transaction alone; row-level security compares with them. Days and
   hours are those of the organisation's time zone.
3. Work is done; services are savepoints inside (`palermo.trust.service`).
4. A write that recorded no event is refused: nothing changes that the ledger does not know.
5. The chain's lock is taken last, the buffered events are appended, their head is signed.
6. Commit. The signed head goes to the witness file, outside the database.

One transaction, one organisation, one chain.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from palermo.kit.office_time import zone_given_back
from palermo.trust import recent
from palermo.trust.actor import Actor
from palermo.trust.current import Mark, OutsideUnitOfWork, UnitOfWork, UnrecordedWrite, current, running
from palermo.trust.ledger.chain import Head, append
from palermo.trust.ledger.witness import write_witness
from palermo.trust.walls.register import is_machinery, is_registered, writes_need_an_event

__all__ = ["NestedUnitOfWork", "OutsideUnitOfWork", "UnrecordedWrite", "current", "machinery", "unit_of_work"]

logger = logging.getLogger("palermo.trust")
START = Mark(0, 0, {})


class NestedUnitOfWork(RuntimeError):
    """A unit of work was opened inside another one."""


_machinery: ContextVar[bool] = ContextVar("palermo_machinery", default=False)


@contextmanager
def unit_of_work(actor: Actor) -> Iterator[UnitOfWork]:
    """Open the outermost transaction for `actor`; see the module's numbered steps.

    Raises NestedUnitOfWork inside another unit of work, UnrecordedWrite for a write without an event,
    and whatever the body raises, with nothing committed.
    """
    if running.get() is not None:
        raise NestedUnitOfWork("A unit of work is already open.")
    work = UnitOfWork(actor)
    token = running.set(work)
    head = None
    try:
        with zone_given_back(), transaction.atomic(durable=True):
            work.act_as(actor)
            yield work
            if work.failed or connection.needs_rollback:
                transaction.set_rollback(True)
            else:
                work.require_event_since(START)
                head = append(work.actor, work.events)
        recent.written(work.actor.organisation_id, work.written)
        if head is not None:
            _witness(head)
    finally:
        running.reset(token)


def _witness(head: Head) -> None:
    try:
        write_witness(head)
    except OSError as error:
        # What was committed stays committed, so nobody may be told that it failed; the next head covers this one.
        logger.critical("The witness file cannot be written (%s).", type(error).__name__)


@contextmanager
def machinery() -> Iterator[None]:
    """For the task worker's own tables, which hold ids only and belong to no office.

    No organisation is set here, so row-level security answers every office's table with nothing, and a write to
    any table but the machinery's raises OutsideUnitOfWork.
    """
    token = _machinery.set(True)
    try:
        yield
    finally:
        _machinery.reset(token)


_WRITES = re.compile(
    r'\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?)\s+(?:ONLY\s+)?(?:"?\w+"?\.)?"?(\w+)"?',
    re.IGNORECASE,
)


def tables_written(sql: str) -> set[str]:
    """Names of the registered tables a statement writes, wherever in it the writing stands.

    >>> tables_written('WITH gone AS (DELETE FROM "people_unit" RETURNING id) SELECT 1')
    {'people_unit'}
    >>> tables_written("SELECT 1 FROM people_unit FOR UPDATE OF people_unit")
    set()
    """
    return {name for name in _WRITES.findall(sql) if is_registered(name)}


def _guard(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001 - Django's signature
    work = running.get()
    written = tables_written(sql if isinstance(sql, str) else sql.as_string(None))
    if work is not None:
        work.written += sorted(table for table in written if writes_need_an_event(table))
    elif not _machinery.get() or not all(is_machinery(table) for table in written):
        raise OutsideUnitOfWork("The database is reached through palermo.trust.unit_of_work only.")
    return execute(sql, params, many, context)


def guard(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Put the guard on a new connection of the application's role (the owner migrates and verifies freely)."""
    if settings.PALERMO_DATABASE_ROLE == "app" and _guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(_guard)
