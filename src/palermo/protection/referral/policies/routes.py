"""Who may see routes: where answers are late, why offices decline, what nobody could meet."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.protection.cases.policies import enters
from palermo.protection.referral.models.referrals import Referral
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused


class RouteAction(StrEnum):
    """What is asked of routes."""

    SEE = "see"


class RoutePolicy(Policy[Referral, RouteAction]):
    """Coordinators: they may see every case of the office, so small numbers tell them nothing new."""

    object_type = "route"
    actions = RouteAction

    def _decide(self, actor: Actor, action: RouteAction, obj: Referral | None) -> Verdict:
        """See: coordinators."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if action is not RouteAction.SEE or not isinstance(actor, Staff) or not enters(actor):
            return refused("role_missing")
        return allowed("coordinator") if actor.has(Role.COORDINATOR) else refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[Referral]) -> QuerySet[Referral]:
        """The office's referrals."""
        return (
            rows.filter(organisation_id=actor.organisation_id)
            if self.may(actor, RouteAction.SEE)
            else rows.none()
        )


ROUTES = RoutePolicy()
