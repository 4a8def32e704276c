"""Who may refer, and who may answer an enquiry."""

from __future__ import annotations

from django.db.models import QuerySet

from palermo.protection.models import Case, Enquiry, Need, Referral
from palermo.protection.policies import CASES
from palermo.trust.actor import Actor, Staff, System
from palermo.trust.people.rules import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused


class ReferralPolicy(Policy[Referral]):
    """A referral follows its case: who may work on the case may refer and see where the referral stands."""

    object_type = "referral"

    def may(self, actor: Actor, action: str, obj: Referral | None = None) -> Verdict:
        """Any action on a referral is the case policy's `refer` on its case; `see` its `see`."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        return CASES.may(actor, "see" if action == "see" else "refer", obj.case if obj else None)

    def visible(self, actor: Actor, rows: QuerySet[Referral]) -> QuerySet[Referral]:
        """Referrals of the cases the actor may see."""
        return rows.filter(
            organisation_id=actor.organisation_id, case__in=CASES.visible(actor, Case.objects.all())
        )


class NeedPolicy(Policy[Need]):
    """A need follows its case."""

    object_type = "need"

    def may(self, actor: Actor, action: str, obj: Need | None = None) -> Verdict:
        """Any action on a need is the case policy's on its case."""
        return CASES.may(actor, action, obj.case if obj else None)

    def visible(self, actor: Actor, rows: QuerySet[Need]) -> QuerySet[Need]:
        """Needs of the cases the actor may see."""
        return rows.filter(
            organisation_id=actor.organisation_id, case__in=CASES.visible(actor, Case.objects.all())
        )


class EnquiryPolicy(Policy[Enquiry]):
    """Enquiries are answered by the office's focal points and coordinators; once a case exists, it decides too."""

    object_type = "enquiry"

    def may(self, actor: Actor, action: str, obj: Enquiry | None = None) -> Verdict:
        """Actions: see, decide, complete, answer_withdrawal."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if isinstance(actor, System) and "protection" in actor.rooms:
            return allowed("inbox")
        if not isinstance(actor, Staff) or "protection" not in actor.rooms:
            return refused("role_missing")
        if actor.has(Role.FOCAL_POINT, Role.COORDINATOR):
            return allowed("focal_point_or_coordinator")
        if obj is not None and obj.case is not None and action in {"see", "complete"}:
            return CASES.may(actor, "see", obj.case)
        return refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
        """All for focal points and coordinators, none for others."""
        rows = rows.filter(organisation_id=actor.organisation_id)
        return rows if self.may(actor, "see") else rows.none()


NEEDS = NeedPolicy()
REFERRALS = ReferralPolicy()
ENQUIRIES = EnquiryPolicy()
