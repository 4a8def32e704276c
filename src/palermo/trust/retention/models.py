"""What ends soon: one row for each record whose rule ends, from the day it is first shown."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models

from palermo.trust.basis.rules import choices
from palermo.trust.owned import FiledModel, kept_by
from palermo.trust.retention.rules import NOTICE_DAYS, Rule
from palermo.trust.retention.words import KeepReason


class Outcome(models.TextChoices):
    """What became of a notice."""

    ENDED = "ended"
    CALLED_OFF = "called_off"


class Notice(FiledModel):
    """That the rule of a record ends, and on how many days this was shown. Ids, codes and days only.

    `counts_from` is the day from which the rule counts, `ends_on` the day on which it ends, or until which somebody
    keeps the record longer. `days_shown` counts days on which Palermo ran and showed it; a day without a server does
    not count.
    """

    retention_rule = kept_by(Rule.CODED)

    rule = models.CharField(max_length=40)
    object_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    counts_from = models.DateField()
    ends_on = models.DateField()
    days_shown = models.PositiveSmallIntegerField(default=0)
    last_shown_on = models.DateField(null=True)
    kept_reason = models.CharField(max_length=40, choices=choices(KeepReason), blank=True)
    kept_by_id = models.UUIDField(null=True)
    kept_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)

    class Meta:
        db_table = "retention_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "subject_id"],
                condition=models.Q(done_at__isnull=True),
                name="retention_notice_one_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "ends_on", "id"],
                condition=models.Q(done_at__isnull=True),
                name="retention_notice_list",
            ),
        ]

    def erased_on(self, today: date) -> date:
        """The first day on which it can be erased: its end, and not before it was shown for a week."""
        if self.last_shown_on is None:
            return max(self.ends_on, today + timedelta(days=NOTICE_DAYS))
        left = NOTICE_DAYS + 1 - self.days_shown
        return max(self.ends_on, self.last_shown_on + timedelta(days=left))
