"""What a room hands over to be sent, before it is sealed and signed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from palermo.exchange.caveats import STANDARD, Caveat


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A package to be: its kind, for whom, what is in it, for what, until when, under which restrictions.

    `due_at` is when an answer is due (it closes nothing), `expires_at` when the unread body is deleted. Without
    `thread_id` the package opens a thread, whose id is the package's. `data_classes` are the classes of data that
    the payload holds, named in the signed header.
    """

    kind: str
    receiver_id: UUID
    payload: Mapping[str, Any]
    purpose: str
    due_at: datetime
    expires_at: datetime
    thread_id: UUID | None = None
    data_classes: Collection[str] = ()
    caveats: Collection[Caveat] = STANDARD
