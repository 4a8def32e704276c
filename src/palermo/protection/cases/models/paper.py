"""What was taken on paper before it was entered: which form, when, by whom, and where the paper lies."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.codes.paper import PaperKind
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person, PersonsRow
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey
from palermo.trust.vault.vault import SealedField


class Paper(PersonsRow):
    """A form filled in by hand. `taken_on` is the day of the act; `taken_by_id` nobody where it was none of the office.

    `version` is what stands at the foot of the paper. `consent_id` is the yes that was said on it. Sealed: where the
    paper is kept, and who witnessed.
    """

    vault_may_be_emptied = True

    case = OwnedForeignKey(Case, related_name="papers")
    person = OwnedForeignKey(Person, related_name="+")
    form = models.CharField(max_length=20, choices=choices(PaperKind))
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=20)
    taken_on = models.CharField(max_length=10)
    taken_by_id = models.UUIDField(null=True)
    consent_id = models.UUIDField(null=True)
    kept = SealedField()
    witness = SealedField()
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_paper"
        indexes = [
            models.Index(fields=["organisation", "case"], name="protection_paper_case"),
            models.Index(fields=["organisation", "person"], name="protection_paper_who"),
        ]
