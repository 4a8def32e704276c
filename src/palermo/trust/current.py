"""The running unit of work, as the rest of the program sees it. It is opened by `palermo.trust.unit_of_work`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from palermo.kit.office_time import use_zone
from palermo.reference.time_zones import zone_of_office
from palermo.trust.actor import Actor
from palermo.trust.event import Event
from palermo.trust.verbs import Verb


class OutsideUnitOfWork(RuntimeError):
    """SQL was about to run outside a unit of work."""


class UnrecordedWrite(RuntimeError):
    """Rows were written and no event was recorded."""


class SecondOrganisation(RuntimeError):
    """A transaction was about to serve a second organisation after work was done for the first."""


@dataclass(frozen=True)
class Mark:
    """A point in a unit of work: how many events and writes there were, and the keys then known."""

    events: int
    written: int
    subject_keys: dict[tuple[UUID, UUID, str], bytes] = field(repr=False)


@dataclass
class UnitOfWork:
    """The running transaction: who acts, and what the ledger will be told before commit.

    `written` names the tables written in order; `office_keys` (by office and generation) and
    `subject_keys` hold plain keys for its length. `waiting` is how much was found to wait for an actor on Today,
    `profile_versions` which version of the country profile an office's new records carry.
    """

    actor: Actor
    events: list[Event] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    office_keys: dict[tuple[UUID, int], bytes] = field(default_factory=dict, repr=False)
    subject_keys: dict[tuple[UUID, UUID, str], bytes] = field(default_factory=dict, repr=False)
    failed: bool = False
    waiting: dict[Actor, int] = field(default_factory=dict, repr=False)
    profile_versions: dict[UUID, str] = field(default_factory=dict, repr=False)

    def act_as(self, actor: Actor) -> None:
        """Go on as `actor`, by the clock of their office.

        Raises SecondOrganisation once events of another organisation are buffered.
        """
        if actor.organisation_id != self.actor.organisation_id:
            if self.events or self.written:
                raise SecondOrganisation("This transaction already holds work of another organisation.")
            self.office_keys.clear()
            self.subject_keys.clear()
        self.actor = actor
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('palermo.organisation', %s, true), set_config('palermo.user', %s, true),"
                " set_config('palermo.rooms', %s, true), office.zone, office.country"
                " FROM (SELECT 1) AS once LEFT JOIN people_organisation AS office ON office.id = %s",
                [
                    str(actor.organisation_id),
                    str(actor.user_id or ""),
                    ",".join(sorted(actor.rooms)),
                    actor.organisation_id,
                ],
            )
            _organisation, _user, _rooms, zone, country = cursor.fetchone()
        use_zone(zone_of_office(chosen=zone, country=country) if zone or country else "")

    @contextmanager
    def seen_by(self, user_id: UUID) -> Iterator[None]:
        """Let account tables answer as for this account; rows of offices stay those of the acting one."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('palermo.user', %s, true)", [str(user_id)])
            try:
                yield
            finally:
                cursor.execute("SELECT set_config('palermo.user', %s, true)", [str(self.actor.user_id or "")])

    @contextmanager
    def over_rooms(self, rooms: frozenset[str]) -> Iterator[None]:
        """Let tables answer as in these rooms, for an answer of yes, no or a number; rows stay the office's own."""
        setting = "SELECT set_config('palermo.rooms', %s, true)"
        with connection.cursor() as cursor:
            cursor.execute(setting, [",".join(sorted(rooms))])
            try:
                yield
            finally:
                cursor.execute(setting, [",".join(sorted(self.actor.rooms))])

    def mark(self) -> Mark:
        """Where the work stands now, to come back to with `back_to`."""
        return Mark(len(self.events), len(self.written), dict(self.subject_keys))

    def back_to(self, mark: Mark, *, keep: frozenset[str] = frozenset()) -> None:
        """Forget what was buffered since `mark`, but for events whose verb is in `keep`."""
        kept = [event for event in self.events[mark.events :] if event.verb in keep]
        self.events[mark.events :] = kept
        del self.written[mark.written :]
        # A key made since then is not in the database any more.
        self.subject_keys = dict(mark.subject_keys)

    def require_event_since(self, mark: Mark) -> None:
        """Raise UnrecordedWrite when rows were written since `mark` and nothing was recorded."""
        if len(self.written) > mark.written and len(self.events) <= mark.events:
            tables = ", ".join(sorted(set(self.written[mark.written :])))
            raise UnrecordedWrite(f"Written without an event: {tables}.")

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


def record(
    actor: Actor,
    *,
    verb: Verb,
    object_type: str = "",
    object_id: UUID | None = None,
    codes: Mapping[str, str | int | bool] | None = None,
) -> None:
    """Buffer an event of the running unit of work; it is appended to the chain just before commit.

    Raises ValueError for anything but codes and ids, and RuntimeError when `actor` is not the acting one.
    """
    work = current()
    if actor.organisation_id != work.actor.organisation_id:
        raise RuntimeError("An event belongs to the chain of the acting organisation.")
    work.events.append(
        Event(verb=str(verb), object_type=object_type, object_id=object_id, codes=dict(codes or {}))
    )
