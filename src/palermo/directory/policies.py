"""Who may see agreements, and who may bind an office by one."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from palermo.directory.models import Agreement
from palermo.trust.actor import Actor, Staff, System
from palermo.trust.people.rules import IDENTITY_ROLES, Role
from palermo.trust.policy import Policy, Verdict, allowed, refused

BINDING_ROLES = (Role.ADMINISTRATOR, Role.COORDINATOR)
"""Roles that may propose, accept and end agreements for their office."""

SEEING_ROLES = frozenset(IDENTITY_ROLES) | {Role.ADMINISTRATOR, Role.AUDITOR}


class AgreementPolicy(Policy[Agreement]):
    """Both sides see an agreement; each side's coordinators and administrators bind or free their own office."""

    object_type = "agreement"

    def may(self, actor: Actor, action: str, obj: Agreement | None = None) -> Verdict:
        """Actions: see, propose, accept (the partner's side only), end (either side)."""
        if obj is not None and actor.organisation_id not in (obj.proposer_id, obj.partner_id):
            return refused("not_found")
        if isinstance(actor, System):
            return allowed("system")
        if not isinstance(actor, Staff):
            return refused("not_signed_in")
        if action == "see":
            return allowed("role") if actor.roles & SEEING_ROLES else refused("role_missing")
        if action not in {"propose", "accept", "end"} or not actor.has(*BINDING_ROLES):
            return refused("role_missing")
        if action == "accept" and obj is not None and obj.partner_id != actor.organisation_id:
            return refused("agreement_others_to_accept")
        return allowed("role")

    def visible(self, actor: Actor, rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
        """Agreements the acting office is a side of, for those who may see them."""
        if not self.may(actor, "see"):
            return rows.none()
        return rows.filter(Q(proposer_id=actor.organisation_id) | Q(partner_id=actor.organisation_id))


AGREEMENTS = AgreementPolicy()
