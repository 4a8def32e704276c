"""A child's age where it is in doubt, its eighteenth birthday, the guardian, and the child's own view."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.majority import Majority
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person, PersonsRow
from palermo.protection.children.codes import (
    BirthProof,
    Conflict,
    GuardianEnd,
    MandateKind,
    Relation,
    ViewTopic,
    ViewWish,
)
from palermo.reference.persons import AgeBand
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel
from palermo.trust.vault.vault import SealedField


class AgeDecision(PersonsRow):
    """What somebody proposes about an age in doubt, and the second person who agrees or does not.

    The database takes no proposer as their own second, unless `by_function` says why one may decide: a function of the
    profile, or a date of birth that is proven (`birth_proof` says by what) and makes the person of age.
    """

    case = OwnedForeignKey(Case, related_name="age_decisions")
    person = OwnedForeignKey(Person, related_name="+")
    age_band = models.CharField(max_length=20, choices=choices(AgeBand))
    age_reasons = SealedField()
    proposed_by_id = models.UUIDField()
    by_function = models.CharField(max_length=40, blank=True)
    birth_proof = models.CharField(
        max_length=20, choices=choices(BirthProof), blank=True, default="", db_default=""
    )
    answered_by_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        db_table = "protection_age_decision"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_by_id__isnull=True)
                | ~models.Q(answered_by_id=models.F("proposed_by_id"))
                | ~models.Q(by_function=""),
                name="protection_age_decision_two",
            ),
            models.UniqueConstraint(
                fields=["organisation", "case"],
                condition=models.Q(answered_at__isnull=True),
                name="protection_age_decision_one_open",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "case"], name="protection_age_decision_case")]


class GuardianRequest(OwnedModel):
    """That a guardian was asked for, of which kind of office; it ends when one counts."""

    case = OwnedForeignKey(Case, related_name="guardian_requests")
    person = OwnedForeignKey(Person, related_name="+")
    requested_on = models.DateField()
    requested_of = models.CharField(max_length=40)
    due_on = models.DateField()
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_guardian_request"
        indexes = [models.Index(fields=["organisation", "case"], name="protection_guardian_asked")]


class Guardian(PersonsRow):
    """Somebody who says they are a child's guardian. They count once the mandate and a conflict were looked at."""

    case = OwnedForeignKey(Case, related_name="guardians")
    person = OwnedForeignKey(Person, related_name="+")
    guardian_name = SealedField()
    guardian_contact = SealedField()
    relation = models.CharField(max_length=20, choices=choices(Relation))
    mandate = models.CharField(max_length=40, choices=choices(MandateKind))
    mandate_until = models.DateField(null=True)
    verified_on = models.DateField(null=True)
    verified_by_id = models.UUIDField(null=True)
    conflict = models.CharField(max_length=20, choices=choices(Conflict), blank=True)
    conflict_checked_on = models.DateField(null=True)
    conflict_checked_by_id = models.UUIDField(null=True)
    ended_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=40, choices=choices(GuardianEnd), blank=True)
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_guardian"
        indexes = [
            models.Index(fields=["organisation", "case"], name="protection_guardian_case"),
            models.Index(fields=["organisation", "person"], name="protection_guardian_person"),
        ]


class ChildView(PersonsRow):
    """What the child says, kept apart from what others say for them; never rewritten."""

    case = OwnedForeignKey(Case, related_name="views")
    person = OwnedForeignKey(Person, related_name="+")
    topic = models.CharField(max_length=40, choices=choices(ViewTopic))
    wish = models.CharField(max_length=20, choices=choices(ViewWish))
    heard_on = models.CharField(max_length=10)
    own_words = SealedField()
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_child_view"
        indexes = [models.Index(fields=["organisation", "case"], name="protection_child_view_case")]


class ComingOfAge(OwnedModel):
    """Where somebody treated as a child stands by their date of birth: eighteen within 30 days, perhaps, or since.

    Written by the office's day, so that Today needs no key; the date itself stays sealed. It is deleted once the
    person is treated as a child no longer.
    """

    person = OwnedForeignKey(Person, related_name="+")
    stands = models.CharField(max_length=20, choices=choices(Majority))

    class Meta:
        db_table = "protection_coming_of_age"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="protection_coming_of_age_once"),
        ]
