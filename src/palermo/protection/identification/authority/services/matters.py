"""The authority's side: a request arrives as a matter in a file of its own; the decision goes back as the answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from palermo.desk.clocks import stop_clock
from palermo.exchange.acts import ends, makes, person_in
from palermo.exchange.parcels import Parcel
from palermo.exchange.services import emit, send
from palermo.protection.cases.codes import EraseReason
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.persons import erase_person
from palermo.protection.identification.authority.codes import (
    AskState,
    AskVerb,
    AskWithdrawalAnswer,
)
from palermo.protection.identification.authority.models import Matter
from palermo.protection.identification.authority.terms import CAVEATS, KEPT_UNREAD, PURPOSE
from palermo.protection.identification.codes import (
    DecisionOutcome,
)
from palermo.protection.identification.models import (
    Decision,
)
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.verbs import IdentificationAsked, IdentificationVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, record_refusal, service
from palermo.trust.vault.vault import unseal


def last_decision(case: Case) -> Decision | None:
    """The newest decision of a case that is final."""
    rows = Decision.objects.filter(organisation_id=case.organisation_id, case_id=case.pk)
    return rows.exclude(outcome=DecisionOutcome.NOT_YET).order_by("-id").first()


def answer_matters(actor: Actor, decision: Decision, *, reasons: str) -> None:
    """Tell every office that asked about the file what was decided and why; part of the decision's service.

    A decision is never stopped by an answer that cannot leave: that waits, and whoever leads is told.
    """
    here = {"organisation_id": actor.organisation_id, "case_id": decision.case_id, "state": AskState.OPEN}
    for row in Matter.objects.select_for_update().filter(**here).order_by("pk"):
        if decision.outcome == DecisionOutcome.NOT_YET:
            emit(actor, thread_id=row.thread_id, receiver_id=row.sender_id, verb=AskVerb.NOT_YET, codes={})
            tell_matter(actor, row, IdentificationVerb.MATTER_NOT_YET)
            continue
        row.state, row.answered_at = AskState.ANSWERED, timezone.now()
        row.answer_waits = not _sent(actor, row, decision, reasons)
        row.save(update_fields=["state", "answered_at", "answer_waits"])
        tell_matter(actor, row, IdentificationVerb.MATTER_ANSWERED, sent=not row.answer_waits)


def _sent(actor: Actor, row: Matter, decision: Decision, reasons: str) -> bool:
    try:
        _send_answer(actor, row, decision, reasons)
    except Refused as refused:
        if not refused.recorded:
            record_refusal(refused)
        return False
    return True


def _send_answer(actor: Actor, row: Matter, decision: Decision, reasons: str) -> None:
    now = timezone.now()
    due_at = now + KEPT_UNREAD
    parcel = Parcel(
        kind="identification_answer",
        thread_id=row.thread_id,
        receiver_id=row.sender_id,
        payload={
            "code": row.code,
            "outcome": decision.outcome,
            "threshold": decision.threshold,
            "decided_on": decision.decided_on.isoformat(),
            "reasons": reasons,
        },
        purpose=PURPOSE,
        caveats=CAVEATS,
        due_at=due_at,
        expires_at=due_at + KEPT_UNREAD,
    )
    send(actor, parcel=parcel)


@service
@makes(person_in(Matter, "matter_id"))
def send_answer_again(actor: Actor, *, matter_id: UUID) -> Matter:
    """Send the answer that could not leave when it was decided. Raises Refused where it left, or still may not."""
    row = _own_matter(actor, matter_id, IdentificationAsked.MATTER_ANSWER)
    decision = last_decision(row.case)
    if row.state != AskState.ANSWERED or not row.answer_waits or decision is None:
        raise _refused("ask_other_state", row, IdentificationAsked.MATTER_ANSWER)
    _send_answer(actor, row, decision, unseal(decision, "reasons")["reasons"])
    row.answer_waits = False
    row.save(update_fields=["answer_waits"])
    tell_matter(actor, row, IdentificationVerb.MATTER_ANSWERED, sent=True)
    return row


@service
@ends(person_in(Matter, "matter_id"))
def answer_taken_back(actor: Actor, *, matter_id: UUID, taken: AskWithdrawalAnswer) -> Matter:
    """Answer that the person took the asking back. "Erased" erases this office's own file of them first."""
    row = _own_matter(actor, matter_id, IdentificationAsked.MATTER_TAKEN_BACK)
    if row.state != AskState.WITHDRAWN:
        raise _refused("ask_other_state", row, IdentificationAsked.MATTER_TAKEN_BACK)
    if taken is AskWithdrawalAnswer.ERASED:
        erase_person(actor, person_id=row.person_id, reason=EraseReason.CONSENT_WITHDRAWN)
    emit(
        actor,
        thread_id=row.thread_id,
        receiver_id=row.sender_id,
        verb=AskVerb.WITHDRAWAL_ANSWERED,
        codes={"code": taken.value},
    )
    row.state, row.withdrawal_answer = AskState.WITHDRAWAL_ANSWERED, taken
    row.save(update_fields=["state", "withdrawal_answer"])
    tell_matter(actor, row, IdentificationVerb.MATTER_TAKEN_BACK_ANSWERED, answer=taken.value)
    return row


def withdraw_matter(actor: Actor, row: Matter, *, at: Any) -> None:
    """The asker took it back: nothing is decided for it any more; part of following its thread."""
    was_open = row.state == AskState.OPEN
    row.state, row.withdrawn_at, row.answer_waits = AskState.WITHDRAWN, at, False
    row.save(update_fields=["state", "withdrawn_at", "answer_waits"])
    others = Matter.objects.filter(
        organisation_id=actor.organisation_id, case_id=row.case_id, state=AskState.OPEN
    )
    if was_open and not others.exists():
        stop_clock(actor, kind=ClockKind.DECISION, object_id=row.case_id)
    tell_matter(actor, row, IdentificationVerb.MATTER_TAKEN_BACK)


def _own_matter(actor: Actor, matter_id: UUID, verb: IdentificationAsked) -> Matter:
    rows = Matter.objects.select_related("case__person", "person", "sender")
    row = own_row(actor, rows, matter_id, verb=verb, object_type="matter")
    IDENTIFICATION.require(actor, IdentificationAction.HANDLE_MATTER, row.case)
    return row


def _refused(reason: str, row: Matter, verb: IdentificationAsked) -> Refused:
    return Refused(reason, verb=verb, object_type="matter", object_id=row.pk)


def tell_matter(actor: Actor, row: Matter, verb: IdentificationVerb, **codes: str | bool) -> None:
    """Record what was done about a matter."""
    record(
        actor,
        verb=verb,
        object_type="case",
        object_id=row.case_id,
        codes={"matter": str(row.pk), "sender": str(row.sender_id), **codes},
    )
