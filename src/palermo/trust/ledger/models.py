"""The ledger's table, whose rows `chain.append` inserts and nothing else; and breaches, looked into by asking it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models

from palermo.trust.ledger.codes import AuthorityAnswer, BreachKind, TellingOutcome
from palermo.trust.owned import OwnedForeignKey, OwnedModel, kept_by
from palermo.trust.retention.rules import Rule


class CodesField(models.JSONField):
    """Codes by their names. What is nothing of the kind is read as one code that says so: a row is there for ever."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The codes; one that says so for what cannot be read, or is no flat object."""
        try:
            codes = super().from_db_value(value, expression, connection)
        except (ValueError, RecursionError):
            codes = None
        if isinstance(codes, dict) and not any(isinstance(one, dict | list) for one in codes.values()):
            return codes
        return {"codes": "unreadable"}


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
    codes = CodesField(default=dict)
    previous_hash = models.BinaryField()
    hash = models.BinaryField()
    signature = models.BinaryField(null=True)
    commit_from = models.BigIntegerField(null=True)

    class Meta:
        db_table = "ledger_event"
        indexes = [
            models.Index(fields=["organisation_id", "object_id", "sequence"], name="ledger_object"),
            models.Index(fields=["organisation_id", "at", "sequence"], name="ledger_time"),
            models.Index(fields=["organisation_id", "actor_id", "at", "sequence"], name="ledger_actor"),
            models.Index(fields=["organisation_id", "verb", "at", "sequence"], name="ledger_verb"),
        ]

    def id_in(self, code: str) -> UUID | None:
        """The id that stands under a code; None where there is nothing, or something else."""
        try:
            return UUID(str(self.codes.get(code, "")))
        except ValueError:
            return None


class Breach(OwnedModel):
    """A breach of an office's data: what the ledger is asked about, when it was known, what the authority was told.

    `account_id` empty means acts of anybody, `since` and `until` (exclusive) empty mean open. It names nobody whom it
    concerns: each room keeps that for itself. `authority_answer` is empty until recorded.
    """

    retention_rule = kept_by(Rule.CODED)
    kind = models.CharField(max_length=30, choices=[(kind.value, kind.value) for kind in BreachKind])
    account_id = models.UUIDField(null=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    known_at = models.DateTimeField()
    noted_by_id = models.UUIDField(null=True)
    authority_answer = models.CharField(
        max_length=30, choices=[(answer.value, answer.value) for answer in AuthorityAnswer], blank=True
    )
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "ledger_breach"
        indexes = [models.Index(fields=["organisation", "-known_at"], name="ledger_breach_list")]


class BreachNotice(OwnedModel):
    """One person whom a breach concerns, by the id the ledger names, and the room that keeps them.

    `outcome` is empty until answered. It holds ids and codes alone, as the ledger does, so that an auditor can see how
    far the telling is.
    """

    retention_rule = kept_by(Rule.CODED)
    breach = OwnedForeignKey(Breach, related_name="notices")
    kept_in = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    outcome = models.CharField(
        max_length=30, choices=[(outcome.value, outcome.value) for outcome in TellingOutcome], blank=True
    )
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "ledger_breach_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "breach", "kept_in", "subject_id"], name="ledger_breach_notice_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "kept_in", "outcome"], name="ledger_breach_notice_open"),
        ]
