"""Persons, cases, needs, referrals and assistance of one office. Every identity field is optional."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from palermo.protection.codes import (
    AgeBand,
    AssistanceKind,
    CaseState,
    CloseReason,
    DeclineReason,
    Gender,
    NeedKind,
    NeedState,
    Outcome,
    ReferralState,
    Urgency,
    Wish,
    WithdrawalAnswer,
)
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel
from palermo.trust.vault.vault import SealedField, SealedModel


class Person(SealedModel):
    """A person this office helps, known by `code`. Sealed: who she is and how to reach her safely.

    `birth` is a partial date as text ("2004", "2004-05", "2004-05-17") inside the seal; codes are coarse.
    """

    vault_room = "protection"

    code = models.CharField(max_length=12)
    name = SealedField()
    other_names = SealedField()
    birth = SealedField()
    contact = SealedField()
    safe_contact = SealedField()
    age_band = models.CharField(max_length=20, choices=choices(AgeBand), default=AgeBand.NOT_ASKED)
    gender = models.CharField(max_length=20, choices=choices(Gender), default=Gender.NOT_ASKED)
    nationality = models.CharField(max_length=20, default="not_asked")
    languages = models.JSONField(default=list)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "protection_person"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="protection_person_code"),
        ]


class NameToken(OwnedModel):
    """A keyed digest under which a person is found by name (trust/vault/tokens.py)."""

    person = OwnedForeignKey(Person, related_name="tokens")
    token = models.BinaryField(max_length=16)

    class Meta:
        db_table = "protection_name_token"
        indexes = [
            models.Index(fields=["organisation", "token"], name="protection_name_token_find"),
            models.Index(fields=["organisation", "person"], name="protection_name_token_person"),
        ]


class PersonsRow(SealedModel):
    """Base of rows sealed under their person's key."""

    vault_room = "protection"

    class Meta:
        abstract = True

    @property
    def vault_subject_id(self) -> UUID:
        """The person's key opens the row."""
        person_id: UUID = self.person_id  # type: ignore[attr-defined]
        return person_id


class Case(PersonsRow):
    """The work of this office for one person, from first contact to closing.

    `trouble` orders the list: 3 when an unmet need is due tonight, 2 within days, 1 within weeks, else 0.
    """

    person = OwnedForeignKey(Person, related_name="cases")
    code = models.CharField(max_length=12)
    state = models.CharField(max_length=20, choices=choices(CaseState), default=CaseState.OPEN)
    narrative = SealedField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    closed_reason = models.CharField(max_length=40, choices=choices(CloseReason), blank=True)
    trouble = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "protection_case"
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="protection_case_code")]
        indexes = [
            models.Index(fields=["organisation", "state", "-trouble", "-id"], name="protection_case_list"),
            models.Index(fields=["organisation", "person"], name="protection_case_person"),
        ]


class CaseAssignment(OwnedModel):
    """Who works on a case: need to know inside the office is by assignment."""

    case = OwnedForeignKey(Case, related_name="assignments")
    user_id = models.UUIDField()
    assigned_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "protection_case_assignment"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "case", "user_id"],
                condition=models.Q(ended_at__isnull=True),
                name="protection_case_assignment_one",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "user_id"], name="protection_assignment_user")]


class Need(OwnedModel):
    """What she needs, as she puts it in coded terms, and whether it is met."""

    case = OwnedForeignKey(Case, related_name="needs")
    person = OwnedForeignKey(Person, related_name="+")
    kind = models.CharField(max_length=40, choices=choices(NeedKind))
    urgency = models.CharField(max_length=20, choices=choices(Urgency))
    wanted_by_person = models.CharField(max_length=20, choices=choices(Wish), default=Wish.NOT_ASKED)
    state = models.CharField(max_length=20, choices=choices(NeedState), default=NeedState.OPEN)

    class Meta:
        db_table = "protection_need"
        indexes = [models.Index(fields=["organisation", "case"], name="protection_need_case")]


class Referral(OwnedModel):
    """The sending side's row of one referral. `code` is what the other side knows, new for each enquiry."""

    case = OwnedForeignKey(Case, related_name="referrals")
    person = OwnedForeignKey(Person, related_name="+")
    need = OwnedForeignKey(Need, related_name="referrals")
    recipient = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    code = models.CharField(max_length=12)
    thread_id = models.UUIDField()
    state = models.CharField(
        max_length=40, choices=choices(ReferralState), default=ReferralState.ENQUIRY_SENT
    )
    enquiry = models.JSONField(default=dict)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decline_reason = models.CharField(max_length=40, choices=choices(DeclineReason), blank=True)
    disclosed_classes = models.JSONField(default=list)
    disclosed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, choices=choices(Outcome), blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_answer = models.CharField(max_length=40, choices=choices(WithdrawalAnswer), blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "protection_referral"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "thread_id"], name="protection_referral_thread"),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "-id"], name="protection_referral_list"),
            models.Index(fields=["organisation", "case"], name="protection_referral_case"),
            models.Index(fields=["organisation", "person"], name="protection_referral_person"),
        ]


class Enquiry(OwnedModel):
    """The receiving side's row; `person` is this office's own.

    `details` are coded and coarse, and emptied when declined.
    """

    sender = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    code = models.CharField(max_length=12)
    thread_id = models.UUIDField()
    state = models.CharField(
        max_length=40, choices=choices(ReferralState), default=ReferralState.ENQUIRY_SENT
    )
    need_kind = models.CharField(max_length=40, choices=choices(NeedKind))
    details = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    accepted_by_id = models.UUIDField(null=True)
    due_at = models.DateTimeField()
    decline_reason = models.CharField(max_length=40, choices=choices(DeclineReason), blank=True)
    person = OwnedForeignKey(Person, null=True, related_name="+")
    case = OwnedForeignKey(Case, null=True, related_name="+")
    outcome = models.CharField(max_length=40, choices=choices(Outcome), blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_answer = models.CharField(max_length=40, choices=choices(WithdrawalAnswer), blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "protection_enquiry"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "thread_id"], name="protection_enquiry_thread"),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "-id"], name="protection_enquiry_list"),
            models.Index(fields=["organisation", "person"], name="protection_enquiry_person"),
        ]


class Assistance(PersonsRow):
    """Help given: what, when, how much. A sealed note is optional; help never waits for it."""

    case = OwnedForeignKey(Case, related_name="assistance")
    person = OwnedForeignKey(Person, related_name="+")
    enquiry = OwnedForeignKey(Enquiry, null=True, related_name="assistance")
    kind = models.CharField(max_length=40, choices=choices(AssistanceKind))
    given_on = models.CharField(max_length=10)
    units = models.PositiveIntegerField(default=1)
    note = SealedField()
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_assistance"
        indexes = [models.Index(fields=["organisation", "case"], name="protection_assistance_case")]
