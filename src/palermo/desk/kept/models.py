"""Views that colleagues kept."""

from __future__ import annotations

from typing import Final

from django.db import models

from palermo.trust.owned import OwnedModel, kept_by
from palermo.trust.retention.rules import Rule

LONGEST_NAME: Final = 40
LONGEST_QUERY: Final = 400


class KeptView(OwnedModel):
    """Filters and order of one list (`page`, the name of its address), as one colleague named them for themselves.

    `query` is what stands in the address: codes, days and ids, never a word that somebody typed.
    """

    retention_rule = kept_by(Rule.CHOICE)

    room = models.CharField(max_length=20)
    author_id = models.UUIDField()
    page = models.CharField(max_length=60)
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST_QUERY)

    class Meta:
        db_table = "desk_kept_view"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "author_id", "page", "name"], name="desk_kept_view_name"
            ),
        ]
