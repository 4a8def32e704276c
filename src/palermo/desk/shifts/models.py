"""Hand-overs, and who has read them."""

from __future__ import annotations

from django.db import models

from palermo.trust.mandates import DESK
from palermo.trust.owned import OwnedForeignKey, OwnedModel, kept_by
from palermo.trust.retention.rules import Rule
from palermo.trust.vault.vault import SealedField, SealedModel


class Handover(SealedModel):
    """The end of one colleague's shift: since when, which files stood in it, and a sealed line.

    `file_ids` are the files whose changes and dues were listed. The line is sealed under a key of its own, because it
    is about a shift and no one person; it goes once a file of it is erased.
    """

    vault_room = DESK

    retention_rule = kept_by(Rule.HANDOVER)

    room = models.CharField(max_length=20)
    since = models.DateTimeField()
    line = SealedField()
    file_ids = models.JSONField(default=list)
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "desk_handover"
        indexes = [models.Index(fields=["organisation", "-created_at"], name="desk_handover_newest")]


class HandoverRead(OwnedModel):
    """That a colleague who took over has read a hand-over."""

    retention_rule = kept_by(Rule.HANDOVER)

    room = models.CharField(max_length=20)
    handover = OwnedForeignKey(Handover, related_name="readings")
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "desk_handover_read"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "handover", "recorded_by_id"], name="desk_handover_read_once"
            ),
        ]
