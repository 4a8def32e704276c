"""Complaints of persons helped: recorded, answered, counted."""

from __future__ import annotations

from django.db import models

from palermo.protection.accountability.codes import ComplaintAbout, ComplaintOutcome
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, kept_by
from palermo.trust.retention.rules import Rule
from palermo.trust.vault.vault import SealedField, SealedModel


class Complaint(SealedModel):
    """A complaint, sealed under a key of its own: whoever is complained of may work on the case and never reads it.

    `handled_by_id` is who answers it; empty means the office's coordinators. `outcome` is empty until answered.
    """

    vault_room = ROOM

    retention_rule = kept_by(Rule.ANSWERED)

    case = OwnedForeignKey(Case, null=True, related_name="+")
    about = models.CharField(max_length=30, choices=choices(ComplaintAbout))
    office = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False, null=True
    )
    about_user_id = models.UUIDField(null=True)
    words = SealedField()
    wish = SealedField()
    received_on = models.DateField()
    answer_due = models.DateField()
    recorded_by_id = models.UUIDField()
    handled_by_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=30, choices=choices(ComplaintOutcome), blank=True)
    answer = SealedField()
    answered_by_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "protection_complaint"
        indexes = [
            models.Index(fields=["organisation", "outcome", "-id"], name="protection_complaint_list"),
            models.Index(fields=["organisation", "case"], name="protection_complaint_case"),
        ]
