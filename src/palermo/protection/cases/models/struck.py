"""An entry that can be struck out: it stays, with who did it, when and why, and counts nowhere."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.codes.struck import StruckWhy
from palermo.trust.basis.rules import choices


class Struck(models.Model):
    """Columns of an entry that was made in error; all empty while it counts."""

    struck_at = models.DateTimeField(null=True)
    struck_by_id = models.UUIDField(null=True)
    struck_why = models.CharField(max_length=20, choices=choices(StruckWhy), blank=True, db_default="")

    class Meta:
        abstract = True


COUNTS = models.Q(struck_at__isnull=True)
"""The entries that count: those not struck out."""
