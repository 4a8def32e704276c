"""An asking that is taken back, and that nobody is asked at all."""

from __future__ import annotations

from uuid import UUID

from palermo.desk.clocks import stop_clock
from palermo.exchange.acts import ends, person_in
from palermo.exchange.services import delete_bodies, emit
from palermo.kit.office_time import office_today
from palermo.protection.cases.codes import ROOM, Stage
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.queries.joined import same_person
from palermo.protection.cases.services.cases import own_unerased_case
from palermo.protection.cases.services.stage import set_stage
from palermo.protection.identification.authority.codes import AskState, AskVerb, NotAsking
from palermo.protection.identification.authority.models import Ask
from palermo.protection.identification.authority.services.asking import refused_ask, tell_ask
from palermo.protection.identification.authority.slice import (
    last_presumption,
)
from palermo.protection.identification.authority.terms import PURPOSE
from palermo.protection.identification.codes import DecisionOutcome
from palermo.protection.identification.models import Presumption
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.verbs import IdentificationAsked, IdentificationVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.queries import consents_in_force
from palermo.trust.basis.services import withdraw_consent
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service

_STAND = (AskState.OPEN, AskState.ANSWERED)


@service
@ends(person_in(Ask, "ask_id"))
def take_back_ask(actor: Actor, *, ask_id: UUID) -> Ask:
    """The person takes the asking back: the yes ends, what is unread is gone, and the authority must answer.

    Of joined files every asking of that authority ends. What was read stays read; help goes on. Raises Refused for one
    that is taken back already.
    """
    row = own_ask(actor, ask_id, verb=IdentificationAsked.AUTHORITY_TAKE_BACK)
    if row.state not in _STAND:
        raise Refused(
            "ask_other_state",
            verb=IdentificationAsked.AUTHORITY_TAKE_BACK,
            object_type="ask",
            object_id=row.pk,
        )
    withdraw_one(actor, row)
    # It travels to every file the authority has of the person, whichever of joined files asked.
    others = Ask.objects.select_for_update(of=("self",)).filter(
        organisation_id=actor.organisation_id,
        person_id__in=same_person(actor.organisation_id, row.person_id),
        recipient_id=row.recipient_id,
        state__in=_STAND,
    )
    for other in others.exclude(pk=row.pk).select_related("case", "about").order_by("id"):
        withdraw_one(actor, other)
    return row


def withdraw_one(actor: Actor, row: Ask) -> None:
    """End the yes and everything unread of one asking, and tell the authority; the row is locked."""
    today = office_today()
    held = consents_in_force(actor, row.person_id, room=ROOM, day=today)
    for consent in held.filter(recipient_id=row.recipient_id, disclosure_purpose=PURPOSE):
        withdraw_consent(actor, consent_id=consent.pk)
    delete_bodies(actor, thread_id=row.thread_id)
    event = emit(
        actor, thread_id=row.thread_id, receiver_id=row.recipient_id, verb=AskVerb.WITHDRAWN, codes={}
    )
    was_open = row.state == AskState.OPEN
    row.state, row.withdrawn_at = AskState.WITHDRAWN, event.at
    row.save(update_fields=["state", "withdrawn_at"])
    if was_open:
        stop_clock(actor, kind=ClockKind.DECISION, object_id=row.case_id)
        if row.case.stage == Stage.ASKED_AGAIN:
            set_stage(row.case, _STAGES.get(row.about.outcome if row.about else "", Stage.PRESUMED))
    tell_ask(actor, row, IdentificationVerb.AUTHORITY_TAKEN_BACK)


_STAGES = {
    DecisionOutcome.POSITIVE.value: Stage.IDENTIFIED,
    DecisionOutcome.NEGATIVE.value: Stage.NOT_IDENTIFIED,
}


@service
def record_not_asking(actor: Actor, *, case_id: UUID, reason: NotAsking) -> Presumption:
    """Record why no authority is asked about the newest presumption. It is neutral, and can be changed at any time.

    Raises Refused without a presumption, and while an authority is asked.
    """
    case = own_unerased_case(actor, case_id, policy=IDENTIFICATION, action=IdentificationAction.ASK_AUTHORITY)
    row = last_presumption(case)
    asked = Ask.objects.filter(organisation_id=actor.organisation_id, case=case, state=AskState.OPEN)
    if row is None or asked.exists():
        raise refused_ask("nobody_presumed" if row is None else "authority_asked_already", case)
    row.not_asking, row.not_asking_on = reason, office_today()
    row.save(update_fields=["not_asking", "not_asking_on"])
    stop_clock(actor, kind=ClockKind.DECISION, object_id=case.pk)
    record(
        actor,
        verb=IdentificationVerb.AUTHORITY_NOT_ASKED,
        object_type="case",
        object_id=case.pk,
        codes={"reason": reason.value},
    )
    return row


def own_ask(actor: Actor, ask_id: UUID, *, verb: IdentificationAsked) -> Ask:
    """One asking of the office, locked for a write by whoever may ask. Raises Refused."""
    rows = Ask.objects.select_related("case__person", "person", "recipient", "about")
    row = own_row(actor, rows, ask_id, verb=verb, object_type="ask")
    IDENTIFICATION.require(actor, IdentificationAction.ASK_AUTHORITY, row.case)
    if row.person.erased_at is not None:
        raise Refused("erased", verb=verb, object_type="ask", object_id=row.pk)
    return row
