"""Update the office's rows from the signed events of a thread. Run by the office's inbox task."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from palermo.exchange.acts import ends
from palermo.exchange.models import ExchangeEvent
from palermo.exchange.queries import thread_events
from palermo.exchange.services import delete_bodies
from palermo.protection.cases.codes import ROOM, NeedState
from palermo.protection.cases.services.needs import meet_needs, open_needs_met_through
from palermo.protection.referral.codes import Outcome, ReferralState
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.queries.referrals import file_of_thread
from palermo.protection.referral.services.addresses import forget_place
from palermo.protection.referral.services.needs import ask_again_for_need, reopen_need
from palermo.protection.referral.services.questions import follow_questions
from palermo.protection.referral.thread import OVER, Side, Standing, ThreadEvent, Verb, fold
from palermo.protection.referral.verbs import OF_ENQUIRY, OF_REFERRAL, ReferralVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.ending import end_with_help
from palermo.trust.current import record
from palermo.trust.service import service


@service
@ends(lambda actor, given: file_of_thread(actor, given["thread_id"]))
def follow_thread(actor: Actor, *, thread_id: UUID) -> None:
    """Fold the thread's verified events into the row this office keeps. Repeating it changes nothing."""
    events = thread_events(actor, thread_id)
    referral = Referral.objects.select_for_update(of=("self",)).filter(thread_id=thread_id).first()
    if referral is not None:
        standing = standing_of(events, sender_id=referral.organisation_id)
        if _differs(referral, standing):
            _write_referral(actor, referral, standing)
        follow_questions(actor, referral, events)
    enquiry = Enquiry.objects.select_for_update(of=("self",)).filter(thread_id=thread_id).first()
    if enquiry is not None:
        standing = standing_of(events, sender_id=enquiry.sender_id)
        if _differs(enquiry, standing):
            _write_enquiry(actor, enquiry, standing)
        follow_questions(actor, enquiry, events)


def standing_of(events: Iterable[ExchangeEvent], *, sender_id: UUID) -> Standing:
    """Where a referral stands by the verified events of its thread."""
    return fold(_thread_event(row, sender_id) for row in events if row.verb in set(Verb))


def _thread_event(row: ExchangeEvent, sender_id: UUID) -> ThreadEvent:
    return ThreadEvent(
        id=row.pk,
        at=row.at,
        side=Side.SENDER if row.author_id == sender_id else Side.RECEIVER,
        verb=Verb(row.verb),
        code=row.codes.get("code", ""),
    )


_BEFORE_THE_END = frozenset({ReferralState.IDENTITY_SENT, ReferralState.IN_SERVICE})
"""Where a correction leads back to: that it stands there again is said by the correction."""


def _differs(row: Referral | Enquiry, standing: Standing) -> bool:
    if isinstance(row, Enquiry) and standing.state is ReferralState.IDENTITY_SENT and row.person_id is None:
        return False  # the slice itself brings this office there (services/receiving.py)
    if isinstance(row, Referral) and row.corrected_at != standing.corrected_at:
        return True
    return row.state != standing.state or row.waitlist_until != standing.waitlist_until


def _write_referral(actor: Actor, referral: Referral, standing: Standing) -> None:
    moved = referral.state != standing.state or referral.waitlist_until != standing.waitlist_until
    referral.state = standing.state
    referral.waitlist_until = standing.waitlist_until
    referral.decline_reason = standing.decline_reason
    referral.outcome = standing.outcome
    # What has left has left, also when a late decline crossed it on its way.
    referral.disclosed_at = standing.disclosed_at or referral.disclosed_at
    referral.withdrawn_at = standing.withdrawn_at
    referral.withdrawal_answer = standing.withdrawal_answer
    corrected = standing.corrected_at != referral.corrected_at
    referral.corrected_at = standing.corrected_at
    referral.save()
    if standing.state is ReferralState.DECLINED:
        delete_bodies(actor, thread_id=referral.thread_id)
        reopen_need(actor, need_id=referral.need_id)
        forget_place(referral)
    if corrected:
        # Before what stands now: taken back, and told anew in the same breath, it is met again.
        open_needs_met_through(actor, referral.case_id, referral.pk, to=NeedState.IN_REFERRAL)
        ask_again_for_need(actor, need_id=referral.need_id)
        record(actor, verb=ReferralVerb.REFERRAL_CORRECTED, object_type="referral", object_id=referral.pk)
    if standing.state is ReferralState.COMPLETED:
        _end_need(actor, referral, standing)
        _end_yes(actor, referral)
    if moved and not (corrected and standing.state in _BEFORE_THE_END):
        record(actor, verb=OF_REFERRAL[standing.state], object_type="referral", object_id=referral.pk)


def _end_need(actor: Actor, referral: Referral, standing: Standing) -> None:
    """The need is met, or open again unless another office is still asked; one that was settled here stays so."""
    if standing.outcome == Outcome.NEED_MET:
        meet_needs(actor, referral.case_id, Q(pk=referral.need_id), through_id=referral.pk)
    else:
        reopen_need(actor, need_id=referral.need_id)


def _end_yes(actor: Actor, referral: Referral) -> None:
    """End a yes that was given until the help ends, unless the same office still helps or is asked otherwise."""
    others = Referral.objects.filter(
        organisation_id=actor.organisation_id,
        person_id=referral.person_id,
        recipient_id=referral.recipient_id,
    ).exclude(state__in=[state.value for state in OVER])
    if not others.exclude(pk=referral.pk).exists():
        end_with_help(actor, room=ROOM, subject_id=referral.person_id, recipient_id=referral.recipient_id)


def _write_enquiry(actor: Actor, enquiry: Enquiry, standing: Standing) -> None:
    enquiry.state = standing.state
    enquiry.waitlist_until = standing.waitlist_until
    enquiry.withdrawn_at = standing.withdrawn_at
    if standing.state is ReferralState.NOT_PURSUED:
        enquiry.details = {}
        delete_bodies(actor, thread_id=enquiry.thread_id)
    enquiry.save()
    record(actor, verb=OF_ENQUIRY[standing.state], object_type="enquiry", object_id=enquiry.pk)
