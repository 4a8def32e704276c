"""The asking of a competent authority: the asker's row with the answer, and the authority's own matter."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person, PersonsRow
from palermo.protection.identification.authority.codes import (
    AskState,
    AskWithdrawalAnswer,
    Interpreted,
    Lawyer,
    LetterKept,
)
from palermo.protection.identification.codes import AskedBy, DecisionOutcome, Threshold
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel
from palermo.trust.vault.vault import SealedField


class Ask(PersonsRow):
    """One asking of the authority, on the side of the office that asks. `code` is what both sides call it.

    `about` is the asking whose decision is asked to be looked at again, `asked_by` who wants that, and `grounds` what
    is said against it. `outcome`, `threshold`, `decided_on` and the sealed `reasons` are the authority's answer,
    `not_yet_on` the day on which it last said that it does not decide yet. From `told_on` the time to ask again runs,
    until `again_until`.
    """

    case = OwnedForeignKey(Case, related_name="asks")
    person = OwnedForeignKey(Person, related_name="+")
    recipient = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    code = models.CharField(max_length=12)
    thread_id = models.UUIDField()
    about = OwnedForeignKey("self", null=True, related_name="+")
    asked_by = models.CharField(max_length=20, choices=choices(AskedBy), blank=True)
    grounds = SealedField()
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    disclosed_classes = models.JSONField(default=list)
    lawyer = models.CharField(max_length=20, choices=choices(Lawyer))
    state = models.CharField(max_length=24, choices=choices(AskState), default=AskState.OPEN.value)
    not_yet_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_answer = models.CharField(max_length=20, choices=choices(AskWithdrawalAnswer), blank=True)
    outcome = models.CharField(max_length=20, choices=choices(DecisionOutcome), blank=True)
    threshold = models.CharField(max_length=40, choices=choices(Threshold), blank=True)
    decided_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    reasons = SealedField()
    letter_kept = models.CharField(max_length=20, choices=choices(LetterKept), blank=True)
    told_on = models.DateField(null=True)
    told_language = models.CharField(max_length=12, blank=True)
    interpreted = models.CharField(max_length=20, choices=choices(Interpreted), blank=True)
    again_until = models.DateField(null=True)
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_ask"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "case"],
                condition=models.Q(state=AskState.OPEN.value),
                name="protection_ask_one_open",
            ),
            models.UniqueConstraint(fields=["organisation", "thread_id"], name="protection_ask_thread"),
        ]
        indexes = [
            models.Index(fields=["organisation", "case"], name="protection_ask_case"),
            models.Index(fields=["organisation", "person"], name="protection_ask_person"),
            models.Index(fields=["organisation", "state"], name="protection_ask_state"),
        ]


class Matter(OwnedModel):
    """What the authority was asked to decide: from whom, since when, in which file of its own.

    The file is the authority's, with a code of its own; nothing of the asker's file is seen from it. Until
    `minimum_until` the person's time to recover and reflect runs there. `answer_waits` where it is decided and the
    answer could not leave.
    """

    case = OwnedForeignKey(Case, related_name="matters")
    person = OwnedForeignKey(Person, related_name="+")
    sender = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    code = models.CharField(max_length=12)
    thread_id = models.UUIDField()
    is_again = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    minimum_until = models.DateField(null=True)
    lawyer = models.CharField(max_length=20, choices=choices(Lawyer))
    state = models.CharField(max_length=24, choices=choices(AskState), default=AskState.OPEN.value)
    answered_at = models.DateTimeField(null=True)
    answer_waits = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_answer = models.CharField(max_length=20, choices=choices(AskWithdrawalAnswer), blank=True)

    class Meta:
        db_table = "protection_matter"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "thread_id"], name="protection_matter_thread"),
        ]
        indexes = [
            models.Index(fields=["organisation", "case"], name="protection_matter_case"),
            models.Index(fields=["organisation", "person"], name="protection_matter_person"),
            models.Index(fields=["organisation", "state"], name="protection_matter_state"),
            models.Index(fields=["organisation", "sender", "code"], name="protection_matter_code"),
        ]
