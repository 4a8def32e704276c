"""Who may turn switches, and who sees how they stand."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused
from palermo.trust.switches.models import SwitchedOn


class SwitchAction(StrEnum):
    """What is asked of switches."""

    SEE = "see"
    TURN = "turn"


_MAY: dict[SwitchAction, tuple[Role, ...]] = {
    SwitchAction.SEE: (Role.COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR),
    SwitchAction.TURN: (Role.COORDINATOR, Role.ADMINISTRATOR),
}


class SwitchPolicy(Policy[SwitchedOn, SwitchAction]):
    """Who leads or administers the office turns its switches, two of them to turn one on; the auditor sees them."""

    object_type = "switch"
    actions = SwitchAction

    def _decide(self, actor: Actor, action: SwitchAction, obj: SwitchedOn | None) -> Verdict:
        """See, turn: named colleagues of the office itself."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if not isinstance(actor, Staff):
            return refused("named_person_needed")
        return allowed("role") if actor.has(*_MAY.get(action, ())) else refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[SwitchedOn]) -> QuerySet[SwitchedOn]:
        """The acting office's, for those who may see them."""
        rows = rows.filter(organisation_id=actor.organisation_id)
        return rows if self.may(actor, SwitchAction.SEE) else rows.none()


SWITCHES = SwitchPolicy()
