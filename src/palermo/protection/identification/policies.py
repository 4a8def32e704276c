"""Who may screen, hear an account, presume, decide.

coordinator                all of it in every case of the office, but never the decision; what is taken back
caseworker, focal point    all of it in cases assigned to them, but never the decision
decision-maker             in cases assigned to them: the coded part, the accounts, the decisions, and to decide
the office's inbox         takes in what another office asks, and what the authority answers
everybody else             nothing
"""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.exchange.policies import is_inbox
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, verdict_in_case
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused


class IdentificationAction(StrEnum):
    """What is asked of identification in a case."""

    SEE = "see"
    SCREEN = "screen"
    RECORD_ACCOUNT = "record_account"
    READ_ACCOUNT = "read_account"
    PRESUME = "presume"
    REFLECT = "reflect"
    DECIDE = "decide"
    READ_DECISION = "read_decision"
    ASK_AGAIN = "ask_again"
    ASK_AUTHORITY = "ask_authority"
    NOTIFY = "notify"
    HANDLE_MATTER = "handle_matter"
    RECEIVE = "receive"


_READS = frozenset(
    {IdentificationAction.SEE, IdentificationAction.READ_ACCOUNT, IdentificationAction.READ_DECISION}
)
_DECIDES = _READS | {IdentificationAction.DECIDE}
_WORKS = _READS | {
    IdentificationAction.SCREEN,
    IdentificationAction.RECORD_ACCOUNT,
    IdentificationAction.PRESUME,
    IdentificationAction.REFLECT,
    IdentificationAction.ASK_AGAIN,
    IdentificationAction.ASK_AUTHORITY,
    IdentificationAction.NOTIFY,
    IdentificationAction.HANDLE_MATTER,
}


class IdentificationPolicy(Policy[Case, IdentificationAction]):
    """Identification follows its case, with a decision-maker who is none of those who help."""

    object_type = "case"
    actions = IdentificationAction

    def _decide(self, actor: Actor, action: IdentificationAction, obj: Case | None) -> Verdict:
        """Without a case: might there be one. What another office sends is received by the inbox."""
        if action is IdentificationAction.RECEIVE:
            own = obj is None or obj.organisation_id == actor.organisation_id
            return allowed("inbox") if own and is_inbox(actor, ROOM) else refused("role_missing")
        # What the person took back may have to be erased: whoever leads answers for that.
        leads = isinstance(actor, Staff) and actor.has(Role.COORDINATOR)
        if action is IdentificationAction.HANDLE_MATTER and not leads:
            return refused("role_missing")
        return verdict_in_case(actor, obj, action, decides=_DECIDES, works=_WORKS)

    def visible(self, actor: Actor, rows: QuerySet[Case]) -> QuerySet[Case]:
        """The cases the actor may see."""
        return CASES.visible(actor, rows) if isinstance(actor, Staff) else rows.none()


IDENTIFICATION = IdentificationPolicy()
