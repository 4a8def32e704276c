"""What finding a service leaves behind: a need nobody could meet, and an address another office told."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.models.persons import Person, PersonsRow
from palermo.protection.referral.codes.matching import Unmet
from palermo.protection.referral.models.referrals import Referral
from palermo.reference.persons import NeedKind
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel, kept_by
from palermo.trust.retention.rules import Rule
from palermo.trust.vault.vault import SealedField


class UnmetNeed(OwnedModel):
    """A need for which no service was found: kind, coarse zone, coded reason. One for each need.

    It names no person. `need` keeps it from being counted twice, and is emptied when the person is erased.
    """

    retention_rule = kept_by(Rule.CODED)

    need = OwnedForeignKey(Need, null=True, related_name="+")
    kind = models.CharField(max_length=40, choices=choices(NeedKind))
    zone = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=40, choices=choices(Unmet))
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_unmet_need"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "need"], name="protection_unmet_need_one"),
        ]
        indexes = [models.Index(fields=["organisation", "kind", "zone"], name="protection_unmet_need_count")]


class PlaceTold(PersonsRow):
    """Where a service is, as its office told it once it had accepted; sealed under the key of the person who goes."""

    vault_may_be_emptied = True

    referral = OwnedForeignKey(Referral, related_name="+")
    person = OwnedForeignKey(Person, related_name="+")
    address = SealedField()
    staff = SealedField()
    security = SealedField()

    class Meta:
        db_table = "protection_place_told"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "referral"], name="protection_place_told_one"),
        ]
        indexes = [models.Index(fields=["organisation", "person"], name="protection_place_told_person")]
