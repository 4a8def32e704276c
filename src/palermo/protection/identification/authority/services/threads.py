"""What arrives about an asking: the answer, and what the two sides tell each other. Run by the office's inbox task."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from palermo.desk.clocks import stop_clock
from palermo.exchange.acts import ends
from palermo.exchange.models import Envelope, ExchangeEvent
from palermo.exchange.queries import thread_events
from palermo.kit.office_time import local_day
from palermo.protection.cases.codes import Stage
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.services.stage import set_stage
from palermo.protection.identification.authority.codes import AskState, AskVerb, AskWithdrawalAnswer
from palermo.protection.identification.authority.models import Ask, Matter
from palermo.protection.identification.authority.queries import file_of_asking
from palermo.protection.identification.authority.services.matters import withdraw_matter
from palermo.protection.identification.codes import DecisionOutcome, Threshold
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.verbs import IdentificationAsked, IdentificationVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.vault.vault import seal

_STAGES = {
    DecisionOutcome.POSITIVE: Stage.IDENTIFIED,
    DecisionOutcome.NEGATIVE: Stage.NOT_IDENTIFIED,
}


@service
def receive_answer(actor: Actor, *, envelope: Envelope, payload: Mapping[str, Any]) -> Ask:
    """Keep the authority's decision and its reasons with the asking. Repeating it changes nothing.

    One that was taken back meanwhile takes no answer. Raises Refused for an answer of anybody but who was asked.
    """
    IDENTIFICATION.require(actor, IdentificationAction.RECEIVE)
    row = (
        Ask.objects.select_for_update(of=("self",))
        .select_related("case", "person")
        .filter(organisation_id=actor.organisation_id, thread_id=envelope.thread_id)
        .first()
    )
    if row is None or row.recipient_id != envelope.sender_id or row.code != payload["code"]:
        raise Refused(
            NOT_FOUND,
            verb=IdentificationAsked.AUTHORITY_ANSWER,
            object_type="envelope",
            object_id=envelope.pk,
        )
    if row.state != AskState.OPEN or row.person.erased_at is not None:
        return row
    outcome = DecisionOutcome(payload["outcome"])
    seal(row, reasons=payload["reasons"])
    row.outcome, row.threshold = outcome, Threshold(payload["threshold"])
    row.decided_on, row.answered_at = date.fromisoformat(payload["decided_on"]), envelope.sent_at
    row.state = AskState.ANSWERED
    row.save(update_fields=["outcome", "threshold", "decided_on", "answered_at", "reasons", "state"])
    stop_clock(actor, kind=ClockKind.DECISION, object_id=row.case_id)
    set_stage(row.case, _STAGES[outcome])
    _tell(actor, row, IdentificationVerb.AUTHORITY_ANSWERED, outcome=outcome.value)
    return row


@service
@ends(lambda actor, given: file_of_asking(actor, given["thread_id"]))
def follow_asking(actor: Actor, *, thread_id: UUID) -> None:
    """Bring the office's row to what the thread's events say, on whichever side it stands. Idempotent."""
    own = {"organisation_id": actor.organisation_id, "thread_id": thread_id}
    ask = Ask.objects.select_for_update(of=("self",)).select_related("case").filter(**own).first()
    matter = Matter.objects.select_for_update(of=("self",)).filter(**own).first()
    if ask is None and matter is None:
        return
    events = thread_events(actor, thread_id)
    if ask is not None:
        _follow_ask(actor, ask, [row for row in events if row.author_id == ask.recipient_id])
    elif matter is not None:
        told = next((row for row in events if _is(row, matter.sender_id, AskVerb.WITHDRAWN)), None)
        if told is not None and matter.state in {AskState.OPEN, AskState.ANSWERED}:
            withdraw_matter(actor, matter, at=told.at)


def _follow_ask(actor: Actor, row: Ask, told: list[ExchangeEvent]) -> None:
    not_yet = max((one.at for one in told if one.verb == AskVerb.NOT_YET), default=None)
    if row.state == AskState.OPEN and not_yet is not None and row.not_yet_on != _day(not_yet):
        row.not_yet_on = _day(not_yet)
        row.save(update_fields=["not_yet_on"])
        _tell(actor, row, IdentificationVerb.AUTHORITY_NOT_YET)
    answered = next((one for one in told if one.verb == AskVerb.WITHDRAWAL_ANSWERED), None)
    if answered is not None and row.state == AskState.WITHDRAWN:
        said = answered.codes.get("code", "")
        known = said in set(AskWithdrawalAnswer)
        row.withdrawal_answer = AskWithdrawalAnswer(said) if known else AskWithdrawalAnswer.KEPT_BY_LAW
        row.state = AskState.WITHDRAWAL_ANSWERED
        row.save(update_fields=["state", "withdrawal_answer"])
        _tell(actor, row, IdentificationVerb.AUTHORITY_TOOK_NOTE, answer=row.withdrawal_answer)


def _is(row: ExchangeEvent, author_id: UUID, verb: AskVerb) -> bool:
    return row.author_id == author_id and row.verb == verb


def _day(at: datetime) -> date:
    return local_day(at)


def _tell(actor: Actor, row: Ask, verb: IdentificationVerb, **codes: str) -> None:
    record(
        actor,
        verb=verb,
        object_type="case",
        object_id=row.case_id,
        codes={"ask": str(row.pk), "recipient": str(row.recipient_id), **codes},
    )
