"""What each colleague chose, and how an office's mails without content look. No name, no text of a person."""

from __future__ import annotations

from django.db import models

from palermo.desk.notices.codes import NoticeMode
from palermo.trust.ids import uuid7
from palermo.trust.owned import OwnedModel, kept_by
from palermo.trust.retention.rules import Rule


class NoticeChoice(models.Model):
    """How one colleague of an office is told that something waits; without a row they are not.

    Hours are those of the office's day (0 to 23). `known` are keys, which name nothing, of what the colleague was
    shown or mailed about and still waits. `due_at` is the next look or beat, `sent_at` the last mail.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    user = models.ForeignKey("people.User", on_delete=models.DO_NOTHING, related_name="+")
    mode = models.CharField(
        max_length=12,
        choices=[(mode.value, mode.value) for mode in NoticeMode if mode is not NoticeMode.OFF],
    )
    kinds = models.JSONField(default=list)
    beat_hour = models.PositiveSmallIntegerField(null=True)
    quiet_from = models.PositiveSmallIntegerField(null=True)
    quiet_until = models.PositiveSmallIntegerField(null=True)
    known = models.JSONField(default=list)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "desk_notice_choice"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="desk_notice_choice_one")
        ]
        indexes = [models.Index(fields=["organisation", "due_at"], name="desk_notice_choice_due")]


class NoticeLook(OwnedModel):
    """How the mails of an office look: whom they say they come from, and their title. Empty: the program's own."""

    retention_rule = kept_by(Rule.OFFICE)

    sender = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "desk_notice_look"
        constraints = [models.UniqueConstraint(fields=["organisation"], name="desk_notice_look_one")]
