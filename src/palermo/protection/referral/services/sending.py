"""The sending side of a referral: enquiry without identity, the person's yes to the recipient, identity slice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from palermo.exchange.acts import makes, person_in
from palermo.exchange.parcels import Parcel
from palermo.exchange.services import send, send_identity
from palermo.protection.cases.codes import NeedState
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.rules import needs_two_for_age
from palermo.protection.cases.services.needs import set_need_state
from palermo.protection.children.queries.guardians import require_guardian_for_need
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.queries.came_back import came_as
from palermo.protection.referral.queries.referrals import still_asked
from palermo.protection.referral.services.came_back import came_back
from palermo.protection.referral.services.evaluating import evaluate_for, require_not_barred
from palermo.protection.referral.services.steps import (
    move,
    referral_to_move,
    refused_step,
    require_open_case,
    tell,
)
from palermo.protection.referral.slice import identity_slice, leaves_with
from palermo.protection.referral.switch import takes_no_enquiries
from palermo.protection.referral.terms import CAVEATS, KEPT_UNREAD, PURPOSE
from palermo.protection.referral.thread import Verb
from palermo.protection.referral.verbs import ReferralAsked, ReferralVerb
from palermo.reference.persons import AgeBand, Gender, Urgency
from palermo.reference.spoken_codes import new_code
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import DataClass
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.shown import PREFIX, require_as_shown


@dataclass(frozen=True, kw_only=True)
class EnquiryAnswers:
    """What an enquiry says of the person: coded, coarse, and nothing by which they could be known."""

    urgency: Urgency
    age_band: AgeBand
    gender: Gender
    languages: tuple[str, ...]
    children: str

    def payload(self) -> dict[str, Any]:
        """As the package carries it."""
        return {
            "urgency": self.urgency.value,
            "age_band": self.age_band.value,
            "gender": self.gender.value,
            "languages": list(self.languages),
            "children": self.children,
        }


@service
@makes(person_in(Need, "need_id"))
def send_enquiry(
    actor: Actor,
    *,
    need_id: UUID,
    recipient_id: UUID,
    answers: EnquiryAnswers,
    answer_within: timedelta,
    service_id: UUID | None = None,
    zone: str = "",
    shown: str | None = None,
) -> Referral:
    """Ask another office whether it could help, without saying who the person is.

    `service_id` is the service asked for, and goes along; `zone` is where the person is now, and stays here.
    Raises Refused without a live agreement for assistance, for an office barred for the person (`queries.barred`), for
    one that is asked for this need already, for a need that is not this actor's to refer, in a closed case, for a
    child without a guardian where it is no safety measure, for answers that make an adult of who is treated as a
    child, and once the person was erased; ChangedSinceShown where it is not what the last page showed.
    """
    need = own_row(  # the person is locked: pressed twice, it is asked once
        actor,
        Need.objects.select_related("case__person", "person"),
        need_id,
        verb=ReferralAsked.REFERRAL_SEND_ENQUIRY,
        object_type="need",
        lock=False,
    )
    CASES.require(actor, CaseAction.REFER, need.case)
    require_open_case(need.case, verb=ReferralAsked.REFERRAL_SEND_ENQUIRY)
    if need.person.erased_at is not None:
        raise Refused(
            "erased", verb=ReferralAsked.REFERRAL_SEND_ENQUIRY, object_type="need", object_id=need_id
        )
    require_guardian_for_need(actor, need.case, need.kind, verb=ReferralAsked.REFERRAL_SEND_ENQUIRY)
    if needs_two_for_age(need.person.age_band, answers.age_band):
        raise Refused(
            "age_needs_two_people",
            verb=ReferralAsked.REFERRAL_SEND_ENQUIRY,
            object_type="need",
            object_id=need_id,
        )
    require_not_barred(actor, need.person_id, recipient_id, verb=ReferralAsked.REFERRAL_SEND_ENQUIRY)
    if takes_no_enquiries(recipient_id):
        raise Refused(
            "takes_no_enquiries",
            verb=ReferralAsked.REFERRAL_SEND_ENQUIRY,
            object_type="need",
            object_id=need_id,
        )
    if still_asked(actor, need_id).filter(recipient_id=recipient_id, service_id=service_id).exists():
        raise Refused(
            "asked_already", verb=ReferralAsked.REFERRAL_SEND_ENQUIRY, object_type="need", object_id=need_id
        )
    require_as_shown(
        actor,
        shown,
        enquiry_leaves(need, recipient_id, answers, answer_within),
        of="enquiry",
        object_id=need.pk,
        verb=ReferralAsked.REFERRAL_SEND_ENQUIRY,
        object_type="need",
    )
    now = timezone.now()
    # A new code each time: two enquiries for one person carry nothing by which they could be joined.
    code = new_code()
    named = {"service": str(service_id)} if service_id else {}
    parcel = Parcel(
        kind="enquiry",
        receiver_id=recipient_id,
        payload={"code": code, "need_kind": need.kind, **answers.payload(), **named},
        purpose=PURPOSE,
        due_at=now + answer_within,
        expires_at=now + answer_within + KEPT_UNREAD,
    )
    envelope = send(actor, parcel=parcel)
    referral = Referral.objects.create(
        organisation_id=actor.organisation_id,
        case=need.case,
        person=need.person,
        need=need,
        recipient_id=recipient_id,
        code=code,
        thread_id=envelope.thread_id,
        enquiry=answers.payload(),
        service_id=service_id,
        zone=zone,
        sent_at=now,
        due_at=now + answer_within,
    )
    if need.state == NeedState.OPEN:
        set_need_state(actor, need_id=need.pk, state=NeedState.IN_REFERRAL)
    tell(actor, referral, ReferralVerb.REFERRAL_ENQUIRY_SENT)
    return referral


@service
@makes(person_in(Referral, "referral_id"))
def send_identity_slice(
    actor: Actor, *, referral_id: UUID, data_classes: Collection[DataClass], shown: str | None = None
) -> Referral:
    """Send who the person is to the recipient that accepted: the classes chosen, and always the safe contact.

    Evaluated against agreement, processing basis, and the person's consent or a lawful disclosure without it.
    Raises Refused with the reason when any of them does not cover it, while no safe contact is recorded, and where the
    case is closed: it is opened again first;
    ChangedSinceShown where it is not what the last page showed.
    """
    referral = referral_to_move(actor, referral_id, Verb.IDENTITY_SENT)
    require_open_case(referral.case, verb=ReferralVerb.REFERRAL_IDENTITY_SENT)
    chosen = frozenset(data_classes) | {DataClass.SAFE_CONTACT}
    now = timezone.now()
    evaluation, disclosure = evaluate_for(
        actor, referral, chosen, now=now, verb=ReferralVerb.REFERRAL_IDENTITY_SENT
    )
    parts = identity_slice(referral, chosen)
    if not parts["safe_contact"].strip():
        raise refused_step("safe_contact_missing", Verb.IDENTITY_SENT, referral.pk)
    require_as_shown(
        actor,
        shown,
        leaves_with(referral, chosen, parts, CAVEATS),
        of="slice",
        object_id=referral.pk,
        verb=ReferralVerb.REFERRAL_IDENTITY_SENT,
        object_type="referral",
    )
    parcel = Parcel(
        kind="identity_slice",
        thread_id=referral.thread_id,
        receiver_id=referral.recipient_id,
        payload={"code": referral.code, **parts},
        purpose=PURPOSE,
        data_classes=chosen,
        caveats=CAVEATS,
        due_at=now + timedelta(days=1),
        expires_at=now + KEPT_UNREAD,
    )
    send_identity(actor, evaluation=evaluation, disclosure=disclosure, parcel=parcel)
    if code := came_as(referral, chosen):
        only_name = replace(disclosure, data_classes=frozenset({DataClass.NAME}))
        parcel = came_back(referral, code, now=now)
        send_identity(actor, evaluation=evaluation, disclosure=only_name, parcel=parcel)
    referral.disclosed_classes = sorted(code.value for code in chosen)
    move(actor, referral, Verb.IDENTITY_SENT, save=("disclosed_classes",))
    return referral


def enquiry_leaves(
    need: Need, to: object, answers: EnquiryAnswers, answer_within: timedelta
) -> dict[str, object]:
    """What an enquiry says, by name, as the last page showed it and the service compares it."""
    return {
        f"{PREFIX}to": to,
        f"{PREFIX}purpose": str(PURPOSE),
        f"{PREFIX}need": need.kind,
        f"{PREFIX}within": answer_within,
        **{f"{PREFIX}{name}": value for name, value in answers.payload().items()},
    }
