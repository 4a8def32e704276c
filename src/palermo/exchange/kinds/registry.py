"""The kinds of package there are, and what a room does when one arrives.

One JSON Schema beside this module for each kind. In AppConfig.ready the room that keeps such things registers:

    register("enquiry", receive=receive_enquiry, on_event=follow_thread, file_of=file_of_thread)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from palermo.exchange.kinds.schema import Schema
from palermo.exchange.models import Envelope
from palermo.trust.actor import Actor


class Receive(Protocol):
    """A room's service that makes an arrived package the receiving office's own. Idempotent."""

    def __call__(self, actor: Actor, /, *, envelope: Envelope, payload: Mapping[str, Any]) -> object:
        """`payload` is verified and valid. Raises Refused when the room cannot take it."""


class OnEvent(Protocol):
    """A room's service that brings the office's own rows to what the thread's events say. Idempotent."""

    def __call__(self, actor: Actor, /, *, thread_id: UUID) -> object:
        """Reads the events through `exchange.queries.thread_events`, which verifies them."""


class FileOf(Protocol):
    """A room's query for whose file a thread of the acting office is about; its lock is that person's."""

    def __call__(self, actor: Actor, thread_id: UUID, /) -> UUID | None:
        """None for a thread of which the office keeps no row."""


def _of_nobody(_actor: Actor, _thread_id: UUID, /) -> None:
    """A kind that is about no person."""


@dataclass(frozen=True)
class Handlers:
    """What a room does for one kind."""

    receive: Receive
    on_event: OnEvent
    file_of: FileOf = _of_nobody


class UnknownKind(LookupError):
    """There is no such kind of package here, or no room that takes it."""


_schemas: dict[str, Schema] = {
    schema.kind: schema for schema in map(Schema.read, sorted(Path(__file__).parent.glob("*.json")))
}
_handlers: dict[str, Handlers] = {}


def register(kind: str, *, receive: Receive, on_event: OnEvent, file_of: FileOf = _of_nobody) -> None:
    """Register what a room does with `kind`. Raises UnknownKind for one without a schema file."""
    schema_of(kind)
    _handlers[kind] = Handlers(receive, on_event, file_of)


def schema_of(kind: str) -> Schema:
    """The schema of `kind`. Raises UnknownKind."""
    try:
        return _schemas[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def keeps_to_its_rooms(kind: str, *, from_room: str, to_room: str) -> bool:
    """Whether these are the rooms that packages of `kind` leave and enter. Raises UnknownKind."""
    schema = schema_of(kind)
    return (from_room, to_room) == (schema.from_room, schema.to_room)


def handlers_of(kind: str) -> Handlers:
    """What the room registered for `kind` does. Raises UnknownKind."""
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def schemas() -> tuple[Schema, ...]:
    """Every kind there is, by name."""
    return tuple(_schemas[kind] for kind in sorted(_schemas))
