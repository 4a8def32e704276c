"""Drafts of flows that paused: sealed under a key of their own, seen by their author alone, one for each beginning.

    # What `kit.wizard.Wizard` asks for; `beginning` is of the address, None where it names none:
    store = SealedDraft(request.actor, room=ROOM, flow="enquiry", object_id=need.pk, beginning=beginning)

The ledger records that a draft was begun and ended, and each look at what it holds: at the person's where it is about
one, else at the draft itself. Its content is recorded when it is submitted. Its key is the
draft's own, not the person's: erasing the person deletes the drafts about them by `object_id`
(`forget_drafts_about`). One that is about nobody yet, such as a case not opened, ends with all others 7 days after
it was last touched (`delete_old_drafts`). Where the act of a beginning led is kept as long (`desk.done`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import TypedDict
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils import timezone

from palermo.desk.done import done_of, forget_old, keep_done, one_who_acts
from palermo.desk.models import BegunAndDone, Draft
from palermo.desk.paused import MOST_DRAFTS, begun, label_of, throw_url
from palermo.desk.policies import DRAFTS, DraftAction
from palermo.desk.verbs import DeskVerb
from palermo.kit.draft_store import Begun, Done, NoRoom
from palermo.kit.draft_store import Draft as Answers
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.mandates import DESK
from palermo.trust.reasons import explain
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, record_refusal, service
from palermo.trust.shown import bound_to
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.keys import destroy_subject_keys
from palermo.trust.vault.vault import record_look, seal, unseal
from palermo.trust.verbs import Verb

KEPT_FOR = timedelta(days=7)
"""How long a draft waits for its author after it was last touched."""

DRAFT, PERSON = "draft", "person"
"""What a look at a draft is a look at, in the ledger."""

_FULL = "drafts_enough"
_AT_ONCE = 500


@service
def save_draft(
    actor: Actor,
    *,
    room: str,
    flow: str,
    object_id: UUID,
    answers: Answers,
    beginning: UUID | None = None,
) -> Draft:
    """Keep `answers` in place of what the actor's draft of this beginning held before.

    Without a beginning it is the one that no address names: one for each flow and object. `room` is that of the page
    where it is begun, DESK on a page of no pillar. Raises Refused for a room that the actor's mandate does not open,
    and for one draft too many.
    """
    DRAFTS.require(actor, DraftAction.KEEP)
    beginning = beginning or object_id
    row = _of_flow(actor, flow, object_id).filter(beginning=beginning).first()
    if row is None:
        asked = DRAFTS.asked(DraftAction.KEEP)
        if room not in {DESK, *actor.rooms}:
            raise Refused("role_missing", verb=asked, object_type="draft")
        if DRAFTS.visible(actor, Draft.objects.all()).count() >= MOST_DRAFTS:
            raise Refused(_FULL, verb=asked, object_type="draft")
        row = Draft(
            organisation_id=actor.organisation_id,
            room=room,
            author_id=actor.user_id or actor.organisation_id,
            flow=flow,
            object_id=object_id,
            beginning=beginning,
            purpose="draft",
        )
        # A key is made with the row, and the ledger records keys.
        record(actor, verb=DeskVerb.DRAFT_BEGUN, object_type="draft", object_id=row.pk, codes={"flow": flow})
    row.label = label_of(flow, answers)
    seal(row, answers=json.dumps(answers, separators=(",", ":")))
    row.save()
    return row


@service
def delete_draft(actor: Actor, *, flow: str, object_id: UUID, beginning: UUID | None = None) -> bool:
    """Forget the actor's draft of this beginning, or of all, and destroy its key; False when there was none."""
    DRAFTS.require(actor, DraftAction.KEEP)
    rows = _of_flow(actor, flow, object_id)
    found = list(rows if beginning is None else rows.filter(beginning=beginning))
    for row in found:
        _end(actor, row, DeskVerb.DRAFT_ENDED)
    return bool(found)


@service
def throw_draft(actor: Actor, *, draft_id: UUID) -> None:
    """Throw a draft away and destroy its key. Raises Refused for one that is not the actor's."""
    asked, own = DRAFTS.asked(DraftAction.KEEP), DRAFTS.visible(actor, Draft.objects.all())
    row = own_row(actor, own, draft_id, verb=asked, object_type="draft")
    DRAFTS.require(actor, DraftAction.KEEP, row)
    _end(actor, row, DeskVerb.DRAFT_THROWN)


@service
def end_beginning(
    actor: Actor, *, room: str, flow: str, object_id: UUID, beginning: UUID, led_to: str
) -> None:
    """The act of a beginning was done: forget its draft, if it had one, and keep where the act led."""
    delete_draft(actor, flow=flow, object_id=object_id, beginning=beginning)
    keep_done(actor, room=room, flow=flow, object_id=object_id, beginning=beginning, led_to=led_to)


def forget_drafts_about(organisation_id: UUID, object_ids: Iterable[UUID]) -> int:
    """Delete every colleague's drafts about these objects and destroy their keys; how many there were.

    For erasures, which record their own event; after a restore the owner calls it outside a unit of work.
    """
    ids = list(object_ids)
    BegunAndDone.objects.filter(organisation_id=organisation_id, object_id__in=ids).delete()
    return _destroy(Draft.objects.filter(organisation_id=organisation_id, object_id__in=ids))


@service
def delete_old_drafts(actor: Actor) -> int:
    """Delete the office's drafts that nobody touched for 7 days, and their keys; how many, at most 500 a time.

    Where beginnings led goes as late after it was noted.
    """
    before = timezone.now() - KEPT_FOR
    forget_old(actor.organisation_id, before=before)
    rows = Draft.objects.filter(organisation_id=actor.organisation_id, updated_at__lt=before)
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


def drafts_of(actor: Actor, *, flow: str, object_id: UUID) -> list[Begun]:
    """The actor's drafts of a flow about one thing, the newest first."""
    rows = _of_flow(actor, flow, object_id).defer("answers").order_by("-created_at", "-id")
    return begun(list(rows[:MOST_DRAFTS]))


def _end(actor: Actor, row: Draft, verb: Verb) -> None:
    destroy_subject_keys(actor.organisation_id, row.pk)
    record(actor, verb=verb, object_type="draft", object_id=row.pk, codes={"flow": row.flow})
    row.delete()


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


def _of_flow(actor: Actor, flow: str, object_id: UUID) -> QuerySet[Draft]:
    return DRAFTS.visible(actor, Draft.objects.all()).filter(flow=flow, object_id=object_id)


class _Which(TypedDict):
    """Which beginning of which flow."""

    flow: str
    object_id: UUID
    beginning: UUID


class SealedDraft:
    """Where one beginning of a flow of one colleague keeps its draft (`kit.wizard.DraftStore`)."""

    def __init__(
        self,
        actor: Actor,
        *,
        room: str,
        flow: str,
        object_id: UUID,
        beginning: UUID | None,
        person_id: UUID | None = None,
    ) -> None:
        """`flow` is a code, `object_id` what the flow is about (the office's own id where it is about nothing).

        `beginning` is the address's, None where it names none: then it is a new one. `person_id` is whom the flow is
        about, None where it is about nobody or nobody yet.
        """
        self._actor, self._room, self._flow, self._object_id = actor, room, flow, object_id
        self._person_id = person_id
        self._is_named, self._beginning = beginning is not None, beginning or uuid4()
        self._found: list[Draft | None] = []
        self._is_read = False

    @property
    def beginning(self) -> UUID:
        """Which beginning this is."""
        return self._beginning

    @property
    def is_named(self) -> bool:
        """Whether the address named it."""
        return self._is_named

    def waiting(self) -> list[Begun]:
        """The colleague's drafts of this flow about the same thing, the newest first."""
        return drafts_of(self._actor, flow=self._flow, object_id=self._object_id)

    def load(self) -> Answers:
        """The draft, empty if there is none, or one that no key opens."""
        answers = _answers(self._row())
        self._is_read = bool(answers)
        return answers

    def shown(self) -> None:
        """Record a look at what was loaded; nothing where nothing was kept."""
        row = self._row()
        if row is not None and self._is_read:
            about = (DRAFT, row.pk) if self._person_id is None else (PERSON, self._person_id)
            record_look(self._actor, object_type=about[0], object_id=about[1], columns=["answers"])

    def save(self, draft: Answers) -> None:
        """Keep the draft in place of the one before. Raises NoRoom for one draft too many."""
        try:
            row = save_draft(self._actor, room=self._room, answers=draft, **self._which())
        except Refused as refused:
            if refused.reason != _FULL:
                raise
            if not refused.recorded:
                record_refusal(refused)
            raise NoRoom(explain(refused.reason)) from refused
        self._found[:] = [row]

    def done(self) -> Done | None:
        """Where the act of this beginning led, once it was done."""
        if not self._is_named or self._row() is not None:
            return None
        return done_of(self._actor, **self._which())

    def claim(self) -> Done | None:
        """The same, when nobody else acts for this beginning any more: until the transaction ends nobody will."""
        one_who_acts(self._actor, beginning=self._beginning)
        return done_of(self._actor, **self._which())

    def finish(self, led_to: str) -> None:
        """Forget the draft, and keep where its act led."""
        end_beginning(self._actor, room=self._room, led_to=led_to, **self._which())

    @property
    def throw_url(self) -> str:
        """Where the draft can be thrown away; "" where none is kept."""
        row = self._row()
        return throw_url(row) if row is not None else ""

    @property
    def bound_to(self) -> str:
        """Whose draft it is, and about what."""
        return bound_to(self._actor, of=self._flow, object_id=self._object_id)

    def _row(self) -> Draft | None:
        if not self._found:
            rows = _of_flow(self._actor, self._flow, self._object_id)
            self._found.append(rows.filter(beginning=self._beginning).first() if self._is_named else None)
        return self._found[0]

    def _which(self) -> _Which:
        return {"flow": self._flow, "object_id": self._object_id, "beginning": self._beginning}
