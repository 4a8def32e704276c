"""Requests from police, courts and immigration: kept by the holder, outside the file they ask about."""

from __future__ import annotations

from django.db import models

from palermo.protection.accountability.codes import AuthorityKind, ClaimedBasis, RequestAnswer, RequestState
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, kept_by
from palermo.trust.retention.rules import Rule
from palermo.trust.vault.vault import SealedField, SealedModel


class AuthorityRequest(SealedModel):
    """What an authority asked. Sealed under a key of its own, not the person's: it is no part of the file.

    `case` is empty where the office knows nobody of that description, or will not say. `answer` is "not disclosed"
    until a named person decides otherwise, and no answer discloses anything by itself.
    """

    vault_room = ROOM

    retention_rule = kept_by(Rule.ANSWERED)

    case = OwnedForeignKey(Case, null=True, related_name="+")
    asked_by = models.CharField(max_length=30, choices=choices(AuthorityKind))
    office = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False, null=True
    )
    asker = SealedField()
    claimed_basis = models.CharField(max_length=30, choices=choices(ClaimedBasis))
    asked_for = models.JSONField(default=list)
    asked = SealedField()
    received_on = models.DateField()
    answer_due = models.DateField(null=True)
    state = models.CharField(max_length=20, choices=choices(RequestState), default=RequestState.RECEIVED)
    recorded_by_id = models.UUIDField()
    adviser = SealedField()
    advice = SealedField()
    advised_on = models.DateField(null=True)
    advice_recorded_by_id = models.UUIDField(null=True)
    answer = models.CharField(
        max_length=30, choices=choices(RequestAnswer), default=RequestAnswer.NOT_DISCLOSED
    )
    answer_words = SealedField()
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "protection_authority_request"
        indexes = [
            models.Index(fields=["organisation", "state", "-id"], name="protection_request_list"),
            models.Index(fields=["organisation", "case"], name="protection_request_case"),
        ]
