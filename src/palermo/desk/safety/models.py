"""Safety plans."""

from __future__ import annotations

from django.db import models

from palermo.desk.files import FileRow
from palermo.trust.vault.vault import SealedField


class SafetyPlan(FileRow):
    """One version of a person's safety plan: sealed answers by prompt, and the day on which it is looked at again.

    A new version replaces the one before, which stays to be read. There is no level and no number.
    """

    plan = SealedField()
    review_on = models.DateField()
    recorded_by_id = models.UUIDField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "desk_safety_plan"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "file_id"],
                condition=models.Q(replaced_at__isnull=True),
                name="desk_safety_plan_one",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "file_id", "-id"], name="desk_safety_plan_file"),
            models.Index(
                fields=["organisation", "review_on"],
                condition=models.Q(replaced_at__isnull=True),
                name="desk_safety_plan_review",
            ),
        ]
