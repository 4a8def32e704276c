"""Drafts of flows that paused: sealed under a key of their own, seen by their author alone.

    store = SealedDraft(request.actor, flow="enquiry", object_id=need.pk)   # what `kit.wizard.Wizard` asks for

A draft is told to the ledger when it becomes an act; keeping one is not an act. Its key is the draft's own, not the
person's: erasing the person deletes the drafts about her by `object_id`.
"""

from __future__ import annotations

import json
from uuid import UUID

from palermo.desk.models import Draft
from palermo.desk.policies import DRAFTS
from palermo.kit.wizard import Draft as Answers
from palermo.trust.actor import Actor
from palermo.trust.ledger.events import record
from palermo.trust.service import service
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.keys import destroy_subject_keys
from palermo.trust.vault.vault import seal, unseal


def load_draft(actor: Actor, *, flow: str, object_id: UUID) -> Answers:
    """The actor's answers so far in `flow` about `object_id`; empty without a draft, or for one no key opens."""
    row = _find(actor, flow, object_id)
    if row is None:
        return {}
    try:
        text = unseal(row, "answers")["answers"]
    except Unreadable:
        return {}
    return dict(json.loads(text)) if text else {}


@service
def save_draft(actor: Actor, *, flow: str, object_id: UUID, answers: Answers) -> Draft:
    """Keep `answers` in place of what the actor's draft held before."""
    DRAFTS.require(actor, "keep")
    row = _find(actor, flow, object_id)
    if row is None:
        row = Draft(
            organisation_id=actor.organisation_id,
            author_id=actor.user_id or actor.organisation_id,
            flow=flow,
            object_id=object_id,
            purpose="draft",
            retention_rule="until_done",
        )
        # A key is made with the row, and keys are told to the ledger.
        record(actor, verb="draft.begun", object_type="draft", object_id=row.pk, codes={"flow": flow})
    seal(row, answers=json.dumps(answers, separators=(",", ":")))
    row.save()
    return row


@service
def delete_draft(actor: Actor, *, flow: str, object_id: UUID) -> bool:
    """Forget the actor's draft and destroy its key; False when there was none."""
    DRAFTS.require(actor, "keep")
    row = _find(actor, flow, object_id)
    if row is None:
        return False
    destroy_subject_keys(actor.organisation_id, row.pk)
    record(actor, verb="draft.ended", object_type="draft", object_id=row.pk, codes={"flow": flow})
    row.delete()
    return True


def _find(actor: Actor, flow: str, object_id: UUID) -> Draft | None:
    return DRAFTS.visible(actor, Draft.objects.all()).filter(flow=flow, object_id=object_id).first()


class SealedDraft:
    """Where one flow of one colleague keeps its draft (`kit.wizard.DraftStore`)."""

    def __init__(self, actor: Actor, *, flow: str, object_id: UUID) -> None:
        """`flow` is a code, `object_id` what the flow is about (the office's own id where it is about nothing)."""
        self._actor, self._flow, self._object_id = actor, flow, object_id

    def load(self) -> Answers:
        """The draft, empty if there is none."""
        return load_draft(self._actor, flow=self._flow, object_id=self._object_id)

    def save(self, draft: Answers) -> None:
        """Keep the draft in place of the one before."""
        save_draft(self._actor, flow=self._flow, object_id=self._object_id, answers=draft)

    def clear(self) -> None:
        """Forget the draft."""
        delete_draft(self._actor, flow=self._flow, object_id=self._object_id)
