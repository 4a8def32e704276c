"""The sending side of a referral: an enquiry without identity, her yes to the recipient, then the identity slice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from palermo.directory.queries import live_terms
from palermo.exchange.caveats import STANDARD
from palermo.exchange.services import delete_bodies, emit, send, send_identity
from palermo.protection.codes import AgeBand, Gender, NeedState, ReferralState, Urgency
from palermo.protection.identification_rules import needs_two_for_age
from palermo.protection.models import Need, Referral
from palermo.protection.policies import CASES, CaseAction
from palermo.protection.queries.barred import barred_offices
from palermo.protection.queries.guardians import guardian_ids, require_guardian_for_need
from palermo.protection.queries.referrals import own_referral, still_asked
from palermo.protection.rules import is_child, new_code
from palermo.protection.services.needs import reopen_need, set_need_state
from palermo.protection.services.told import forget_place
from palermo.protection.slice import identity_slice
from palermo.protection.thread import Side, Verb, possible
from palermo.protection.verbs.referral import OF_REFERRAL, ReferralAsked, ReferralVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.overrides import end_overrides
from palermo.trust.basis.queries import consents_in_force
from palermo.trust.basis.rules import DataClass, Disclosure, ProcessingPurpose
from palermo.trust.basis.services import require_disclosure, withdraw_consent
from palermo.trust.ledger.events import record
from palermo.trust.service import Refused, service
from palermo.trust.verbs import WhatWasAsked

ROOM = "protection"
PURPOSE = ProcessingPurpose.ASSISTANCE
CAVEATS = STANDARD
"""How the recipient may use an identity slice: shown before it leaves, and signed with it."""
KEPT_UNREAD = timedelta(days=14)
"""How long after its due time an unread body waits before it is deleted."""


@dataclass(frozen=True, kw_only=True)
class EnquiryAnswers:
    """What an enquiry says of the person: coded, coarse, and nothing by which she could be known."""

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
def send_enquiry(
    actor: Actor,
    *,
    need_id: UUID,
    recipient_id: UUID,
    answers: EnquiryAnswers,
    answer_within: timedelta,
    service_id: UUID | None = None,
    zone: str = "",
) -> Referral:
    """Ask another office whether it could help, without saying who she is.

    `service_id` is the service asked for, and goes along; `zone` is where she is now, and stays here.
    Raises Refused without a live agreement for assistance, for an office barred for her (`queries.barred`), for
    one that is asked for this need already, for a need that is not this actor's to refer, for a child without
    a guardian where it is no safety measure, and for answers that make an adult of who is treated as a child.
    """
    asked = ReferralAsked.REFERRAL_SEND_ENQUIRY
    rows = Need.objects.select_for_update(of=("self",))  # pressed twice, it is asked once
    need = rows.select_related("case__person", "person").filter(pk=need_id).first()
    if need is None:
        raise Refused("not_found", verb=asked, object_type="need", object_id=need_id)
    CASES.require(actor, CaseAction.REFER, need.case)
    require_guardian_for_need(actor, need.case, need.kind, verb=asked)
    if needs_two_for_age(need.person.age_band, answers.age_band):
        raise Refused("age_needs_two_people", verb=asked, object_type="need", object_id=need_id)
    _require_not_barred(actor, need.person_id, recipient_id, verb=asked)
    if still_asked(actor, need_id).filter(recipient_id=recipient_id, service_id=service_id).exists():
        raise Refused("asked_already", verb=asked, object_type="need", object_id=need_id)
    now = timezone.now()
    # A new code each time: two enquiries for one person carry nothing by which they could be joined.
    code = new_code()
    named = {"service": str(service_id)} if service_id else {}
    envelope = send(
        actor,
        kind="enquiry",
        receiver_id=recipient_id,
        payload={"code": code, "need_kind": need.kind, **answers.payload(), **named},
        purpose=PURPOSE,
        room=ROOM,
        due_at=now + answer_within,
        expires_at=now + answer_within + KEPT_UNREAD,
    )
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
    _tell(actor, referral, ReferralVerb.REFERRAL_ENQUIRY_SENT)
    return referral


@service
def not_pursue(actor: Actor, *, referral_id: UUID) -> Referral:
    """She does not want it, or it is no longer needed: a normal outcome. The other side is told, and no more.

    A yes she gave to this office before ends with it: the next time she is asked again.
    """
    referral = _referral(actor, referral_id, Verb.NOT_PURSUED)
    _end_basis(actor, referral)
    delete_bodies(actor, thread_id=referral.thread_id)
    _emit(actor, referral, Verb.NOT_PURSUED)
    forget_place(referral)
    reopen_need(actor, need_id=referral.need_id)
    return referral


@service
def send_identity_slice(actor: Actor, *, referral_id: UUID, classes: Collection[DataClass]) -> Referral:
    """Send who she is to the recipient that accepted: the classes chosen, and always how to contact her safely.

    Evaluated against agreement, processing basis, and her consent or a lawful disclosure without it.
    Raises Refused with the reason when any of them does not cover it, and while no safe contact is recorded.
    """
    referral = _referral(actor, referral_id, Verb.IDENTITY_SENT)
    _require_not_barred(
        actor, referral.person_id, referral.recipient_id, verb=ReferralVerb.REFERRAL_IDENTITY_SENT
    )
    chosen = frozenset(classes) | {DataClass.SAFE_CONTACT}
    now = timezone.now()
    child = is_child(referral.person.age_band)
    guardians = guardian_ids(actor, referral.person_id, lock=True)
    evaluation = require_disclosure(
        actor,
        subject_id=referral.person_id,
        disclosure=Disclosure(
            recipient_id=referral.recipient_id,
            purpose=PURPOSE,
            data_classes=chosen,
            now=now,
            subject_is_child=child,
            guardians=guardians,
        ),
        terms=live_terms(actor, referral.recipient_id, purpose=PURPOSE, data_classes=chosen),
    )
    parts = identity_slice(referral, chosen)
    if not parts["safe_contact"].strip():
        raise _refused("safe_contact_missing", Verb.IDENTITY_SENT, referral.pk)
    send_identity(
        actor,
        evaluation=evaluation,
        kind="identity_slice",
        thread_id=referral.thread_id,
        receiver_id=referral.recipient_id,
        payload={"code": referral.code, **parts},
        purpose=PURPOSE,
        data_classes=chosen,
        subject_is_child=child,
        guardians=guardians,
        caveats=CAVEATS,
        room=ROOM,
        due_at=now + timedelta(days=1),
        expires_at=now + KEPT_UNREAD,
    )
    referral.disclosed_classes = sorted(code.value for code in chosen)
    _emit(actor, referral, Verb.IDENTITY_SENT, save=("disclosed_classes",))
    return referral


@service
def withdraw(actor: Actor, *, referral_id: UUID) -> Referral:
    """She takes back her consent to this recipient: nothing more is disclosed, and the recipient must answer.

    It travels to every file the recipient has of her, not to this referral's alone. What was read cannot be unsaid.
    Raises Refused where nothing was disclosed: then it simply ends (`not_pursue`).
    """
    referral = _referral(actor, referral_id, Verb.WITHDRAWN)
    if referral.disclosed_at is None:
        raise _refused("referral_other_state", Verb.WITHDRAWN, referral_id)
    _end_basis(actor, referral)
    for row in _disclosed(actor, person_id=referral.person_id).filter(recipient_id=referral.recipient_id):
        _withdraw_one(actor, row)
        reopen_need(actor, need_id=row.need_id)
    return Referral.objects.get(pk=referral.pk)


def withdraw_everywhere(actor: Actor, *, person_id: UUID) -> None:
    """Tell every office that was told who she is; part of an erasure she asked for, inside its service."""
    for row in _disclosed(actor, person_id=person_id):
        _end_basis(actor, row)
        _withdraw_one(actor, row)


def _disclosed(actor: Actor, *, person_id: UUID) -> QuerySet[Referral]:
    """Her referrals in which identity left and that can still be withdrawn."""
    rows = Referral.objects.select_for_update(of=("self",)).filter(
        organisation_id=actor.organisation_id, person_id=person_id, disclosed_at__isnull=False
    )
    able = [state.value for state in ReferralState if Verb.WITHDRAWN in possible(state, Side.SENDER)]
    return rows.filter(state__in=able).select_related("need", "case", "person").order_by("id")


def _withdraw_one(actor: Actor, referral: Referral) -> None:
    # What the recipient has not opened yet, it never will.
    delete_bodies(actor, thread_id=referral.thread_id)
    _emit(actor, referral, Verb.WITHDRAWN)
    forget_place(referral)


def _end_basis(actor: Actor, referral: Referral) -> None:
    """End every consent, and every disclosure without consent, to the referral's recipient."""
    today = timezone.now().date()
    held = consents_in_force(actor, referral.person_id, day=today)
    for consent in held.filter(recipient_id=referral.recipient_id):
        withdraw_consent(actor, consent_id=consent.pk)
    end_overrides(actor, subject_id=referral.person_id, recipient_id=referral.recipient_id)


def _referral(actor: Actor, referral_id: UUID, verb: Verb) -> Referral:
    referral = own_referral(actor, referral_id, lock=True)
    if referral is None:
        raise _refused("not_found", verb, referral_id)
    CASES.require(actor, CaseAction.REFER, referral.case)
    if verb not in possible(ReferralState(referral.state), Side.SENDER):
        raise _refused("referral_other_state", verb, referral_id)
    return referral


def _refused(reason: str, verb: Verb, referral_id: UUID) -> Refused:
    return Refused(reason, verb=OF_REFERRAL[verb], object_type="referral", object_id=referral_id)


def _require_not_barred(actor: Actor, person_id: UUID, recipient_id: UUID, *, verb: WhatWasAsked) -> None:
    """Raise Refused for an office that must not be asked for this person."""
    if reason := barred_offices(actor, person_id).get(recipient_id):
        raise Refused(reason, verb=verb, object_type="person", object_id=person_id)


def _emit(actor: Actor, referral: Referral, verb: Verb, *, save: tuple[str, ...] = ()) -> None:
    event = emit(
        actor, thread_id=referral.thread_id, receiver_id=referral.recipient_id, room=ROOM, verb=verb, codes={}
    )
    referral.state = _STATE_AFTER[verb]
    if verb is Verb.IDENTITY_SENT:
        referral.disclosed_at = event.at
        save = (*save, "disclosed_at")
    if verb is Verb.WITHDRAWN:
        referral.withdrawn_at = event.at
        save = (*save, "withdrawn_at")
    referral.save(update_fields=["state", "updated_at", *save])
    _tell(actor, referral, OF_REFERRAL[verb])


_STATE_AFTER = {
    Verb.NOT_PURSUED: ReferralState.NOT_PURSUED,
    Verb.IDENTITY_SENT: ReferralState.IDENTITY_SENT,
    Verb.WITHDRAWN: ReferralState.WITHDRAWN,
}


def _tell(actor: Actor, referral: Referral, verb: ReferralVerb) -> None:
    record(
        actor,
        verb=verb,
        object_type="referral",
        object_id=referral.pk,
        codes={"recipient": str(referral.recipient_id)},
    )
