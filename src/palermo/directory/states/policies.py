"""Who may read the State's profile, write its next version, and sign it.

everybody who helps or investigates, administrator, auditor    the profile in force and the versions before
coordinator of the competent authority                         write the next version, sign a colleague's
administrator of the competent authority                       sign
"""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.directory.policies import SEEING_ROLES
from palermo.directory.states.models import StateProfileDraft
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused


class ProfileAction(StrEnum):
    """What is asked of a State's profile."""

    SEE = "see"
    WRITE = "write"
    SIGN = "sign"


_MAY: dict[ProfileAction, frozenset[Role]] = {
    ProfileAction.SEE: SEEING_ROLES,
    ProfileAction.WRITE: frozenset({Role.COORDINATOR}),
    ProfileAction.SIGN: frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
}


class ProfilePolicy(Policy[StateProfileDraft, ProfileAction]):
    """Signed versions are everybody's; the draft is its office's. Which office may write one is a rule of services."""

    object_type = "state_profile"
    actions = ProfileAction

    def _decide(self, actor: Actor, action: ProfileAction, obj: StateProfileDraft | None) -> Verdict:
        """Read, write, sign."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if not isinstance(actor, Staff):
            return refused("named_person_needed")
        return allowed("role") if actor.roles & _MAY.get(action, frozenset()) else refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[StateProfileDraft]) -> QuerySet[StateProfileDraft]:
        """The own office's draft."""
        if not self.may(actor, ProfileAction.SEE):
            return rows.none()
        return rows.filter(organisation_id=actor.organisation_id)


PROFILES = ProfilePolicy()
