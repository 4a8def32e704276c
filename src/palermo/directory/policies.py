"""Who may see agreements, and who may bind an office by one."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Q, QuerySet

from palermo.directory.models import Agreement
from palermo.trust.actor import Actor, Staff, System
from palermo.trust.mandates import IDENTITY_ROLES, Role
from palermo.trust.policy import Policy, Verdict, allowed, refused

BINDING_ROLES = (Role.ADMINISTRATOR, Role.COORDINATOR)
"""Roles that may propose, accept and end agreements for their office."""

SEEING_ROLES = frozenset(IDENTITY_ROLES) | {Role.ADMINISTRATOR, Role.AUDITOR}


class AgreementAction(StrEnum):
    """What is asked of agreements."""

    SEE = "see"
    PROPOSE = "propose"
    ACCEPT = "accept"
    END = "end"


_BINDING = frozenset({AgreementAction.PROPOSE, AgreementAction.ACCEPT, AgreementAction.END})
_SYSTEM = frozenset({AgreementAction.SEE})


class AgreementPolicy(Policy[Agreement, AgreementAction]):
    """Both sides see an agreement; each side's coordinators and administrators bind or free their own office."""

    object_type = "agreement"
    actions = AgreementAction

    def _decide(self, actor: Actor, action: AgreementAction, obj: Agreement | None) -> Verdict:
        """See; propose, accept (the partner's side only), end (either side)."""
        if obj is not None and actor.organisation_id not in (obj.proposer_id, obj.partner_id):
            return refused("not_found")
        if isinstance(actor, System):
            return allowed("system") if action in _SYSTEM else refused("named_person_needed")
        if not isinstance(actor, Staff):
            return refused("not_signed_in")
        if action is AgreementAction.SEE:
            return allowed("role") if actor.roles & SEEING_ROLES else refused("role_missing")
        if action not in _BINDING or not actor.has(*BINDING_ROLES):
            return refused("role_missing")
        if action is AgreementAction.ACCEPT and obj is not None and obj.partner_id != actor.organisation_id:
            return refused("agreement_others_to_accept")
        return allowed("role")

    def visible(self, actor: Actor, rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
        """Agreements the acting office is a side of, for those who may see them."""
        if not self.may(actor, AgreementAction.SEE):
            return rows.none()
        return rows.filter(Q(proposer_id=actor.organisation_id) | Q(partner_id=actor.organisation_id))


AGREEMENTS = AgreementPolicy()
