"""A switch that is on, asked for, or was on: one row each time it is turned on."""

from __future__ import annotations

from django.db import models

from palermo.trust.owned import OwnedModel, kept_by
from palermo.trust.retention.rules import Rule
from palermo.trust.switches.codes import EndReason, SwitchCode


class SwitchedOn(OwnedModel):
    """Who asked for it from which day, who answers for it, who signed as the second person, and when it ended.

    `carried_over` marks what an office used before there were switches: it is on, and nobody answers for it yet.
    `failing_since` is when nobody who answers for it, or a lasting condition, was found to be there any more.
    """

    retention_rule = kept_by(Rule.CODED)
    code = models.CharField(max_length=40, choices=[(code.value, code.value) for code in SwitchCode])
    from_day = models.DateField()
    responsible_id = models.UUIDField(null=True)
    deputy_id = models.UUIDField(null=True)
    asked_by_id = models.UUIDField(null=True)
    signed_by_id = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)
    carried_over = models.BooleanField(default=False)
    failing_since = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    end_reason = models.CharField(
        max_length=40, choices=[(reason.value, reason.value) for reason in EndReason], blank=True
    )

    class Meta:
        db_table = "switched_on"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"],
                condition=models.Q(ended_at__isnull=True),
                name="switched_on_once",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_at__isnull=True)
                | models.Q(carried_over=True)
                | ~models.Q(signed_by_id=models.F("asked_by_id")),
                name="switched_on_by_two",
            ),
        ]
