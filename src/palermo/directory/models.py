"""Agreements between two offices: without a live one nothing is exchanged."""

from __future__ import annotations

from django.db import models

from palermo.directory.offers.models import Service, ServiceCapacity, ServicePlace
from palermo.directory.parties.models import Party, PartyKind
from palermo.directory.states.models import StateProfile, StateProfileDraft
from palermo.trust.ids import uuid7

__all__ = [
    "Agreement",
    "Party",
    "PartyKind",
    "Service",
    "ServiceCapacity",
    "ServicePlace",
    "StateProfile",
    "StateProfileDraft",
]


class Agreement(models.Model):
    """What two offices exchange, for which purposes, on which basis, who is controller, and until when.

    One office proposes, the other accepts; either may end it. Both see the same row. Its sides are parties.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    proposer = models.ForeignKey(Party, on_delete=models.DO_NOTHING, related_name="+")
    partner = models.ForeignKey(Party, on_delete=models.DO_NOTHING, related_name="+")
    title = models.CharField(max_length=160)
    purposes = models.JSONField(default=list)
    data_classes = models.JSONField(default=list)
    legal_basis = models.CharField(max_length=40)
    proposer_controller_role = models.CharField(max_length=40)
    partner_controller_role = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_until = models.DateField()
    proposed_by_id = models.UUIDField()
    accepted_by_id = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "directory_agreement"
        indexes = [
            models.Index(fields=["proposer", "partner"], name="directory_agreement_out"),
            models.Index(fields=["partner", "proposer"], name="directory_agreement_in"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(proposer=models.F("partner")), name="directory_agreement_two_offices"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")), name="directory_agreement_dates"
            ),
        ]
