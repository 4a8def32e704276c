"""Who may hand over a shift and read a hand-over: whoever works on files of the room."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from palermo.desk.file_policies import verdict
from palermo.desk.files import FileAction, files_of
from palermo.desk.shifts.models import Handover
from palermo.trust.actor import Actor
from palermo.trust.policy import Policy, Verdict, refused


class HandoverAction(StrEnum):
    """What is asked of hand-overs."""

    WRITE = "write"
    READ = "read"
    READ_LINE = "read_line"


class HandoverPolicy(Policy[Handover, HandoverAction]):
    """That there is a hand-over is seen by whoever works on files of its room; of its files each reader sees their own.

    The line may speak of any file that was listed: it is for those who may read in all of them, and for its author.
    """

    object_type = "handover"
    actions = HandoverAction

    def _decide(self, actor: Actor, action: HandoverAction, obj: Handover | None) -> Verdict:
        """Write and read: who works on files. Read the line: who may read in every file of it."""
        if action not in set(HandoverAction):
            return refused("role_missing")
        works = verdict(actor, FileAction.WRITE, None)
        if obj is None or not works:
            return works
        if obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if obj.room not in actor.rooms:
            return refused("role_missing")
        if action is HandoverAction.READ_LINE and obj.recorded_by_id != actor.user_id:
            seen = files_of(obj.room).readable(actor).filter(pk__in=obj.file_ids)
            missing = {UUID(one) for one in obj.file_ids} - set(seen.values_list("pk", flat=True))
            return refused("not_assigned") if missing else works
        return works

    def visible(self, actor: Actor, rows: QuerySet[Handover]) -> QuerySet[Handover]:
        """The office's in the actor's rooms."""
        if not self.may(actor, HandoverAction.READ):
            return rows.none()
        return rows.filter(organisation_id=actor.organisation_id, room__in=actor.rooms)


HANDOVERS = HandoverPolicy()
