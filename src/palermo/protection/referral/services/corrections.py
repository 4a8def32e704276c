"""What this office told the other in error: taken back by a signed event, so that both sides stand alike."""

from __future__ import annotations

from uuid import UUID

from palermo.exchange.acts import lock_person
from palermo.exchange.queries import thread_events
from palermo.exchange.services import emit
from palermo.protection.cases.codes import NeedState
from palermo.protection.cases.codes.struck import StruckWhy
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.struck import COUNTS
from palermo.protection.cases.services.needs import open_needs_met_through
from palermo.protection.cases.services.striking import may_strike, recorded_by
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.models.referrals import Enquiry
from palermo.protection.referral.policies.referral import ENQUIRIES, EnquiryAction
from palermo.protection.referral.queries.referrals import file_of_enquiry, own_enquiry
from palermo.protection.referral.services.threads import standing_of
from palermo.protection.referral.thread import Side, Verb, possible
from palermo.protection.referral.verbs import ReferralAsked, ReferralVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import Refused, service


@service
def strike_completion(actor: Actor, *, enquiry_id: UUID, why: StruckWhy) -> Enquiry:
    """Take back that a referral was completed. The sender is told, and what it met is open again on both sides.

    Raises Refused for whoever neither completed it nor leads, where it is not completed, and once the person was
    erased.
    """
    asked = ReferralAsked.ENQUIRY_STRIKE_COMPLETION
    lock_person(actor, file_of_enquiry(actor, {"enquiry_id": enquiry_id}))
    enquiry = own_enquiry(actor, enquiry_id, verb=asked)
    ENQUIRIES.require(actor, EnquiryAction.COMPLETE, enquiry)
    reason = ""
    if Verb.COMPLETED_IN_ERROR not in possible(ReferralState(enquiry.state), Side.RECEIVER):
        reason = "referral_other_state"
    elif enquiry.person is None or enquiry.person.erased_at is not None:
        reason = "erased"
    elif not may_strike(actor, completed_by(actor, enquiry)):
        reason = "not_yours_to_strike"
    if reason:
        raise Refused(reason, verb=asked, object_type="enquiry", object_id=enquiry_id)
    enquiry.outcome = ""
    _take_back(actor, enquiry, Verb.COMPLETED_IN_ERROR, why, ReferralVerb.ENQUIRY_COMPLETION_STRUCK)
    if enquiry.case_id is not None:
        open_needs_met_through(actor, enquiry.case_id, enquiry.pk, to=NeedState.OPEN)
    return enquiry


def completed_by(actor: Actor, enquiry: Enquiry) -> UUID | None:
    """Who completed a referral, by the office's ledger."""
    return recorded_by(actor, verb=ReferralVerb.ENQUIRY_COMPLETED, object_id=enquiry.pk)


def help_struck(actor: Actor, *, enquiry_id: UUID, why: StruckWhy) -> None:
    """Part of the service that strikes out help: with the last of it the sender is told that none had begun."""
    enquiry = Enquiry.objects.select_for_update().get(organisation_id=actor.organisation_id, pk=enquiry_id)
    left = Assistance.objects.filter(COUNTS, organisation_id=actor.organisation_id, enquiry_id=enquiry.pk)
    able = Verb.HELP_IN_ERROR in possible(ReferralState(enquiry.state), Side.RECEIVER)
    if able and not left.exists():
        _take_back(actor, enquiry, Verb.HELP_IN_ERROR, why, ReferralVerb.ENQUIRY_HELP_STRUCK)


def _take_back(actor: Actor, enquiry: Enquiry, verb: Verb, why: StruckWhy, done: ReferralVerb) -> None:
    emit(actor, thread_id=enquiry.thread_id, receiver_id=enquiry.sender_id, verb=verb, codes={})
    events = thread_events(actor, enquiry.thread_id)
    enquiry.state = standing_of(events, sender_id=enquiry.sender_id).state
    enquiry.save(update_fields=["state", "outcome", "updated_at"])
    record(
        actor,
        verb=done,
        object_type="enquiry",
        object_id=enquiry.pk,
        codes={"sender": str(enquiry.sender_id), "struck": why.value},
    )
