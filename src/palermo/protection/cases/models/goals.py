"""What the person wants for themselves, what they say of a service, and what goes on when a case is closed."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.codes import AssistanceKind, CloseReason
from palermo.protection.cases.codes.goals import GoalArea, GoalState, Judgement, ReopenReason
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person, PersonsRow
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey
from palermo.trust.vault.vault import SealedField


class Goal(PersonsRow):
    """A goal of the person's own, in a coded area and in their sealed words."""

    case = OwnedForeignKey(Case, related_name="goals")
    person = OwnedForeignKey(Person, related_name="+")
    area = models.CharField(max_length=30, choices=choices(GoalArea))
    words = SealedField()
    state = models.CharField(max_length=30, choices=choices(GoalState), default=GoalState.WANTS)
    state_at = models.DateTimeField()
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_goal"
        indexes = [models.Index(fields=["organisation", "case"], name="protection_goal_case")]


class ServiceJudgement(PersonsRow):
    """What the person says of a service they had, here or elsewhere. Nothing depends on it."""

    case = OwnedForeignKey(Case, related_name="judgements")
    person = OwnedForeignKey(Person, related_name="+")
    service = models.CharField(max_length=40, choices=choices(AssistanceKind))
    said = models.CharField(max_length=20, choices=choices(Judgement))
    words = SealedField()
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_judgement"
        indexes = [models.Index(fields=["organisation", "case"], name="protection_judgement_case")]


class Closing(PersonsRow):
    """One closing of a case: why, which help continues elsewhere, in sealed words; and why it was opened again.

    `left` names what was still out and was left: each its kind, its id and why, as codes (`trust.still_out`).
    """

    case = OwnedForeignKey(Case, related_name="closings")
    person = OwnedForeignKey(Person, related_name="+")
    closed_on = models.DateField()
    reason = models.CharField(max_length=40, choices=choices(CloseReason))
    continues = models.JSONField(default=list)
    left = models.JSONField(default=list, db_default=[])
    summary = SealedField()
    closed_by_id = models.UUIDField()
    reopened_on = models.DateField(null=True)
    reopen_reason = models.CharField(max_length=40, choices=choices(ReopenReason), blank=True)

    class Meta:
        db_table = "protection_closing"
        indexes = [models.Index(fields=["organisation", "case", "-id"], name="protection_closing_case")]
