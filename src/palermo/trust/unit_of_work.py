"""The only way to the database, for requests, tasks and commands.

    with unit_of_work(actor) as work:
        referral = services.send_enquiry(actor, …)

1. The outermost transaction begins.
2. Organisation, user and rooms are set for this transaction alone; row-level security compares with them.
3. Work is done; services are savepoints inside (`palermo.trust.service`).
4. A write that recorded no event is refused: nothing changes that the ledger does not know.
5. The chain's lock is taken last, the buffered events are appended, their head is signed.
6. Commit. The signed head goes to the witness file, outside the database.

One transaction, one organisation, one chain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from palermo.trust.actor import Actor
from palermo.trust.current import OutsideUnitOfWork, UnitOfWork, running
from palermo.trust.ledger.chain import append
from palermo.trust.ledger.witness import write_witness
from palermo.trust.walls.register import writes_need_an_event


class NestedUnitOfWork(RuntimeError):
    """A unit of work was opened inside another one."""


class UnrecordedWrite(RuntimeError):
    """Rows were written and no event was recorded."""


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
        with transaction.atomic(durable=True):
            work.act_as(actor)
            yield work
            if work.failed or connection.needs_rollback:
                transaction.set_rollback(True)
            else:
                if work.written and not work.events:
                    raise UnrecordedWrite(f"Written without an event: {', '.join(sorted(work.written))}.")
                head = append(work.actor, work.events)
        if head is not None:
            write_witness(head)
    finally:
        running.reset(token)


@contextmanager
def machinery() -> Iterator[None]:
    """For the task worker's own tables, which hold ids only and belong to no office.

    No organisation is set here, so row-level security answers every office's table with nothing.
    """
    token = _machinery.set(True)
    try:
        yield
    finally:
        _machinery.reset(token)


_WRITE = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(?:\w+"?\.)?"?(\w+)"?', re.IGNORECASE)


def _guard(
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,
    context: dict[str, Any],  # noqa: FBT001 - Django's signature
) -> Any:
    work = running.get()
    if work is None:
        if not _machinery.get():
            raise OutsideUnitOfWork("The database is reached through palermo.trust.unit_of_work only.")
    elif (match := _WRITE.match(sql)) and writes_need_an_event(match[1]):
        work.written.add(match[1])
    return execute(sql, params, many, context)


def guard(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Put the guard on a new connection of the application's role (the owner migrates and verifies freely)."""
    if settings.PALERMO_DATABASE_ROLE == "app" and _guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(_guard)
