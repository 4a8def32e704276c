"""Who may act for a child.

coordinator                all of it in every case of the office
caseworker, focal point    all of it in cases assigned to them
decision-maker             in cases assigned to them: the coded part, and to decide an age in doubt
everybody else             nothing
"""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, verdict_in_case
from palermo.trust.actor import Actor, Staff
from palermo.trust.policy import Policy, Verdict


class ChildAction(StrEnum):
    """What is asked of what is done for a child."""

    SEE = "see"
    CARE_FOR_CHILD = "care_for_child"
    READ_CHILD = "read_child"
    DECIDE_AGE = "decide_age"


_DECIDES = frozenset({ChildAction.SEE, ChildAction.DECIDE_AGE})
_WORKS = _DECIDES | {ChildAction.CARE_FOR_CHILD, ChildAction.READ_CHILD}


class ChildPolicy(Policy[Case, ChildAction]):
    """What concerns a child follows the child's case; the decision-maker may answer about an age in doubt."""

    object_type = "case"
    actions = ChildAction

    def _decide(self, actor: Actor, action: ChildAction, obj: Case | None) -> Verdict:
        """Without a case: might there be one."""
        return verdict_in_case(actor, obj, action, decides=_DECIDES, works=_WORKS)

    def visible(self, actor: Actor, rows: QuerySet[Case]) -> QuerySet[Case]:
        """The cases the actor may see."""
        return CASES.visible(actor, rows) if isinstance(actor, Staff) else rows.none()


CHILDREN = ChildPolicy()
