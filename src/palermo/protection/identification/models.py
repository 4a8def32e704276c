"""Screening, accounts, presumption, recovery and reflection, decision. Software declares nobody a victim."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person, PersonsRow
from palermo.protection.identification.authority.codes import NotAsking
from palermo.protection.identification.codes import (
    AskedBy,
    DecisionOutcome,
    EarlyReason,
    ReflectionEnd,
    Standing,
    Threshold,
)
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel
from palermo.trust.vault.vault import SealedField


class Screening(OwnedModel):
    """What was asked and seen at one time: `answers` by indicator, and the elements found. Never a number.

    `stopped` where it ended before its last page, which is as good an end as any. Each is a row of its own.
    """

    case = OwnedForeignKey(Case, related_name="screenings")
    person = OwnedForeignKey(Person, related_name="+")
    scheme = models.CharField(max_length=40)
    answers = models.JSONField(default=dict)
    acts = models.JSONField(default=list)
    means = models.JSONField(default=list)
    purposes = models.JSONField(default=list)
    stopped = models.BooleanField(default=False)
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_screening"
        indexes = [models.Index(fields=["organisation", "case"], name="protection_screening_case")]


class Account(PersonsRow):
    """What the person told, once: sealed, with author and time, never rewritten. A correction is another entry."""

    case = OwnedForeignKey(Case, related_name="accounts")
    person = OwnedForeignKey(Person, related_name="+")
    standing = models.CharField(max_length=20, choices=choices(Standing))
    corrects = OwnedForeignKey("self", null=True, related_name="+")
    told_on = models.CharField(max_length=10)
    language = models.CharField(max_length=12)
    account = SealedField()
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_account"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "case"],
                condition=models.Q(standing=Standing.FIRST.value),
                name="protection_account_one_first",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "case"], name="protection_account_case")]


class Presumption(PersonsRow):
    """A first responder's presumption on reasonable grounds: when, who, on which threshold, what the person was told.

    `responder_kind` is a kind of office that the country profile lists; `who` is sealed and says whom to ask.
    `not_asking` says why no authority is asked about it, where that was recorded.
    """

    case = OwnedForeignKey(Case, related_name="presumptions")
    person = OwnedForeignKey(Person, related_name="+")
    presumed_on = models.DateField()
    responder_kind = models.CharField(max_length=40)
    who = SealedField()
    threshold = models.CharField(max_length=40, choices=choices(Threshold))
    told = models.JSONField(default=list)
    language = models.CharField(max_length=12)
    not_asking = models.CharField(max_length=24, choices=choices(NotAsking), blank=True)
    not_asking_on = models.DateField(null=True)
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_presumption"
        indexes = [models.Index(fields=["organisation", "case"], name="protection_presumption_case")]


class Reflection(OwnedModel):
    """A period of recovery and reflection. `minimum_until` is its earliest end, `until` what holds with extensions.

    `pauses` are pairs of ISO days that do not count (the second None while one lasts), each with a reason;
    `extensions` say until when, why and by whom. The database takes no ending reason but those of the code list.
    """

    case = OwnedForeignKey(Case, related_name="reflections")
    person = OwnedForeignKey(Person, related_name="+")
    presumption = OwnedForeignKey(Presumption, related_name="+")
    started_on = models.DateField()
    minimum_until = models.DateField()
    until = models.DateField()
    pauses = models.JSONField(default=list)
    extensions = models.JSONField(default=list)
    ended_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=40, choices=choices(ReflectionEnd), blank=True)

    class Meta:
        db_table = "protection_reflection"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, ended_reason="")
                | models.Q(ended_on__isnull=False, ended_reason__in=[code.value for code in ReflectionEnd]),
                name="protection_reflection_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_until__gte=models.F("started_on"))
                & models.Q(until__gte=models.F("minimum_until")),
                name="protection_reflection_days",
            ),
            models.UniqueConstraint(
                fields=["organisation", "case"],
                condition=models.Q(ended_on__isnull=True),
                name="protection_reflection_one_runs",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "case"], name="protection_reflection_case")]


class Decision(PersonsRow):
    """A named decision-maker's decision, with sealed reasons. It ends no service and closes nothing.

    `early_reason` and the sealed `early_why` stand on one made before the minimum days of reflection were over.
    """

    case = OwnedForeignKey(Case, related_name="decisions")
    person = OwnedForeignKey(Person, related_name="+")
    outcome = models.CharField(max_length=20, choices=choices(DecisionOutcome))
    threshold = models.CharField(max_length=40, choices=choices(Threshold))
    decided_on = models.DateField()
    reasons = SealedField()
    before_minimum = models.BooleanField(default=False)
    early_reason = models.CharField(max_length=40, choices=choices(EarlyReason), blank=True)
    early_why = SealedField()
    reconsiders = OwnedForeignKey("self", null=True, related_name="+")
    decided_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_decision"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(before_minimum=False, early_reason="")
                | models.Q(before_minimum=True, early_reason__in=[code.value for code in EarlyReason]),
                name="protection_decision_early",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "case"], name="protection_decision_case")]


class Reconsideration(PersonsRow):
    """Somebody asks that a decision is looked at again; `answer` is the decision that was made then."""

    case = OwnedForeignKey(Case, related_name="reconsiderations")
    person = OwnedForeignKey(Person, related_name="+")
    decision = OwnedForeignKey(Decision, related_name="+")
    asked_on = models.DateField()
    asked_by = models.CharField(max_length=20, choices=choices(AskedBy))
    grounds = SealedField()
    answer = OwnedForeignKey(Decision, null=True, related_name="+")
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_reconsideration"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "case"],
                condition=models.Q(answer__isnull=True),
                name="protection_reconsideration_one_open",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "case"], name="protection_reconsider_case")]
