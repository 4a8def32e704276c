"""Who may manage an office's people."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.trust.actor import INSTALLATION_ID, Actor, Staff, System
from palermo.trust.mandates import Role
from palermo.trust.people.models import RoleAssignment
from palermo.trust.policy import Policy, Verdict, allowed, refused


class PeopleAction(StrEnum):
    """What is asked of an office's people, and of what is recorded of them."""

    ADMINISTER = "administer"
    SEE = "see"
    SEE_ACCESS_CHANGES = "see_access_changes"
    SEE_OPEN_WORK = "see_open_work"
    HAND_OVER = "hand_over"
    SEE_LEDGER = "see_ledger"
    HANDLE_BREACHES = "handle_breaches"
    SEE_INSTALLATION = "see_installation"


_SYSTEM = frozenset({PeopleAction.ADMINISTER})


class PeoplePolicy(Policy[RoleAssignment, PeopleAction]):
    """Administrators manage their own office; auditors see who has which role, and the ledger."""

    object_type = "assignment"
    actions = PeopleAction

    def _decide(self, actor: Actor, action: PeopleAction, obj: RoleAssignment | None) -> Verdict:
        """See: people and roles. Palermo itself sets up offices and their people, and reads nothing of them."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if isinstance(actor, System):
            return allowed("system") if action in _SYSTEM else refused("named_person_needed")
        if isinstance(actor, Staff):
            if action is PeopleAction.ADMINISTER and actor.has(Role.ADMINISTRATOR):
                return allowed("administrator")
            if action is PeopleAction.SEE and actor.has(Role.ADMINISTRATOR, Role.AUDITOR):
                return allowed("administrator_or_auditor")
            if action is PeopleAction.SEE_ACCESS_CHANGES and actor.has(Role.COORDINATOR, Role.AUDITOR):
                return allowed("coordinator_or_auditor")
            if action is PeopleAction.SEE_OPEN_WORK and actor.has(Role.COORDINATOR, Role.ADMINISTRATOR):
                return allowed("coordinator_or_administrator")
            if action is PeopleAction.HAND_OVER and actor.has(Role.COORDINATOR):
                return allowed("coordinator")
            if action in {PeopleAction.SEE_LEDGER, PeopleAction.HANDLE_BREACHES} and actor.has(Role.AUDITOR):
                return allowed("auditor")
            if action is PeopleAction.SEE_INSTALLATION and _is_operator(actor):
                return allowed("operator")
        return refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[RoleAssignment]) -> QuerySet[RoleAssignment]:
        """The acting office's assignments, for those who may see them."""
        return (
            rows.filter(organisation_id=actor.organisation_id)
            if self.may(actor, PeopleAction.SEE)
            else rows.none()
        )


def _is_operator(actor: Staff) -> bool:
    return actor.has(Role.OPERATOR) and actor.organisation_id == INSTALLATION_ID


PEOPLE = PeoplePolicy()
