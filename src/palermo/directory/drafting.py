"""Where the flows of this room keep their drafts: the desk stands above and hands its store down at start-up."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from palermo.kit.draft_store import DraftStore
from palermo.trust.actor import Actor


class StoreFactory(Protocol):
    """Makes the store of one flow of one colleague."""

    def __call__(
        self, actor: Actor, *, room: str, flow: str, object_id: UUID, beginning: UUID | None
    ) -> DraftStore:
        """`room` is that of the page, `flow` a code, `object_id` what it is about, `beginning` the address's."""


_factories: list[StoreFactory] = []


def keep_drafts_with(factory: StoreFactory) -> None:
    """Use `factory` from now on. Called in the desk's AppConfig.ready."""
    _factories[:] = [factory]


def draft_store(actor: Actor, *, room: str, flow: str, object_id: UUID, beginning: UUID | None) -> DraftStore:
    """The store of one beginning of a flow of one colleague, a new one where the address names none.

    Raises IndexError where no desk was installed.
    """
    return _factories[0](actor, room=room, flow=flow, object_id=object_id, beginning=beginning)
