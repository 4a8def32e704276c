"""Who may write, read and strike out a note: whoever works on its file, and for others' notes who leads."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

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
        own = obj is None or obj.recorded_by_id == actor.user_id
        if action is NoteAction.WRITE or own:
            return verdict(actor, FileAction.WRITE, obj)
        leads = verdict(actor, FileAction.LEAD, obj)
        works = leads or verdict(actor, FileAction.WRITE, obj)
        return works if leads or not works else refused("not_the_author")

    def struck_by(self, actor: Actor, rows: Iterable[Note]) -> set[UUID]:
        """Of notes about one file those that the actor may strike out: asked once for their own, once for others'."""
        apart: dict[bool, list[Note]] = {True: [], False: []}
        for row in rows:
            apart[row.recorded_by_id == actor.user_id].append(row)
        return {
            row.pk
            for some in apart.values()
            if some and self.may(actor, NoteAction.STRIKE, some[0])
            for row in some
        }

    def visible(self, actor: Actor, rows: QuerySet[Note]) -> QuerySet[Note]:
        """Notes about files in which the actor may read."""
        return in_sight(actor, rows)


NOTES = NotePolicy()
