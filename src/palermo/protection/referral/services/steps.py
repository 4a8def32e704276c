"""A step of a referral on the sender's side: the row asked for, the event the other side reads, the ledger's line."""

from __future__ import annotations

from uuid import UUID

from palermo.exchange.services import emit
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.queries.referrals import own_referral
from palermo.protection.referral.thread import OVER, Side, Verb, possible
from palermo.protection.referral.verbs import OF_REFERRAL, ReferralVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import Refused
from palermo.trust.verbs import WhatWasAsked


def referral_to_move(actor: Actor, referral_id: UUID, verb: Verb) -> Referral:
    """The office's referral, locked, if `actor` may refer and `verb` can come next. Raises Refused."""
    referral = own_referral(actor, referral_id, verb=OF_REFERRAL[verb])
    CASES.require(actor, CaseAction.REFER, referral.case)
    if verb not in possible(ReferralState(referral.state), Side.SENDER):
        raise refused_step("referral_other_state", verb, referral_id)
    return referral


def require_not_over(referral: Referral, *, verb: WhatWasAsked) -> None:
    """Raise Refused once the referral is over or its person erased: nothing more may be allowed to leave for it."""
    reason = "erased" if referral.person.erased_at is not None else None
    if referral.state in OVER:
        reason = "referral_other_state"
    if reason:
        raise Refused(reason, verb=verb, object_type="referral", object_id=referral.pk)


def require_open_case(case: Case, *, verb: WhatWasAsked) -> None:
    """Raise Refused for a case that is closed: it is opened again before anything about the person leaves."""
    if case.state == CaseState.CLOSED:
        raise Refused("case_closed_first", verb=verb, object_type="case", object_id=case.pk)


def refused_step(reason: str, verb: Verb, referral_id: UUID) -> Refused:
    """The refusal of `verb` on a referral, for `reason`."""
    return Refused(reason, verb=OF_REFERRAL[verb], object_type="referral", object_id=referral_id)


def move(actor: Actor, referral: Referral, verb: Verb, *, save: tuple[str, ...] = ()) -> None:
    """Tell the other side that `verb` was done, write where the referral stands and record it."""
    event = emit(actor, thread_id=referral.thread_id, receiver_id=referral.recipient_id, verb=verb, codes={})
    referral.state = _STATE_AFTER[verb]
    if verb is Verb.IDENTITY_SENT:
        referral.disclosed_at = event.at
        save = (*save, "disclosed_at")
    if verb is Verb.WITHDRAWN:
        referral.withdrawn_at = event.at
        save = (*save, "withdrawn_at")
    referral.save(update_fields=["state", "updated_at", *save])
    tell(actor, referral, OF_REFERRAL[verb])


_STATE_AFTER = {
    Verb.NOT_PURSUED: ReferralState.NOT_PURSUED,
    Verb.IDENTITY_SENT: ReferralState.IDENTITY_SENT,
    Verb.WITHDRAWN: ReferralState.WITHDRAWN,
}


def tell(actor: Actor, referral: Referral, verb: ReferralVerb) -> None:
    """Record what was done to the referral."""
    record(
        actor,
        verb=verb,
        object_type="referral",
        object_id=referral.pk,
        codes={"recipient": str(referral.recipient_id)},
    )
