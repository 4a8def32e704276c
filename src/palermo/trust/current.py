"""The running unit of work, as the rest of the program sees it. It is opened by `palermo.trust.unit_of_work`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from palermo.trust.actor import Actor
from palermo.trust.ledger.chain import Event


class OutsideUnitOfWork(RuntimeError):
    """SQL was about to run outside a unit of work."""


class SecondOrganisation(RuntimeError):
    """A transaction was about to serve a second organisation after work was done for the first."""


@dataclass
class UnitOfWork:
    """The running transaction: who acts, and what the ledger will be told before commit."""

    actor: Actor
    events: list[Event] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    office_keys: dict[UUID, bytes] = field(default_factory=dict)
    failed: bool = False

    def act_as(self, actor: Actor) -> None:
        """Go on as `actor`. Raises SecondOrganisation once events of another organisation are buffered."""
        if actor.organisation_id != self.actor.organisation_id and (self.events or self.written):
            raise SecondOrganisation("This transaction already holds work of another organisation.")
        self.actor = actor
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('palermo.organisation', %s, true), set_config('palermo.user', %s, true),"
                " set_config('palermo.rooms', %s, true)",
                [str(actor.organisation_id), str(actor.user_id or ""), ",".join(sorted(actor.rooms))],
            )

    @contextmanager
    def seen_by(self, user_id: UUID) -> Iterator[None]:
        """Let account tables answer as for this account; rows of offices stay those of the acting one."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('palermo.user', %s, true)", [str(user_id)])
            try:
                yield
            finally:
                cursor.execute("SELECT set_config('palermo.user', %s, true)", [str(self.actor.user_id or "")])

    def fail(self) -> None:
        """Commit nothing: an unexpected error was answered."""
        self.failed = True


running: ContextVar[UnitOfWork | None] = ContextVar("palermo_unit_of_work", default=None)


def current() -> UnitOfWork:
    """The running unit of work. Raises OutsideUnitOfWork when there is none."""
    work = running.get()
    if work is None:
        raise OutsideUnitOfWork("No unit of work is open.")
    return work
