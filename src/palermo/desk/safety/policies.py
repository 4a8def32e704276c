"""Who may write and read a safety plan: whoever works on its file."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.desk.file_policies import in_sight, verdict
from palermo.desk.files import FileAction
from palermo.desk.safety.models import SafetyPlan
from palermo.trust.actor import Actor
from palermo.trust.policy import Policy, Verdict, refused


class SafetyAction(StrEnum):
    """What is asked of safety plans."""

    WRITE = "write"
    READ = "read"


class SafetyPolicy(Policy[SafetyPlan, SafetyAction]):
    """A safety plan follows its file."""

    object_type = "safety_plan"
    actions = SafetyAction

    def _decide(self, actor: Actor, action: SafetyAction, obj: SafetyPlan | None) -> Verdict:
        """Write and read: who may do so in the file."""
        if action is SafetyAction.READ:
            return verdict(actor, FileAction.READ, obj)
        if action is SafetyAction.WRITE:
            return verdict(actor, FileAction.WRITE, obj)
        return refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[SafetyPlan]) -> QuerySet[SafetyPlan]:
        """Plans about files in which the actor may read."""
        return in_sight(actor, rows)


SAFETY_PLANS = SafetyPolicy()
