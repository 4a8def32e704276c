"""The authority's side: a request arrives as a matter in a file of its own; the decision goes back as the answer."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from palermo.desk.clocks import day_ends, move_clock, start_clock, stop_clock
from palermo.directory.profiles import profile_of
from palermo.exchange.acts import ends, makes, person_in
from palermo.exchange.models import Envelope
from palermo.exchange.parcels import Parcel
from palermo.exchange.services import emit, send
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import ROOM, CaseState, EraseReason, Stage
from palermo.protection.cases.codes.arrival import CameBy, Route
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.codes.goals import ReopenReason
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.arrival import NewArrival
from palermo.protection.cases.services.cases import assign_case, open_case, reopen_case
from palermo.protection.cases.services.persons import erase_person, record_identity
from palermo.protection.cases.services.stage import set_stage
from palermo.protection.identification.authority.codes import (
    AskState,
    AskVerb,
    AskWithdrawalAnswer,
    Lawyer,
)
from palermo.protection.identification.authority.models import Matter
from palermo.protection.identification.authority.queries import decision_makers
from palermo.protection.identification.authority.terms import CAVEATS, KEPT_UNREAD, PURPOSE
from palermo.protection.identification.codes import (
    AskedBy,
    DecisionOutcome,
    Observed,
    Standing,
    Threshold,
)
from palermo.protection.identification.models import (
    Account,
    Decision,
    Presumption,
    Reconsideration,
    Screening,
)
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.verbs import IdentificationAsked, IdentificationVerb
from palermo.reference.indicators import elements, indicators
from palermo.reference.profile_parts import Deciders
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, record_refusal, service
from palermo.trust.vault.vault import seal, unseal


@service
def receive_request(actor: Actor, *, envelope: Envelope, payload: Mapping[str, Any]) -> Matter:
    """Make an arrived request a matter to decide, in a file of this office's own. Repeating it changes nothing."""
    IDENTIFICATION.require(actor, IdentificationAction.RECEIVE)
    known = Matter.objects.filter(organisation_id=actor.organisation_id, thread_id=envelope.thread_id).first()
    if known is not None:
        return known
    before = _before(actor, envelope, payload)
    case = before.case if before else _open_own_file(actor, envelope, payload)
    if before and case.state == CaseState.CLOSED:
        case = reopen_case(actor, case_id=case.pk, why=ReopenReason.ANOTHER_OFFICE_ASKED)
    _keep_screening(actor, envelope, case, payload)
    _keep_accounts(actor, envelope, case, payload)
    if before is None:
        _keep_presumption(actor, envelope, case, payload)
    else:
        _ask_again(actor, envelope, case, payload)
    minimum = payload["reflection_until"]
    row = Matter.objects.create(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="identification",
        sender_id=envelope.sender_id,
        code=payload["code"],
        thread_id=envelope.thread_id,
        is_again=before is not None,
        received_at=timezone.now(),
        due_at=envelope.due_at,
        minimum_until=date.fromisoformat(minimum) if minimum else None,
        lawyer=Lawyer(payload["lawyer"]),
    )
    _wait(actor, row)
    set_stage(case, Stage.ASKED_AGAIN if before else Stage.PRESUMED)
    _give(actor, case)
    _tell(actor, row, IdentificationVerb.MATTER_RECEIVED, again=row.is_again)
    return row


def _before(actor: Actor, envelope: Envelope, payload: Mapping[str, Any]) -> Matter | None:
    """The matter that a request asks about again, if its file is still here and a decision stands in it."""
    if not payload["about"]:
        return None
    row = (
        Matter.objects.select_related("case__person")
        .filter(organisation_id=actor.organisation_id, sender_id=envelope.sender_id, code=payload["about"])
        .order_by("-id")
        .first()
    )
    if row is None or row.person.erased_at is not None or _last_decision(row.case) is None:
        return None
    return row


def _open_own_file(actor: Actor, envelope: Envelope, payload: Mapping[str, Any]) -> Case:
    case = open_case(
        actor,
        age_band=payload.get("age_band", "not_asked"),
        gender=payload.get("gender", "not_asked"),
        nationality=payload.get("nationality") or "not_asked",
        languages=payload.get("languages", []),
        came=NewArrival(
            by=CameBy.REFERRED,
            route=Route.REFERRAL,
            on=PartialDate.of(timezone.now().date()),
            referrer_id=envelope.sender_id,
        ),
    )
    columns = [column for column in Person.sealed_columns() if payload.get(column)]
    record_identity(actor, person_id=case.person_id, **{column: payload[column] for column in columns})
    return case


def _keep_presumption(
    actor: Actor, envelope: Envelope, case: Case, payload: Mapping[str, Any]
) -> Presumption:
    row: Presumption = Presumption.objects.create(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="identification",
        presumed_on=date.fromisoformat(payload["presumed_on"]),
        responder_kind=payload["responder_kind"],
        threshold=Threshold(profile_of(case.profile_version).presumption_threshold),
        told=[],
        language="not_known",
        recorded_by_id=envelope.sender_id,
    )
    return row


def _ask_again(actor: Actor, envelope: Envelope, case: Case, payload: Mapping[str, Any]) -> None:
    """Let a decision wait to be looked at again, unless it waits already."""
    here = {"organisation_id": actor.organisation_id, "case": case}
    decision = _last_decision(case)
    if decision is None or Reconsideration.objects.filter(**here, answer__isnull=True).exists():
        return
    asked_by = payload["asked_by"] if payload["asked_by"] in set(AskedBy) else AskedBy.OFFICE
    row = Reconsideration(
        **here,
        person=case.person,
        purpose="identification",
        decision=decision,
        asked_on=timezone.now().date(),
        asked_by=AskedBy(asked_by),
        recorded_by_id=envelope.sender_id,
    )
    if payload.get("grounds"):
        seal(row, grounds=payload["grounds"])
    row.save(force_insert=True)


def _last_decision(case: Case) -> Decision | None:
    rows = Decision.objects.filter(organisation_id=case.organisation_id, case_id=case.pk)
    return rows.exclude(outcome=DecisionOutcome.NOT_YET).order_by("-id").first()


def _keep_screening(actor: Actor, envelope: Envelope, case: Case, payload: Mapping[str, Any]) -> None:
    if not payload.get("screening_scheme"):
        return
    known = {one.code for one in indicators()}
    found = {one.code for one in elements()} | {"none_seen", "not_known", "not_said"}
    answers = {
        code: observed.value
        for name, observed in (
            ("observed", Observed.OBSERVED),
            ("not_observed", Observed.NOT_OBSERVED),
            ("not_said", Observed.NOT_SAID),
        )
        for code in payload.get(name, [])
        if code in known
    }
    Screening.objects.create(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="identification",
        scheme=payload["screening_scheme"],
        answers=answers,
        recorded_by_id=envelope.sender_id,
        **{
            name: [code for code in payload.get(name, []) if code in found]
            for name in ("acts", "means", "purposes")
        },
    )


def _keep_accounts(actor: Actor, envelope: Envelope, case: Case, payload: Mapping[str, Any]) -> None:
    """Seal what the person told, each text once, however often it is sent."""
    rows = Account.objects.filter(organisation_id=actor.organisation_id, case=case)
    told = {unseal(row, "account")["account"] for row in rows}
    for one in payload.get("accounts", []):
        if one["text"] in told:
            continue
        told.add(one["text"])
        row = Account(
            organisation_id=actor.organisation_id,
            case=case,
            person=case.person,
            purpose="identification",
            standing=Standing.FURTHER if rows.exists() else Standing.FIRST,
            told_on=one["told_on"],
            language=one["language"],
            recorded_by_id=envelope.sender_id,
        )
        seal(row, account=one["text"])
        row.save(force_insert=True)


def _wait(actor: Actor, row: Matter) -> None:
    """Let the time to decide run from now, by this office's own profile."""
    profile = profile_of(row.case.profile_version)
    due_at = day_ends(profile.calendar.after(row.received_at.date(), profile.decision_within))
    clock = start_clock(
        actor,
        room=ROOM,
        kind=ClockKind.DECISION,
        object_id=row.case_id,
        started_at=row.received_at,
        due_at=due_at,
    )
    if clock.due_at != due_at:
        move_clock(actor, kind=ClockKind.DECISION, object_id=row.case_id, due_at=due_at)


def _give(actor: Actor, case: Case) -> None:
    """Give the file to who decides: to the one decision-maker there is, to all of them where a panel decides."""
    deciders = decision_makers(actor)
    panel = profile_of(case.profile_version).authority.deciders is Deciders.PANEL
    if len(deciders) == 1 or panel:
        for user_id in deciders:
            with suppress(Refused):
                assign_case(actor, case_id=case.pk, user_id=user_id)


def answer_matters(actor: Actor, decision: Decision, *, reasons: str) -> None:
    """Tell every office that asked about the file what was decided and why; part of the decision's service.

    A decision is never stopped by an answer that cannot leave: that waits, and whoever leads is told.
    """
    here = {"organisation_id": actor.organisation_id, "case_id": decision.case_id, "state": AskState.OPEN}
    for row in Matter.objects.select_for_update().filter(**here).order_by("pk"):
        if decision.outcome == DecisionOutcome.NOT_YET:
            emit(actor, thread_id=row.thread_id, receiver_id=row.sender_id, verb=AskVerb.NOT_YET, codes={})
            _tell(actor, row, IdentificationVerb.MATTER_NOT_YET)
            continue
        row.state, row.answered_at = AskState.ANSWERED, timezone.now()
        row.answer_waits = not _sent(actor, row, decision, reasons)
        row.save(update_fields=["state", "answered_at", "answer_waits"])
        _tell(actor, row, IdentificationVerb.MATTER_ANSWERED, sent=not row.answer_waits)


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
    decision = _last_decision(row.case)
    if not row.answer_waits or decision is None:
        raise _refused("ask_other_state", row, IdentificationAsked.MATTER_ANSWER)
    _send_answer(actor, row, decision, unseal(decision, "reasons")["reasons"])
    row.answer_waits = False
    row.save(update_fields=["answer_waits"])
    _tell(actor, row, IdentificationVerb.MATTER_ANSWERED, sent=True)
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
    _tell(actor, row, IdentificationVerb.MATTER_TAKEN_BACK_ANSWERED, answer=taken.value)
    return row


def withdraw_matter(actor: Actor, row: Matter, *, at: Any) -> None:
    """The asker took it back: nothing is decided for it any more; part of following its thread."""
    was_open = row.state == AskState.OPEN
    row.state, row.withdrawn_at = AskState.WITHDRAWN, at
    row.save(update_fields=["state", "withdrawn_at"])
    others = Matter.objects.filter(
        organisation_id=actor.organisation_id, case_id=row.case_id, state=AskState.OPEN
    )
    if was_open and not others.exists():
        stop_clock(actor, kind=ClockKind.DECISION, object_id=row.case_id)
    _tell(actor, row, IdentificationVerb.MATTER_TAKEN_BACK)


def _own_matter(actor: Actor, matter_id: UUID, verb: IdentificationAsked) -> Matter:
    rows = Matter.objects.select_related("case__person", "person", "sender")
    row = own_row(actor, rows, matter_id, verb=verb, object_type="matter")
    IDENTIFICATION.require(actor, IdentificationAction.HANDLE_MATTER, row.case)
    return row


def _refused(reason: str, row: Matter, verb: IdentificationAsked) -> Refused:
    return Refused(reason, verb=verb, object_type="matter", object_id=row.pk)


def _tell(actor: Actor, row: Matter, verb: IdentificationVerb, **codes: str | bool) -> None:
    record(
        actor,
        verb=verb,
        object_type="case",
        object_id=row.case_id,
        codes={"matter": str(row.pk), "sender": str(row.sender_id), **codes},
    )
