"""What waits for a colleague today. Rooms register; the page asks each and puts the most pressing first.

    register("protection.enquiries", enquiries_to_answer)        # in AppConfig.ready

A handler takes an actor and the time, asks its own policy, and gives lists of rows, each with what a row is called
on the page; for an actor of another room it gives none. All lists of all rooms come in one statement. What is overdue
is shown as overdue: nothing is closed, sent or escalated by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from palermo.kit.choices import Text
from palermo.kit.components import State
from palermo.trust.actor import Actor
from palermo.trust.gather import gather


@dataclass(frozen=True, kw_only=True)
class TodayItem:
    """One thing that waits, or `count` things of a kind.

    `title` says what to do and names nobody; `kind` is the group it stands in; `due` may be None.
    """

    title: Text
    url: str
    kind: Text
    state: State
    due: datetime | None = None
    count: int = 1

    def is_overdue(self, now: datetime) -> bool:
        """True when it should have been done before `now`."""
        return self.due is not None and self.due < now


@dataclass(frozen=True)
class Waiting:
    """A list of rows of one model, and what they are on the page: one thing each, or one for several of them."""

    rows: QuerySet[Any]
    items: Callable[[Sequence[Any]], Iterable[TodayItem]]


Handler = Callable[[Actor, datetime], Iterable[Waiting]]
_handlers: dict[str, Handler] = {}


def register(name: str, handler: Handler) -> None:
    """Register what a room puts on the Today page; a second registration under the same name replaces the first."""
    _handlers[name] = handler


def items(actor: Actor, *, now: datetime) -> list[TodayItem]:
    """Everything that waits for `actor`: overdue first, then by due time, what has none last."""
    lists = [waiting for _name, handle in sorted(_handlers.items()) for waiting in handle(actor, now)]
    return in_order(read(lists), now=now)


def count_waiting(actor: Actor, now: datetime) -> int:
    """How much waits for `actor`; one statement."""
    return sum(item.count for item in items(actor, now=now))


def in_order(waiting: Iterable[TodayItem], *, now: datetime) -> list[TodayItem]:
    """Overdue things first, then by due time, what has none last."""
    return sorted(waiting, key=lambda item: _pressing(item, now))


def read(lists: Iterable[Waiting]) -> list[TodayItem]:
    """What waits in these lists, in their order; asked in one statement."""
    named = {str(number): waiting for number, waiting in enumerate(lists)}
    found = gather({name: waiting.rows for name, waiting in named.items()})
    return [item for name, waiting in named.items() for item in waiting.items(found[name])]


def _pressing(item: TodayItem, now: datetime) -> tuple[bool, bool, float, str]:
    due = item.due.timestamp() if item.due else 0.0
    return not item.is_overdue(now), item.due is None, due, str(item.title)
