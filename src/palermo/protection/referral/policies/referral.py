"""Who may refer, and who may answer an enquiry."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.exchange.policies import is_inbox
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction, enters
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused


class ReferralAction(StrEnum):
    """What is asked of referrals."""

    SEE = "see"
    REFER = "refer"
    RECEIVE = "receive"


class EnquiryAction(StrEnum):
    """What is asked of enquiries."""

    SEE = "see"
    DECIDE = "decide"
    COMPLETE = "complete"
    ANSWER_WITHDRAWAL = "answer_withdrawal"
    HAND_OVER = "hand_over"
    RECEIVE = "receive"


_REFERRAL_OF_CASE: dict[ReferralAction, CaseAction] = {
    ReferralAction.SEE: CaseAction.SEE,
    ReferralAction.REFER: CaseAction.REFER,
}
_ANSWERERS = frozenset(
    {
        EnquiryAction.SEE,
        EnquiryAction.DECIDE,
        EnquiryAction.COMPLETE,
        EnquiryAction.ANSWER_WITHDRAWAL,
    }
)
_ONCE_A_CASE = frozenset({EnquiryAction.SEE, EnquiryAction.COMPLETE})


class ReferralPolicy(Policy[Referral, ReferralAction]):
    """A referral follows its case: who may work on the case may refer and see where the referral stands."""

    object_type = "referral"
    actions = ReferralAction

    def _decide(self, actor: Actor, action: ReferralAction, obj: Referral | None) -> Verdict:
        """See, refer: what the case policy says of its case; receive (what the other office sends): the inbox."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if action is ReferralAction.RECEIVE:
            return allowed("inbox") if is_inbox(actor, ROOM) else refused("role_missing")
        asked = _REFERRAL_OF_CASE.get(action)
        if asked is None:
            return refused("role_missing")
        return CASES.may(actor, asked, obj.case if obj else None)

    def visible(self, actor: Actor, rows: QuerySet[Referral]) -> QuerySet[Referral]:
        """Referrals of the cases the actor may see."""
        return rows.filter(
            organisation_id=actor.organisation_id, case__in=CASES.visible(actor, Case.objects.all())
        )


class EnquiryPolicy(Policy[Enquiry, EnquiryAction]):
    """Enquiries are answered by the office's focal points and coordinators; once a case exists, it decides too."""

    object_type = "enquiry"
    actions = EnquiryAction

    def _decide(self, actor: Actor, action: EnquiryAction, obj: Enquiry | None) -> Verdict:
        """Receive: the inbox; hand over: who leads; else who answers, and of one with a case see and complete."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if action is EnquiryAction.RECEIVE:
            return allowed("inbox") if is_inbox(actor, ROOM) else refused("role_missing")
        if not isinstance(actor, Staff) or not enters(actor):
            return refused("role_missing")
        if action is EnquiryAction.HAND_OVER:
            return allowed("coordinator") if actor.has(Role.COORDINATOR) else refused("role_missing")
        if actor.has(Role.FOCAL_POINT, Role.COORDINATOR) and action in _ANSWERERS:
            return allowed("focal_point_or_coordinator")
        if obj is not None and obj.case is not None and action in _ONCE_A_CASE:
            return CASES.may(actor, CaseAction.SEE, obj.case)
        return refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
        """All for focal points and coordinators, none for others."""
        rows = rows.filter(organisation_id=actor.organisation_id)
        return rows if self.may(actor, EnquiryAction.SEE) else rows.none()


REFERRALS = ReferralPolicy()
ENQUIRIES = EnquiryPolicy()
