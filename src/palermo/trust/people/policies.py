"""Who may manage an office's people."""

from __future__ import annotations

from django.db.models import QuerySet

from palermo.trust.actor import Actor, Staff, System
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.rules import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused


class PeoplePolicy(Policy[RoleAssignment]):
    """Administrators manage their own office; auditors see who has which role."""

    object_type = "assignment"

    def may(self, actor: Actor, action: str, obj: RoleAssignment | None = None) -> Verdict:
        """Actions: administer, see."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if isinstance(actor, System):
            return allowed("system")
        if isinstance(actor, Staff):
            if action == "administer" and actor.has(Role.ADMINISTRATOR):
                return allowed("administrator")
            if action == "see" and actor.has(Role.ADMINISTRATOR, Role.AUDITOR):
                return allowed("administrator_or_auditor")
        return refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[RoleAssignment]) -> QuerySet[RoleAssignment]:
        """The acting office's assignments, for those who may see them."""
        return rows.filter(organisation_id=actor.organisation_id) if self.may(actor, "see") else rows.none()


PEOPLE = PeoplePolicy()
