"""Notes."""

from __future__ import annotations

from django.db import models

from palermo.desk.files import FileRow
from palermo.desk.notes.codes import NoteKind, StrikeReason
from palermo.trust.basis.rules import choices
from palermo.trust.vault.vault import SealedField


class Note(FileRow):
    """What happened about a file, in sealed words that nobody rewrites.

    `happened_on` is a partial date ("2026-11"), `hour` the hour of the office's clock where it is known. One entered in
    error stays, struck out.
    """

    kind = models.CharField(max_length=20, choices=choices(NoteKind))
    happened_on = models.CharField(max_length=10)
    hour = models.TimeField(null=True)
    text = SealedField()
    third_person = models.BooleanField(default=False)
    recorded_by_id = models.UUIDField()
    struck_at = models.DateTimeField(null=True)
    struck_by_id = models.UUIDField(null=True)
    struck_why = models.CharField(max_length=40, choices=choices(StrikeReason), blank=True)

    class Meta:
        db_table = "desk_note"
        indexes = [models.Index(fields=["organisation", "file_id", "-id"], name="desk_note_file")]
