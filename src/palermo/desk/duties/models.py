"""Tasks about a file."""

from __future__ import annotations

from django.db import models

from palermo.desk.duties.codes import Duty, TaskState
from palermo.desk.files import FileRow
from palermo.trust.basis.rules import choices
from palermo.trust.vault.vault import SealedField


class Task(FileRow):
    """What a colleague is to do about a file, by a day of the office's calendar: a code, and sealed words beside it.

    `given_by_id` is who wrote it down, `assigned_to_id` whose it is now; `ended_by_id` who said last how it stands.
    """

    what = models.CharField(max_length=20, choices=choices(Duty))
    words = SealedField()
    due_on = models.DateField()
    assigned_to_id = models.UUIDField()
    given_by_id = models.UUIDField()
    state = models.CharField(max_length=20, choices=choices(TaskState), default=TaskState.OPEN)
    state_at = models.DateTimeField()
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "desk_task"
        indexes = [
            models.Index(fields=["organisation", "file_id", "due_on"], name="desk_task_file"),
            models.Index(
                fields=["organisation", "assigned_to_id", "due_on"],
                condition=models.Q(state=TaskState.OPEN.value),
                name="desk_task_open",
            ),
        ]
