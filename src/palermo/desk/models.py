"""Drafts: what was typed in a flow that paused. Sealed, seen by its author alone, gone when the act is done: what is
kept then for some days is where it led, so that the same beginning acts once.

Clocks: the deadlines of every room, as ids. What a colleague put off: ids and codes, gone when it comes back. What
colleagues chose of mails without content stands in `notices`, views of lists that they kept in `kept`. What is kept
about a file (`files.FileRow`) stands in `notes`, `duties`, `appointments` and `safety`, hand-overs in `shifts`,
pages that were left half typed in `kept_pages`.
"""

from __future__ import annotations

from django.db import models

from palermo.desk.appointments.models import Appointment
from palermo.desk.codes import PutOffReason
from palermo.desk.duties.models import Task
from palermo.desk.kept.models import KeptView
from palermo.desk.kept_pages.models import KeptPage
from palermo.desk.notes.models import Note
from palermo.desk.notices.models import NoticeChoice, NoticeLook
from palermo.desk.safety.models import SafetyPlan
from palermo.desk.shifts.models import Handover, HandoverRead
from palermo.trust.mandates import DESK
from palermo.trust.owned import OwnedModel, kept_by
from palermo.trust.retention.rules import Rule
from palermo.trust.vault.vault import SealedField, SealedModel

__all__ = [
    "Appointment",
    "BegunAndDone",
    "Clock",
    "Draft",
    "Handover",
    "HandoverRead",
    "KeptPage",
    "KeptView",
    "Note",
    "NoticeChoice",
    "NoticeLook",
    "PutOff",
    "SafetyPlan",
    "Task",
]


class Draft(SealedModel):
    """The answers so far of one beginning of a flow (`flow`, about `object_id`) by one colleague, sealed as JSON.

    `beginning` stands in the address. `label` is the code of an answer by which its author tells it from others
    (`paused.Label`), "" where there is none. `room` is that of the page where it was begun. Its key is of the desk,
    wherever that was.
    """

    vault_room = DESK

    retention_rule = kept_by(Rule.DRAFT)

    room = models.CharField(max_length=20)
    author_id = models.UUIDField()
    flow = models.CharField(max_length=40)
    object_id = models.UUIDField()
    beginning = models.UUIDField()
    label = models.CharField(max_length=40, default="")
    answers = SealedField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "desk_draft"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "author_id", "flow", "object_id", "beginning"],
                name="desk_draft_beginning",
            ),
        ]


class BegunAndDone(OwnedModel):
    """Where the act of one beginning of a flow led (`led_to`, an address): sent again, it leads there and acts no more.

    Ids and codes only, its author's alone, deleted when a draft would be.
    """

    retention_rule = kept_by(Rule.DRAFT)

    room = models.CharField(max_length=20)
    author_id = models.UUIDField()
    flow = models.CharField(max_length=40)
    object_id = models.UUIDField()
    beginning = models.UUIDField()
    led_to = models.CharField(max_length=300)

    class Meta:
        db_table = "desk_begun_and_done"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "author_id", "flow", "object_id", "beginning"],
                name="desk_begun_and_done_once",
            ),
        ]


class Clock(OwnedModel):
    """A deadline: what for (`kind`), about which object, since when, until when. Ids only, nothing personal.

    `paused` are the stretches that do not count, as pairs of ISO moments; the second is None while one lasts. An
    overdue clock closes, sends and ends nothing.
    """

    room = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paused = models.JSONField(default=list)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "desk_clock"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "object_id", "kind"],
                condition=models.Q(done_at__isnull=True),
                name="desk_clock_one_runs",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "due_at"],
                condition=models.Q(done_at__isnull=True),
                name="desk_clock_running",
            ),
        ]

    @property
    def is_paused(self) -> bool:
        """Whether the time stands still now."""
        return bool(self.paused) and self.paused[-1][1] is None


class PutOff(OwnedModel):
    """A thing that one colleague put off on their Today until a moment, for a coded reason. Ids and codes only.

    `kind` and `subject_id` name the thing (`trust.today`), `file_id` the person's file it is about, if one is. `room`
    is that of the page where it was put off.
    """

    retention_rule = kept_by(Rule.PUT_OFF)

    room = models.CharField(max_length=20)
    user_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    file_id = models.UUIDField(null=True)
    reason = models.CharField(
        max_length=40, choices=[(reason.value, reason.value) for reason in PutOffReason]
    )
    until = models.DateTimeField()

    class Meta:
        db_table = "desk_put_off"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user_id", "kind", "subject_id"], name="desk_put_off_one"
            ),
        ]
