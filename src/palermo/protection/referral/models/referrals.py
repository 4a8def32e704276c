"""Referrals: the sending side, the receiving side."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.models.persons import Person
from palermo.protection.referral.codes import DeclineReason, Outcome, ReferralState, WithdrawalAnswer
from palermo.reference.persons import NeedKind
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel, kept_by
from palermo.trust.retention.rules import Rule


class Referral(OwnedModel):
    """The sending side's row of one referral. `code` is what the other side knows, new for each enquiry.

    `service_id` is the service asked for, if one was; `zone` where the person was then, and never leaves.
    `corrected_at` is when the other office last took back what it had told in error.
    `questions` are codes of what the other office asked back and waits for, the newest since `questions_at`.
    """

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
    service_id = models.UUIDField(null=True)
    zone = models.CharField(max_length=20, blank=True)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    waitlist_until = models.DateTimeField(null=True)
    questions = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    questions_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=40, choices=choices(DeclineReason), blank=True)
    disclosed_classes = models.JSONField(default=list)
    disclosed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, choices=choices(Outcome), blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_answer = models.CharField(max_length=40, choices=choices(WithdrawalAnswer), blank=True)
    corrected_at = models.DateTimeField(null=True)
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
            models.Index(fields=["organisation", "need"], name="protection_referral_need"),
            models.Index(fields=["organisation", "code"], name="protection_referral_code"),
        ]


class Enquiry(OwnedModel):
    """The receiving side's row; `person` is this office's own.

    `details` are coded and coarse, and emptied when declined. `waitlist_position` is this office's alone. `came_as` is
    the code of this office's own referral by which the person once went to the sender, where they come back.
    `questions` are codes of what this office asked back and waits for. `opened_at` is when somebody first opened the
    file that the person's identity made.
    """

    retention_rule = kept_by(Rule.ENQUIRY)

    sender = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    code = models.CharField(max_length=12)
    thread_id = models.UUIDField()
    state = models.CharField(
        max_length=40, choices=choices(ReferralState), default=ReferralState.ENQUIRY_SENT
    )
    came_as = models.CharField(max_length=12, blank=True, default="", db_default="")
    need_kind = models.CharField(max_length=40, choices=choices(NeedKind))
    details = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    accepted_by_id = models.UUIDField(null=True)
    due_at = models.DateTimeField()
    service_id = models.UUIDField(null=True)
    waitlist_until = models.DateTimeField(null=True)
    waitlist_position = models.PositiveSmallIntegerField(null=True)
    place_told_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    opened_by_id = models.UUIDField(null=True)
    questions = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    questions_at = models.DateTimeField(null=True)
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
            models.Index(fields=["organisation", "case"], name="protection_enquiry_case"),
            models.Index(fields=["organisation", "code"], name="protection_enquiry_code"),
        ]
