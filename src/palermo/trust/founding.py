"""What happens when an office is created, beyond its own row and keys.

Rooms register at start-up; each handler runs inside the office's first unit of work, as that office.
"""

from __future__ import annotations

from collections.abc import Callable

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
