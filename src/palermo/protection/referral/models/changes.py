"""What changed after it was sent: at the office that sent it, and at the one that has it."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person, PersonsRow
from palermo.protection.referral.codes.changes import Settled
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel
from palermo.trust.vault.vault import SealedField


class SentChange(OwnedModel):
    """Something that left with a referral and has changed here since; open until it is sent anew or told."""

    referral = OwnedForeignKey(Referral, related_name="changes")
    person = OwnedForeignKey(Person, related_name="+")
    what = models.CharField(max_length=20, choices=choices(Changed))
    changed_at = models.DateTimeField()
    settled = models.CharField(max_length=20, choices=choices(Settled), blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "protection_sent_change"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "referral", "what"],
                condition=models.Q(settled_at__isnull=True),
                name="protection_sent_change_open",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "referral"], name="protection_sent_change_of"),
            models.Index(fields=["organisation", "person"], name="protection_sent_change_who"),
        ]


class ArrivedChange(PersonsRow):
    """Something of the person that another office sent anew, and what stood in its place here, sealed.

    `now` is sealed too: what the file says may be changed again. `taken` is False for what was only told: then the file
    says what it said. Open until somebody who works on the file has seen it.
    """

    vault_may_be_emptied = True

    enquiry = OwnedForeignKey(Enquiry, related_name="changes")
    case = OwnedForeignKey(Case, related_name="+")
    person = OwnedForeignKey(Person, related_name="+")
    what = models.CharField(max_length=20, choices=choices(Changed))
    column = models.CharField(max_length=20)
    sent_at = models.DateTimeField()
    before = SealedField()
    now = SealedField()
    taken = models.BooleanField(default=True)
    seen_at = models.DateTimeField(null=True)
    seen_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "protection_arrived_change"
        indexes = [
            models.Index(fields=["organisation", "enquiry"], name="protection_arrived_of"),
            models.Index(fields=["organisation", "person"], name="protection_arrived_who"),
            models.Index(
                fields=["organisation", "case"],
                condition=models.Q(seen_at__isnull=True),
                name="protection_arrived_unseen",
            ),
        ]
