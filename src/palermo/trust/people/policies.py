"""Who may manage an office's people."""

from __future__ import annotations

from django.db.models import QuerySet

from palermo.trust.actor import INSTALLATION_ID, Actor, Staff, System
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.rules import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused


class PeoplePolicy(Policy[RoleAssignment]):
    """Administrators manage their own office; auditors see who has which role, and the ledger."""

    object_type = "assignment"

    def may(self, actor: Actor, action: str, obj: RoleAssignment | None = None) -> Verdict:
        """Actions: administer, see (people and roles), see_access_changes, see_ledger, see_installation."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if isinstance(actor, System):
            return allowed("system")
        if isinstance(actor, Staff):
            if action == "administer" and actor.has(Role.ADMINISTRATOR):
                return allowed("administrator")
            if action == "see" and actor.has(Role.ADMINISTRATOR, Role.AUDITOR):
                return allowed("administrator_or_auditor")
            if action == "see_access_changes" and actor.has(Role.COORDINATOR, Role.AUDITOR):
                return allowed("coordinator_or_auditor")
            if action == "see_ledger" and actor.has(Role.AUDITOR):
                return allowed("auditor")
            if action == "see_installation" and _is_operator(actor):
                return allowed("operator")
        return refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[RoleAssignment]) -> QuerySet[RoleAssignment]:
        """The acting office's assignments, for those who may see them."""
        return rows.filter(organisation_id=actor.organisation_id) if self.may(actor, "see") else rows.none()


def _is_operator(actor: Staff) -> bool:
    return actor.has(Role.OPERATOR) and actor.organisation_id == INSTALLATION_ID


PEOPLE = PeoplePolicy()
