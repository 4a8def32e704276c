"""The receiving side of a referral: an enquiry arrives, is answered, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from palermo.directory.offers.models import Service
from palermo.exchange.acts import ends, lock_person
from palermo.exchange.models import Envelope
from palermo.exchange.services import delete_bodies, emit
from palermo.kit.office_time import local_day
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import NeedState
from palermo.protection.cases.codes.arrival import CameBy, Route
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.rules import nationalities_in
from palermo.protection.cases.services.arrival import NewArrival
from palermo.protection.cases.services.cases import assign_case, open_case
from palermo.protection.cases.services.needs import meet_needs, record_need
from palermo.protection.cases.services.persons import erase_person, record_identity
from palermo.protection.referral.codes import DeclineReason, Outcome, ReferralState, WithdrawalAnswer
from palermo.protection.referral.codes.matching import Wait
from palermo.protection.referral.models.referrals import Enquiry
from palermo.protection.referral.policies.referral import ENQUIRIES, EnquiryAction
from palermo.protection.referral.queries.referrals import file_of_enquiry, own_enquiry
from palermo.protection.referral.services.came_back import recognise
from palermo.protection.referral.switch import takes_no_enquiries
from palermo.protection.referral.thread import Side, Verb, possible, waits_until
from palermo.protection.referral.verbs import OF_ENQUIRY, ReferralAsked, ReferralVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.switches.codes import SwitchCode
from palermo.trust.switches.services import use_switch

DETAILS = ("urgency", "age_band", "gender", "languages", "children")


@service
def receive_enquiry(actor: Actor, *, envelope: Envelope, payload: Mapping[str, Any]) -> Enquiry:
    """Put an arrived enquiry in this office's own list. Repeating it changes nothing."""
    ENQUIRIES.require(actor, EnquiryAction.RECEIVE)
    if takes_no_enquiries(actor.organisation_id):
        raise Refused(
            "takes_no_enquiries",
            verb=ENQUIRIES.asked(EnquiryAction.RECEIVE),
            object_type="package",
            object_id=envelope.pk,
        )
    known = Enquiry.objects.filter(
        organisation_id=actor.organisation_id, thread_id=envelope.thread_id
    ).first()
    if known is not None:
        return known
    use_switch(actor, SwitchCode.CASE_FILES)
    use_switch(actor, SwitchCode.ENQUIRIES)
    enquiry = Enquiry.objects.create(
        organisation_id=actor.organisation_id,
        sender_id=envelope.sender_id,
        code=payload["code"],
        thread_id=envelope.thread_id,
        need_kind=payload["need_kind"],
        service_id=_own_service(actor, payload.get("service", "")),
        details={key: payload[key] for key in DETAILS},
        received_at=timezone.now(),
        due_at=envelope.due_at,
    )
    _tell(actor, enquiry, ReferralVerb.ENQUIRY_RECEIVED)
    return enquiry


def _own_service(actor: Actor, asked: str) -> UUID | None:
    """The service an enquiry names, if it is this office's; another one's, or an ended one's, counts as none."""
    if not asked:
        return None
    rows = Service.objects.filter(organisation_id=actor.organisation_id, pk=asked, ended_at__isnull=True)
    return rows.values_list("pk", flat=True).first()


@service
def waitlist(actor: Actor, *, enquiry_id: UUID, wait: Wait, position: int | None = None) -> Enquiry:
    """Put an enquiry on this office's waiting list, and say until when it says more.

    The sender learns that time; the position stays here. It can be said again, and the later time then counts.
    """
    enquiry = _enquiry(actor, enquiry_id, Verb.WAITLISTED, EnquiryAction.DECIDE)
    enquiry.state, enquiry.waitlist_position = ReferralState.WAITLISTED, position
    _emit(actor, enquiry, Verb.WAITLISTED, code=wait, save=("waitlist_position", "waitlist_until"))
    return enquiry


@service
def accept_in_principle(actor: Actor, *, enquiry_id: UUID) -> Enquiry:
    """Say that this office could help; the person decides next, and only then does the identity follow."""
    enquiry = _enquiry(actor, enquiry_id, Verb.ACCEPTED_IN_PRINCIPLE, EnquiryAction.DECIDE)
    enquiry.state = ReferralState.ACCEPTED_IN_PRINCIPLE
    enquiry.accepted_by_id = actor.user_id
    _emit(actor, enquiry, Verb.ACCEPTED_IN_PRINCIPLE, save=("accepted_by_id",))
    delete_bodies(actor, thread_id=enquiry.thread_id)
    return enquiry


@service
@ends(file_of_enquiry)
def decline(actor: Actor, *, enquiry_id: UUID, reason: DeclineReason) -> Enquiry:
    """Decline with a coded reason. Nothing about the person stays here."""
    enquiry = _enquiry(actor, enquiry_id, Verb.DECLINED, EnquiryAction.DECIDE)
    enquiry.state, enquiry.decline_reason = ReferralState.DECLINED, reason
    _empty(enquiry)
    _emit(actor, enquiry, Verb.DECLINED, code=reason, save=("decline_reason", "details"))
    delete_bodies(actor, thread_id=enquiry.thread_id)
    return enquiry


@service
def receive_identity(actor: Actor, *, envelope: Envelope, payload: Mapping[str, Any]) -> Enquiry:
    """Open this office's own file for the person whose identity arrived. Repeating it changes nothing.

    Raises Refused when there is no accepted enquiry for it.
    """
    enquiry = Enquiry.objects.select_for_update().filter(thread_id=envelope.thread_id).first()
    if enquiry is None or enquiry.sender_id != envelope.sender_id:
        raise Refused(
            NOT_FOUND,
            verb=ReferralAsked.ENQUIRY_RECEIVE_IDENTITY,
            object_type="envelope",
            object_id=envelope.pk,
        )
    ENQUIRIES.require(actor, EnquiryAction.RECEIVE, enquiry)
    if enquiry.person_id is not None:
        return enquiry
    if enquiry.state not in {ReferralState.ACCEPTED_IN_PRINCIPLE, ReferralState.IDENTITY_SENT}:
        raise Refused(
            "referral_other_state",
            verb=ReferralAsked.ENQUIRY_RECEIVE_IDENTITY,
            object_type="enquiry",
            object_id=enquiry.pk,
        )
    case = _open_own_file(actor, payload, fallback=enquiry)
    _assign_to_who_accepted(actor, case, enquiry)
    enquiry.person, enquiry.case = case.person, case
    enquiry.state = ReferralState.IDENTITY_SENT
    enquiry.save(update_fields=["person", "case", "state", "updated_at"])
    _tell(actor, enquiry, ReferralVerb.ENQUIRY_IDENTITY_RECEIVED)
    recognise(actor, enquiry)
    return enquiry


def _assign_to_who_accepted(actor: Actor, case: Case, enquiry: Enquiry) -> None:
    if enquiry.accepted_by_id is None:
        return
    # A colleague who has left since gets no case; the coordinator sees it unassigned.
    with suppress(Refused):
        assign_case(actor, case_id=case.pk, user_id=enquiry.accepted_by_id)


def _open_own_file(actor: Actor, payload: Mapping[str, Any], *, fallback: Enquiry) -> Case:
    case = open_case(
        actor,
        age_band=payload.get("age_band") or fallback.details.get("age_band", "not_asked"),
        gender=payload.get("gender") or fallback.details.get("gender", "not_asked"),
        **nationalities_in(payload),
        languages=payload.get("languages", fallback.details.get("languages", [])),
        came=NewArrival(
            by=CameBy.REFERRED,
            route=Route.REFERRAL,
            on=PartialDate.of(local_day(fallback.received_at)),
            referrer_id=fallback.sender_id,
            enquiry_id=fallback.pk,
        ),
    )
    columns = [column for column in Person.sealed_columns() if payload.get(column)]
    if columns:
        record_identity(actor, person_id=case.person_id, **{column: payload[column] for column in columns})
    needs = payload.get("needs") or [
        {"kind": fallback.need_kind, "urgency": fallback.details.get("urgency", "days")}
    ]
    for need in needs:
        record_need(actor, case_id=case.pk, kind=need["kind"], urgency=need["urgency"])
    return case


@service
def begin_service(actor: Actor, *, enquiry: Enquiry) -> None:
    """Tell the sender that help has begun, when the first assistance is recorded; later ones say nothing."""
    # Locked and read anew: a withdrawal may have arrived since, and must not be written over.
    enquiry = Enquiry.objects.select_for_update().get(organisation_id=actor.organisation_id, pk=enquiry.pk)
    if Verb.IN_SERVICE in possible(ReferralState(enquiry.state), Side.RECEIVER):
        enquiry.state = ReferralState.IN_SERVICE
        _emit(actor, enquiry, Verb.IN_SERVICE)


@service
def complete(actor: Actor, *, enquiry_id: UUID, outcome: Outcome, goes_on: bool = False) -> Enquiry:
    """Say that the referral is completed, and how it ended. The sender learns the code, never the file.

    The need ends in this office's own file too: it is met, or no longer there unless the office `goes_on` looking.
    """
    lock_person(actor, file_of_enquiry(actor, {"enquiry_id": enquiry_id}))  # it ends a need of the file
    enquiry = _enquiry(actor, enquiry_id, Verb.COMPLETED, EnquiryAction.COMPLETE)
    enquiry.state, enquiry.outcome = ReferralState.COMPLETED, outcome
    _emit(actor, enquiry, Verb.COMPLETED, code=outcome, save=("outcome",))
    if enquiry.case_id is not None and (outcome is Outcome.NEED_MET or not goes_on):
        meet_needs(
            actor,
            enquiry.case_id,
            Q(kind=enquiry.need_kind),
            through_id=enquiry.pk,
            state=NeedState.MET if outcome is Outcome.NEED_MET else NeedState.NO_LONGER,
        )
    return enquiry


@service
@ends(file_of_enquiry)
def answer_withdrawal(actor: Actor, *, enquiry_id: UUID, answer: WithdrawalAnswer) -> Enquiry:
    """Answer that the person withdrew their consent. "Erased" erases this office's own file of them first."""
    enquiry = _enquiry(actor, enquiry_id, Verb.WITHDRAWAL_ANSWERED, EnquiryAction.ANSWER_WITHDRAWAL)
    if answer is WithdrawalAnswer.ERASED and enquiry.person_id is not None:
        erase_person(actor, person_id=enquiry.person_id, reason="consent_withdrawn")
        _empty(enquiry)
    enquiry.state, enquiry.withdrawal_answer = ReferralState.WITHDRAWAL_ANSWERED, answer
    _emit(actor, enquiry, Verb.WITHDRAWAL_ANSWERED, code=answer, save=("withdrawal_answer", "details"))
    return enquiry


def _enquiry(actor: Actor, enquiry_id: UUID, verb: Verb, action: EnquiryAction) -> Enquiry:
    enquiry = own_enquiry(actor, enquiry_id, verb=OF_ENQUIRY[verb])
    ENQUIRIES.require(actor, action, enquiry)
    if verb not in possible(ReferralState(enquiry.state), Side.RECEIVER):
        raise Refused(
            "referral_other_state", verb=OF_ENQUIRY[verb], object_type="enquiry", object_id=enquiry_id
        )
    return enquiry


def _empty(enquiry: Enquiry) -> None:
    enquiry.details = {}


def _emit(actor: Actor, enquiry: Enquiry, verb: Verb, *, code: str = "", save: tuple[str, ...] = ()) -> None:
    event = emit(
        actor,
        thread_id=enquiry.thread_id,
        receiver_id=enquiry.sender_id,
        verb=verb,
        codes={"code": code} if code else {},
    )
    if verb is Verb.WAITLISTED:
        enquiry.waitlist_until = waits_until(event.at, code)
    enquiry.save(update_fields=["state", "updated_at", *save])
    _tell(actor, enquiry, OF_ENQUIRY[verb])


def _tell(actor: Actor, enquiry: Enquiry, verb: ReferralVerb) -> None:
    record(
        actor,
        verb=verb,
        object_type="enquiry",
        object_id=enquiry.pk,
        codes={"sender": str(enquiry.sender_id)},
    )
