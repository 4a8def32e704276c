"""What processing and disclosure rest on. Four things kept apart, because each can end without the others."""

from __future__ import annotations

from django.db import models

from palermo.trust.basis.rules import (
    ConsentMeans,
    GivenBy,
    LegalBasis,
    OverrideGround,
    ProcessingPurpose,
    choices,
)
from palermo.trust.owned import FiledModel, OwnedModel, kept_by
from palermo.trust.retention.rules import Rule


class ProcessingBasis(OwnedModel):
    """The legal basis on which this office processes data for one purpose, in whatever room: the purpose says which."""

    retention_rule = kept_by(Rule.CODED)

    processing_purpose = models.CharField(max_length=40, choices=choices(ProcessingPurpose))
    legal_basis = models.CharField(max_length=40, choices=choices(LegalBasis))
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "basis_processing_basis"
        indexes = [
            models.Index(fields=["organisation", "processing_purpose"], name="basis_processing_purpose")
        ]


class ServiceAgreement(FiledModel):
    """The person's agreement to a service, or their no: it is neither consent to disclose nor a legal basis."""

    subject_id = models.UUIDField()
    service = models.CharField(max_length=40)
    agreed = models.BooleanField()
    form = models.CharField(max_length=20, choices=choices(ConsentMeans))
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "basis_service_agreement"
        indexes = [models.Index(fields=["organisation", "subject_id"], name="basis_service_subject")]


class Consent(FiledModel):
    """The person's consent to disclose to one named recipient: purpose, classes of data, until when, how it was given.

    `guardian_id` is the guardian who said yes for them; the room that keeps the file knows whether that one counts.
    `alternative_existed`: they could have said no and still been helped. `told_limits`: they were told
    beforehand that withdrawal cannot unsay what was read. `until_help_ends`: it ends with the help it is for
    (`ended_at`), and on `valid_until` at the latest.
    """

    subject_id = models.UUIDField()
    recipient_id = models.UUIDField()
    disclosure_purpose = models.CharField(max_length=40, choices=choices(ProcessingPurpose))
    data_classes = models.JSONField(default=list)
    given_by = models.CharField(max_length=20, choices=choices(GivenBy))
    guardian_id = models.UUIDField(null=True)
    form = models.CharField(max_length=20, choices=choices(ConsentMeans))
    language = models.CharField(max_length=12)
    text_version = models.CharField(max_length=40)
    alternative_existed = models.BooleanField()
    told_limits = models.BooleanField()
    valid_until = models.DateField()
    until_help_ends = models.BooleanField(default=False, db_default=False)
    ended_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "basis_consent"
        indexes = [
            models.Index(fields=["organisation", "subject_id", "recipient_id"], name="basis_consent_subject"),
        ]


class Override(FiledModel):
    """Lawful disclosure without consent: two people beforehand; in danger to life one, reviewed in a day."""

    subject_id = models.UUIDField()
    recipient_id = models.UUIDField()
    ground = models.CharField(max_length=40, choices=choices(OverrideGround))
    data_classes = models.JSONField(default=list)
    requested_by_id = models.UUIDField()
    requested_at = models.DateTimeField()
    approved_by_id = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    review_due_at = models.DateTimeField(null=True)
    reviewed_by_id = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    review_upheld = models.BooleanField(null=True)
    valid_until = models.DateTimeField()
    person_informed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "basis_override"
        indexes = [
            models.Index(
                fields=["organisation", "subject_id", "recipient_id"], name="basis_override_subject"
            ),
        ]
