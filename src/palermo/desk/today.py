"""What waits for a colleague today. Rooms register; the page asks each and puts the most pressing first.

    register("protection.enquiries", enquiries_to_answer)        # in AppConfig.ready

A handler takes an actor and the time, asks its own policy, and returns what waits; for an actor of another room it
returns nothing. What is overdue is shown as overdue: nothing is closed, sent or escalated by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from palermo.kit.choices import Text
from palermo.kit.pieces import State
from palermo.trust.actor import Actor


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


Handler = Callable[[Actor, datetime], Iterable[TodayItem]]
_handlers: dict[str, Handler] = {}


def register(name: str, handler: Handler) -> None:
    """Register what a room puts on the Today page; a second registration under the same name replaces the first."""
    _handlers[name] = handler


def items(actor: Actor, *, now: datetime) -> list[TodayItem]:
    """Everything that waits for `actor`: overdue first, then by due time, what has none last."""
    found = [item for _name, handle in sorted(_handlers.items()) for item in handle(actor, now)]
    return sorted(found, key=lambda item: _pressing(item, now))


def _pressing(item: TodayItem, now: datetime) -> tuple[bool, bool, float, str]:
    due = item.due.timestamp() if item.due else 0.0
    return not item.is_overdue(now), item.due is None, due, str(item.title)
