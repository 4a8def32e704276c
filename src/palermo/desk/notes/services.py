"""Writing a note, and striking one out that was entered in error."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from django.utils import timezone

from palermo.desk.files import begin, tell
from palermo.desk.notes.codes import NoteKind, StrikeReason
from palermo.desk.notes.models import Note
from palermo.desk.notes.policies import NOTES, NoteAction
from palermo.desk.verbs import DayVerb
from palermo.kit.partial_date import PartialDate
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.vault.vault import seal


@service
def write_note(
    actor: Actor,
    *,
    room: str,
    file_id: UUID,
    kind: NoteKind,
    text: str,
    happened_on: PartialDate,
    hour: time | None = None,
    third_person: bool = False,
) -> Note:
    """Keep what happened; an hour counts with a whole day alone.

    Raises Refused for a file in which the actor may not write, for an empty text, and once the person was erased.
    """
    NOTES.require(actor, NoteAction.WRITE)
    row = begin(Note, actor, room=room, file_id=file_id)
    if not text.strip():
        raise Refused("no_words", verb=NOTES.asked(NoteAction.WRITE), object_type="note")
    row.kind, row.happened_on, row.third_person = kind, happened_on.iso, third_person
    row.hour = hour if happened_on.is_whole else None
    row.recorded_by_id = named(actor)
    seal(row, text=text.strip())
    row.save(force_insert=True)
    tell(actor, DayVerb.NOTE_WRITTEN, row, codes={"note": str(row.pk), "kind": row.kind})
    return row


@service
def strike_note(actor: Actor, *, note_id: UUID, why: StrikeReason) -> Note:
    """Strike a note out: it stays readable, and says by whom and why. Raises Refused for one struck out already."""
    row = own_row(actor, Note, note_id, verb=NOTES.asked(NoteAction.STRIKE), object_type="note")
    NOTES.require(actor, NoteAction.STRIKE, row)
    if row.struck_at is not None:
        raise Refused(
            "struck_already", verb=NOTES.asked(NoteAction.STRIKE), object_type="note", object_id=row.pk
        )
    row.struck_at, row.struck_by_id, row.struck_why = timezone.now(), named(actor), why
    row.save(update_fields=["struck_at", "struck_by_id", "struck_why"])
    tell(actor, DayVerb.NOTE_STRUCK, row, codes={"note": str(row.pk), "reason": why.value})
    return row
