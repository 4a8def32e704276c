"""Drafts: what was typed in a flow that paused. Sealed, seen by its author alone, gone when the act is done."""

from __future__ import annotations

from django.db import models

from palermo.trust.vault.vault import SealedField, SealedModel


class Draft(SealedModel):
    """The answers so far of one flow (`flow`, about `object_id`) by one colleague, sealed as JSON."""

    vault_room = "desk"

    author_id = models.UUIDField()
    flow = models.CharField(max_length=40)
    object_id = models.UUIDField()
    answers = SealedField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "desk_draft"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "author_id", "flow", "object_id"], name="desk_draft_one"
            ),
        ]
