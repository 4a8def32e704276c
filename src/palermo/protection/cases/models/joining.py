"""That two files of one office are of one person: both stay as they are, one leads, and the other points to it."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.models.persons import Person
from palermo.trust.owned import OwnedForeignKey, OwnedModel


class Joining(OwnedModel):
    """`joined` is the same person as `leads`, said by a colleague; nothing else of either file is written.

    All that follows is read from this row, so that undoing it restores exactly what was. `contact_of` is the file whose
    rules of safe contact somebody chose for both; until then the sending service refuses where they differ.
    """

    leads = OwnedForeignKey(Person, related_name="+")
    joined = OwnedForeignKey(Person, related_name="+")
    joined_by_id = models.UUIDField()
    contact_of = OwnedForeignKey(Person, null=True, related_name="+")
    contact_by_id = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "protection_joining"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "joined"],
                condition=models.Q(undone_at__isnull=True),
                name="protection_joining_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(leads=models.F("joined")), name="protection_joining_two"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "leads"], name="protection_joining_leads")]
