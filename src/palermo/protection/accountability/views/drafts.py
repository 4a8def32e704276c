"""Where the flows of requests and complaints keep their drafts."""

from __future__ import annotations

from uuid import UUID

from palermo.desk.drafts import SealedDraft
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.trust.people.middleware import ActingRequest


def draft_of(request: ActingRequest, case: Case | None, *, flow: str, beginning: UUID | None) -> SealedDraft:
    """The draft of one beginning of a flow about a case, or about none: then it is kept under the office."""
    return SealedDraft(
        request.actor,
        room=ROOM,
        flow=flow,
        object_id=case.pk if case else request.actor.organisation_id,
        beginning=beginning,
        person_id=case.person_id if case else None,
    )
