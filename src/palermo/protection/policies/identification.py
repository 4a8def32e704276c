"""Who may screen, hear an account, presume, decide; who may act for a child.

coordinator                all of it in every case of the office, but never the decision
caseworker, focal point    all of it in cases assigned to them, but never the decision
decision-maker             in cases assigned to them: the coded part, the accounts, the decisions, and to decide
everybody else             nothing
"""

from __future__ import annotations

from django.db.models import QuerySet

from palermo.protection.models import Case
from palermo.protection.policies import CASES
from palermo.trust.actor import Actor, Staff
from palermo.trust.people.rules import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused

_READS = frozenset({"see", "read_account", "read_decision"})
_DECIDES = _READS | {"decide", "decide_age"}
_WORKS = _READS | {
    "screen",
    "record_account",
    "presume",
    "reflect",
    "ask_again",
    "care_for_child",
    "decide_age",
    "read_child",
}


class IdentificationPolicy(Policy[Case]):
    """Identification follows its case, with a decision-maker who is none of those who help."""

    object_type = "case"

    def may(self, actor: Actor, action: str, obj: Case | None = None) -> Verdict:
        """Actions: see, screen, record_account, read_account, presume, reflect, decide, read_decision, ask_again;
        for a child care_for_child, read_child, decide_age. Without a case: might there be one.
        """
        seen = CASES.may(actor, "see", obj)
        if not seen:
            return seen
        if not isinstance(actor, Staff):
            return refused("named_person_needed")
        if actor.has(Role.DECISION_MAKER) and action in _DECIDES:
            return allowed("decision_maker")
        if actor.has(Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT) and action in _WORKS:
            return allowed("works_on_it")
        return refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[Case]) -> QuerySet[Case]:
        """The cases the actor may see."""
        return CASES.visible(actor, rows) if isinstance(actor, Staff) else rows.none()


IDENTIFICATION = IdentificationPolicy()
