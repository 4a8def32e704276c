"""Where flows about a need keep their drafts."""

from __future__ import annotations

from uuid import UUID

from palermo.desk.drafts import SealedDraft
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Need
from palermo.trust.people.middleware import ActingRequest


def draft_about(request: ActingRequest, need: Need, *, flow: str, beginning: UUID | None) -> SealedDraft:
    """The draft of one beginning of a flow about a need; a look at it is one at the person."""
    return SealedDraft(
        request.actor,
        room=ROOM,
        flow=flow,
        object_id=need.pk,
        beginning=beginning,
        person_id=need.case.person_id,
    )
