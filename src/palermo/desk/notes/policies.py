"""Who may write, read and strike out a note: whoever works on its file, and for others' notes who leads."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.desk.file_policies import in_sight, verdict
from palermo.desk.files import FileAction
from palermo.desk.notes.models import Note
from palermo.trust.actor import Actor
from palermo.trust.policy import Policy, Verdict, refused


class NoteAction(StrEnum):
    """What is asked of notes."""

    WRITE = "write"
    READ = "read"
    STRIKE = "strike"


class NotePolicy(Policy[Note, NoteAction]):
    """A note follows its file."""

    object_type = "note"
    actions = NoteAction

    def _decide(self, actor: Actor, action: NoteAction, obj: Note | None) -> Verdict:
        """Strike: its author, and who leads."""
        if action is NoteAction.READ:
            return verdict(actor, FileAction.READ, obj)
        if action not in {NoteAction.WRITE, NoteAction.STRIKE}:
            return refused("role_missing")
        works = verdict(actor, FileAction.WRITE, obj)
        own = obj is None or obj.recorded_by_id == actor.user_id
        if action is NoteAction.WRITE or own or not works:
            return works
        return verdict(actor, FileAction.LEAD, obj) or refused("not_the_author")

    def visible(self, actor: Actor, rows: QuerySet[Note]) -> QuerySet[Note]:
        """Notes about files in which the actor may read."""
        return in_sight(actor, rows)


NOTES = NotePolicy()
