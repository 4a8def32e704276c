"""Keys, in a database schema of their own and a backup file of their own; and what stops or asks for erasure.

Every key here is wrapped: an office's key by what opens its slots, all others by the office's key.
"""

from __future__ import annotations

from django.db import models

from palermo.trust.ids import uuid7
from palermo.trust.owned import FiledModel


class SlotKind(models.TextChoices):
    """What opens an office's key."""

    ROOT = "root"
    RECOVERY = "recovery"


class KeyRow(models.Model):
    """Base of the tables in schema `keys`; the schema is on the search path."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation_id = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class KeySlot(KeyRow):
    """An office's key, wrapped by the root key or by a recovery share."""

    kind = models.CharField(max_length=10, choices=SlotKind.choices)
    wrapped = models.BinaryField()

    class Meta:
        db_table = "key_slot"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "kind"], name="key_slot_one_of_a_kind"),
        ]


class SubjectKey(KeyRow):
    """The key of one person (or draft, or enquiry) in one room. Erased: `wrapped` is null, for ever."""

    subject_id = models.UUIDField()
    room = models.CharField(max_length=20)
    wrapped = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "subject_key"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "subject_id", "room"], name="subject_key_one_a_room"
            ),
        ]


class PartyKey(KeyRow):
    """An office's key pair for sealed packages: `sign` (Ed25519) or `seal` (X25519)."""

    purpose = models.CharField(max_length=10)
    public = models.BinaryField()
    wrapped = models.BinaryField()

    class Meta:
        db_table = "party_key"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "purpose"], name="party_key_one_a_purpose"),
        ]


class LegalHold(FiledModel):
    """While it is open, the person's file is not erased (a court order, a pending complaint)."""

    subject_id = models.UUIDField()
    reason = models.CharField(max_length=40)
    placed_by_id = models.UUIDField()
    released_at = models.DateTimeField(null=True)
    released_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "vault_legal_hold"
        indexes = [models.Index(fields=["organisation", "subject_id"], name="vault_legal_hold_subject")]
