"""Drafts of flows that paused: sealed under a key of their own, seen by their author alone.

    # What `kit.wizard.Wizard` asks for:
    store = SealedDraft(request.actor, room=ROOM, flow="enquiry", object_id=need.pk)

The ledger records that a draft was begun and ended, and each look at what it holds: at the person's where it is about
one, else at the draft itself. Its content is recorded when it is submitted. Its key is the
draft's own, not the person's: erasing the person deletes the drafts about them by `object_id`
(`forget_drafts_about`). One that is about nobody yet, such as a case not opened, ends with all others 7 days after
it was last touched (`delete_old_drafts`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from palermo.desk.models import Draft
from palermo.desk.policies import DRAFTS, DraftAction
from palermo.desk.verbs import DeskVerb
from palermo.kit.draft_store import Draft as Answers
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.mandates import DESK
from palermo.trust.service import Refused, service
from palermo.trust.shown import bound_to
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.keys import destroy_subject_keys
from palermo.trust.vault.vault import record_look, seal, unseal

KEPT_FOR = timedelta(days=7)
"""How long a draft waits for its author after it was last touched."""

DRAFT, PERSON = "draft", "person"
"""What a look at a draft is a look at, in the ledger."""

_AT_ONCE = 500


@service
def save_draft(actor: Actor, *, room: str, flow: str, object_id: UUID, answers: Answers) -> Draft:
    """Keep `answers` in place of what the actor's draft held before.

    `room` is that of the page where it is begun, DESK on a page of no pillar. Raises Refused for a room that the
    actor's mandate does not open.
    """
    DRAFTS.require(actor, DraftAction.KEEP)
    row = _find(actor, flow, object_id)
    if row is None:
        if room not in {DESK, *actor.rooms}:
            raise Refused("role_missing", verb=DRAFTS.asked(DraftAction.KEEP), object_type="draft")
        row = Draft(
            organisation_id=actor.organisation_id,
            room=room,
            author_id=actor.user_id or actor.organisation_id,
            flow=flow,
            object_id=object_id,
            purpose="draft",
        )
        # A key is made with the row, and the ledger records keys.
        record(actor, verb=DeskVerb.DRAFT_BEGUN, object_type="draft", object_id=row.pk, codes={"flow": flow})
    seal(row, answers=json.dumps(answers, separators=(",", ":")))
    row.save()
    return row


@service
def delete_draft(actor: Actor, *, flow: str, object_id: UUID) -> bool:
    """Forget the actor's draft and destroy its key; False when there was none."""
    DRAFTS.require(actor, DraftAction.KEEP)
    row = _find(actor, flow, object_id)
    if row is None:
        return False
    destroy_subject_keys(actor.organisation_id, row.pk)
    record(actor, verb=DeskVerb.DRAFT_ENDED, object_type="draft", object_id=row.pk, codes={"flow": flow})
    row.delete()
    return True


def forget_drafts_about(organisation_id: UUID, object_ids: Iterable[UUID]) -> int:
    """Delete every colleague's drafts about these objects and destroy their keys; how many there were.

    For erasures, which record their own event; after a restore the owner calls it outside a unit of work.
    """
    return _destroy(Draft.objects.filter(organisation_id=organisation_id, object_id__in=list(object_ids)))


@service
def delete_old_drafts(actor: Actor) -> int:
    """Delete the office's drafts that nobody touched for 7 days, and their keys; how many, at most 500 a time."""
    rows = Draft.objects.filter(
        organisation_id=actor.organisation_id, updated_at__lt=timezone.now() - KEPT_FOR
    )
    old = list(rows.order_by("pk").select_for_update(skip_locked=True)[:_AT_ONCE])
    for row in old:
        record(
            actor,
            verb=DeskVerb.DRAFT_EXPIRED,
            object_type="draft",
            object_id=row.pk,
            codes={"flow": row.flow},
        )
    return _destroy(Draft.objects.filter(pk__in=[row.pk for row in old]))


def _destroy(rows: QuerySet[Draft]) -> int:
    found = dict(rows.values_list("pk", "organisation_id"))
    for pk, organisation_id in found.items():
        destroy_subject_keys(organisation_id, pk)
    Draft.objects.filter(pk__in=found).delete()
    return len(found)


def _answers(row: Draft | None) -> Answers:
    if row is None:
        return {}
    try:
        text = unseal(row, "answers")["answers"]
    except Unreadable:
        return {}
    return dict(json.loads(text)) if text else {}


def _find(actor: Actor, flow: str, object_id: UUID) -> Draft | None:
    return DRAFTS.visible(actor, Draft.objects.all()).filter(flow=flow, object_id=object_id).first()


class SealedDraft:
    """Where one flow of one colleague keeps its draft (`kit.wizard.DraftStore`)."""

    def __init__(
        self, actor: Actor, *, room: str, flow: str, object_id: UUID, person_id: UUID | None = None
    ) -> None:
        """`flow` is a code, `object_id` what the flow is about (the office's own id where it is about nothing).

        `person_id` is whom it is about, None where it is about nobody or nobody yet.
        """
        self._actor, self._room, self._flow, self._object_id = actor, room, flow, object_id
        self._person_id = person_id
        self._draft_id: UUID | None = None

    def load(self) -> Answers:
        """The draft, empty if there is none, or one that no key opens."""
        row = _find(self._actor, self._flow, self._object_id)
        answers = _answers(row)
        self._draft_id = row.pk if row is not None and answers else None
        return answers

    def shown(self) -> None:
        """Record a look at what was loaded; nothing where nothing was kept."""
        if self._draft_id is not None:
            about = (DRAFT, self._draft_id) if self._person_id is None else (PERSON, self._person_id)
            record_look(self._actor, object_type=about[0], object_id=about[1], columns=["answers"])

    def save(self, draft: Answers) -> None:
        """Keep the draft in place of the one before."""
        save_draft(self._actor, room=self._room, flow=self._flow, object_id=self._object_id, answers=draft)

    @property
    def bound_to(self) -> str:
        """Whose draft it is, and about what."""
        return bound_to(self._actor, of=self._flow, object_id=self._object_id)

    def clear(self) -> None:
        """Forget the draft."""
        delete_draft(self._actor, flow=self._flow, object_id=self._object_id)
