"""Update the office's rows from the signed events of a thread. Run by the office's inbox task."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from palermo.exchange.acts import ends
from palermo.exchange.models import ExchangeEvent
from palermo.exchange.queries import thread_events
from palermo.exchange.services import delete_bodies
from palermo.protection.cases.codes import ROOM, NeedState
from palermo.protection.cases.services.needs import set_need_state
from palermo.protection.referral.codes import Outcome, ReferralState
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.queries.referrals import file_of_thread
from palermo.protection.referral.services.addresses import forget_place
from palermo.protection.referral.services.needs import reopen_need
from palermo.protection.referral.services.questions import follow_questions
from palermo.protection.referral.thread import OVER, Side, Standing, ThreadEvent, Verb, fold
from palermo.protection.referral.verbs import OF_ENQUIRY, OF_REFERRAL
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
        standing = _standing(events, sender_id=referral.organisation_id)
        if _differs(referral, standing):
            _write_referral(actor, referral, standing)
        follow_questions(actor, referral, events)
    enquiry = Enquiry.objects.select_for_update(of=("self",)).filter(thread_id=thread_id).first()
    if enquiry is not None:
        standing = _standing(events, sender_id=enquiry.sender_id)
        if _differs(enquiry, standing):
            _write_enquiry(actor, enquiry, standing)
        follow_questions(actor, enquiry, events)


def _standing(events: Iterable[ExchangeEvent], *, sender_id: UUID) -> Standing:
    return fold(_thread_event(row, sender_id) for row in events if row.verb in set(Verb))


def _thread_event(row: ExchangeEvent, sender_id: UUID) -> ThreadEvent:
    return ThreadEvent(
        id=row.pk,
        at=row.at,
        side=Side.SENDER if row.author_id == sender_id else Side.RECEIVER,
        verb=Verb(row.verb),
        code=row.codes.get("code", ""),
    )


def _differs(row: Referral | Enquiry, standing: Standing) -> bool:
    if isinstance(row, Enquiry) and standing.state is ReferralState.IDENTITY_SENT and row.person_id is None:
        return False  # the slice itself brings this office there (services/receiving.py)
    return row.state != standing.state or row.waitlist_until != standing.waitlist_until


def _write_referral(actor: Actor, referral: Referral, standing: Standing) -> None:
    referral.state = standing.state
    referral.waitlist_until = standing.waitlist_until
    referral.decline_reason = standing.decline_reason
    referral.outcome = standing.outcome
    # What has left has left, also when a late decline crossed it on its way.
    referral.disclosed_at = standing.disclosed_at or referral.disclosed_at
    referral.withdrawn_at = standing.withdrawn_at
    referral.withdrawal_answer = standing.withdrawal_answer
    referral.save()
    if standing.state is ReferralState.DECLINED:
        delete_bodies(actor, thread_id=referral.thread_id)
        reopen_need(actor, need_id=referral.need_id)
        forget_place(referral)
    if standing.state is ReferralState.COMPLETED:
        set_need_state(actor, need_id=referral.need_id, state=_need_after(standing))
        _end_yes(actor, referral)
    record(actor, verb=OF_REFERRAL[standing.state], object_type="referral", object_id=referral.pk)


def _end_yes(actor: Actor, referral: Referral) -> None:
    """End a yes that was given until the help ends, unless the same office still helps or is asked otherwise."""
    others = Referral.objects.filter(
        organisation_id=actor.organisation_id,
        person_id=referral.person_id,
        recipient_id=referral.recipient_id,
    ).exclude(state__in=[state.value for state in OVER])
    if not others.exclude(pk=referral.pk).exists():
        end_with_help(actor, room=ROOM, subject_id=referral.person_id, recipient_id=referral.recipient_id)


def _need_after(standing: Standing) -> NeedState:
    return NeedState.MET if standing.outcome == Outcome.NEED_MET else NeedState.OPEN


def _write_enquiry(actor: Actor, enquiry: Enquiry, standing: Standing) -> None:
    enquiry.state = standing.state
    enquiry.waitlist_until = standing.waitlist_until
    enquiry.withdrawn_at = standing.withdrawn_at
    if standing.state is ReferralState.NOT_PURSUED:
        enquiry.details = {}
        delete_bodies(actor, thread_id=enquiry.thread_id)
    enquiry.save()
    record(actor, verb=OF_ENQUIRY[standing.state], object_type="enquiry", object_id=enquiry.pk)
