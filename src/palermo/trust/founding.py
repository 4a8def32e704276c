"""What happens when an office is created or changes its time zone, beyond its own row and keys.

Rooms register at start-up; each handler of a creation runs inside the office's first unit of work, as that office.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from palermo.trust.actor import Actor

Handler = Callable[[Actor], object]
_handlers: dict[str, Handler] = {}


def register(room: str, handler: Handler) -> None:
    """Run `handler` for each office created from now on. Called in AppConfig.ready."""
    _handlers[room] = handler


def office_created(actor: Actor) -> None:
    """Run every handler for the office `actor` acts for; an error undoes the creation."""
    for _room, handle in sorted(_handlers.items()):
        handle(actor)


class ZoneHandler(Protocol):
    """Told that the office `actor` acts for lives by another time zone from now on."""

    def __call__(self, actor: Actor, *, before: str, after: str) -> object:
        """`before` and `after` are names of time zones, not the same."""


_moved: dict[str, ZoneHandler] = {}


def register_zone(room: str, handler: ZoneHandler) -> None:
    """Run `handler` when an office gets another time zone. Called in AppConfig.ready."""
    _moved[room] = handler


def zone_moved(actor: Actor, *, before: str, after: str) -> None:
    """Run every handler for the office `actor` acts for; an error undoes the change."""
    for _room, handle in sorted(_moved.items()):
        handle(actor, before=before, after=after)
