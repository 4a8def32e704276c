"""Help given."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.codes import AssistanceKind
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person, PersonsRow
from palermo.protection.cases.models.struck import Struck
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey
from palermo.trust.vault.vault import SealedField


class Assistance(Struck, PersonsRow):
    """Help given: what, when, how much. A sealed note is optional; help never waits for it.

    `cost` is what it cost the office, if anybody knows, in `currency` (ISO 4217); nobody is asked for it.
    """

    case = OwnedForeignKey(Case, related_name="assistance")
    person = OwnedForeignKey(Person, related_name="+")
    enquiry = OwnedForeignKey("protection.Enquiry", null=True, related_name="assistance")
    kind = models.CharField(max_length=40, choices=choices(AssistanceKind))
    given_on = models.CharField(max_length=10)
    units = models.PositiveIntegerField(default=1)
    cost = models.DecimalField(max_digits=13, decimal_places=3, null=True)
    currency = models.CharField(max_length=3, blank=True)
    note = SealedField()
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_assistance"
        indexes = [
            models.Index(fields=["organisation", "case"], name="protection_assistance_case"),
            models.Index(fields=["organisation", "given_on", "person"], name="protection_assistance_given"),
        ]
