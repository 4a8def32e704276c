"""The ledger's one table. Rows are inserted by `chain.append` and by nothing else."""

from __future__ import annotations

from django.db import models


class LedgerEvent(models.Model):
    """An event of one office's chain: codes, ids and keyed digests, never free text.

    `hash` is SHA-256 over the event and `previous_hash`; `signature` (Ed25519, on the last event of each commit)
    signs the head with a key that lies outside the database, and with it `commit_from`, the sequence of the
    commit's first event: what no commit covers was written by somebody else.
    """

    pk = models.CompositePrimaryKey("organisation_id", "sequence")
    organisation_id = models.UUIDField()
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.UUIDField(null=True)
    codes = models.JSONField(default=dict)
    previous_hash = models.BinaryField()
    hash = models.BinaryField()
    signature = models.BinaryField(null=True)
    commit_from = models.BigIntegerField(null=True)

    class Meta:
        db_table = "ledger_event"
        indexes = [
            models.Index(fields=["organisation_id", "object_id", "sequence"], name="ledger_object"),
        ]
