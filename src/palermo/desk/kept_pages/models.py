"""Pages that were kept half typed."""

from __future__ import annotations

from django.db import models

from palermo.desk.kept_pages.codes import How
from palermo.trust.mandates import DESK
from palermo.trust.owned import kept_by
from palermo.trust.retention.rules import Rule
from palermo.trust.vault.vault import SealedField, SealedModel


class KeptPage(SealedModel):
    """What one colleague typed on the page at `path`, sealed as JSON under a key of its own.

    `mark` is that of the page as it was opened: kept again, it is the same row. `title` is what the program calls such
    pages, in English, or empty; `ids` are those in the address, `object_id` the first of them. `room` is that of
    the page.
    """

    vault_room = DESK

    retention_rule = kept_by(Rule.DRAFT)

    room = models.CharField(max_length=20)
    author_id = models.UUIDField()
    mark = models.UUIDField()
    path = models.CharField(max_length=200)
    title = models.CharField(max_length=80)
    how = models.CharField(max_length=20, choices=[(how.value, how.value) for how in How])
    object_id = models.UUIDField(null=True)
    ids = models.JSONField(default=list)
    fields = SealedField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "desk_kept_page"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "author_id", "mark"], name="desk_kept_page_mark"),
        ]
