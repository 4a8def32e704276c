"""Keys, in a database schema of their own and a backup file of their own; and what stops or asks for erasure.

Every key here is wrapped: an office's key by what opens its slots, all others by the office's key.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import models

from palermo.trust.ids import uuid7
from palermo.trust.owned import FiledModel

EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""From when an office's first key pair is valid."""
FORMER_PAIRS_KEPT = timedelta(days=365)
"""How long a replaced pair opens, and verifies what arrives, of what came before it was replaced."""


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
    """An office's key of a generation, wrapped by a root key or by a recovery share.

    `opener` names the root key (root.name_of); it is empty in slots of before, and of other kinds.
    """

    kind = models.CharField(max_length=10, choices=SlotKind.choices)
    opener = models.CharField(max_length=16, blank=True, db_default="")
    generation = models.PositiveSmallIntegerField(default=1, db_default=1)
    wrapped = models.BinaryField()

    class Meta:
        db_table = "key_slot"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "kind", "opener", "generation"], name="key_slot_one_of_a_kind"
            ),
        ]


class SubjectKey(KeyRow):
    """The key of one person (or draft, or enquiry) in one room. Erased: `wrapped` is null, for ever.

    `generation` is that of the office's key that wraps it.
    """

    subject_id = models.UUIDField()
    room = models.CharField(max_length=20)
    generation = models.PositiveSmallIntegerField(default=1, db_default=1)
    wrapped = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "subject_key"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "subject_id", "room"], name="subject_key_one_a_room"
            ),
        ]
        indexes = [models.Index(fields=["organisation_id", "generation"], name="subject_key_generation")]


class PartyKey(KeyRow):
    """An office's key pair for sealed packages, `sign` (Ed25519) or `seal` (X25519), from `valid_from` on.

    `generation` is that of the office's key that wraps it.
    """

    purpose = models.CharField(max_length=10)
    valid_from = models.DateTimeField(default=EVER, db_default=EVER)
    generation = models.PositiveSmallIntegerField(default=1, db_default=1)
    public = models.BinaryField()
    wrapped = models.BinaryField()

    class Meta:
        db_table = "party_key"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "purpose", "valid_from"], name="party_key_one_a_time"
            ),
        ]


class SearchKey(KeyRow):
    """An office's key for search tokens; wrapped by the office's key of `generation`.

    `ordinal` counts them; 0 is no row: it was derived from the office's first key, before search had keys of its own.
    While there are two, both are searched and the newer is written (tokens.py).
    """

    ordinal = models.PositiveSmallIntegerField()
    generation = models.PositiveSmallIntegerField(default=1, db_default=1)
    wrapped = models.BinaryField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "search_key"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "ordinal"], name="search_key_one_of_each"),
        ]


class KeyWork(models.Model):
    """How far a change of sealed rows has come in one office: numbers and ids only, for whoever runs the server.

    `work` is a code (rotation/progress.py), `part` the table; `after` the last row done. `ended_at` empty: under way.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation_id = models.UUIDField()
    work = models.CharField(max_length=20)
    part = models.CharField(max_length=60, blank=True)
    after = models.UUIDField(null=True)
    done = models.PositiveIntegerField(default=0)
    remaining = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "vault_key_work"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "work", "part"], name="vault_key_work_one"),
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
