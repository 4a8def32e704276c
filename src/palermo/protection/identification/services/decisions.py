"""The decision on identification, by a named decision-maker, with reasons; and that it is looked at again."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from palermo.desk.clocks import stop_clock
from palermo.directory.profiles import profile_of
from palermo.exchange.acts import makes, person_in
from palermo.kit.office_time import office_today
from palermo.protection.cases.codes import Stage
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.cases import own_unerased_case
from palermo.protection.cases.services.stage import set_stage
from palermo.protection.children.queries.guardians import require_guardian
from palermo.protection.identification.authority.queries import runs_elsewhere
from palermo.protection.identification.authority.services.matters import answer_matters
from palermo.protection.identification.codes import AskedBy, DecisionOutcome, EarlyReason, Threshold
from palermo.protection.identification.models import Decision, Presumption, Reconsideration, Reflection
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.queries import awaits_decision
from palermo.protection.identification.rules import is_before_minimum
from palermo.protection.identification.services.presumption import await_decision, is_paused
from palermo.protection.identification.verbs import IdentificationAsked, IdentificationVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.vault.vault import seal

_DECIDED = {
    DecisionOutcome.POSITIVE: Stage.IDENTIFIED,
    DecisionOutcome.NEGATIVE: Stage.NOT_IDENTIFIED,
}


@service
@makes(person_in(Case, "case_id"))
def decide(
    actor: Actor,
    *,
    case_id: UUID,
    outcome: str,
    reasons: str,
    early_reason: str = "",
    early_why: str = "",
) -> Decision:
    """Decide today on identification. A negative decision ends no service and closes nothing; "not yet" waits on.

    Every office that asked is told what was decided, with the reasons.

    Raises Refused without reasons, without a presumption, where a decision stands that nobody asked to have looked
    at again and no later presumption, before the minimum days are over unless `early_reason` and
    `early_why` say why, and for a child without a guardian who counts.
    """
    case = own_unerased_case(actor, case_id, policy=IDENTIFICATION, action=IdentificationAction.DECIDE)
    require_guardian(actor, case, verb=IdentificationAsked.DECISION_RECORD)
    made, today = DecisionOutcome(outcome), office_today()
    early = made is not DecisionOutcome.NOT_YET and decided_before_minimum(case, day=today)
    reason = _refusal(case, reasons=reasons, early=early, early_reason=early_reason, early_why=early_why)
    if reason:
        raise Refused(reason, verb=IdentificationAsked.DECISION_RECORD, object_type="case", object_id=case.pk)
    asked = _open_question(case)
    row = Decision(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="identification",
        outcome=made,
        threshold=Threshold(profile_of(case.profile_version).decision_threshold),
        decided_on=today,
        before_minimum=early,
        early_reason=EarlyReason(early_reason) if early else "",
        reconsiders_id=asked.decision_id if asked else None,
        decided_by_id=named(actor),
    )
    seal(row, reasons=reasons.strip(), **({"early_why": early_why.strip()} if early else {}))
    row.save(force_insert=True)
    answer_matters(actor, row, reasons=reasons.strip())
    if made is not DecisionOutcome.NOT_YET:
        if asked is not None:
            asked.answer = row
            asked.save(update_fields=["answer"])
        stop_clock(actor, kind=ClockKind.DECISION, object_id=case.pk)
        set_stage(case, _DECIDED[made])
    record(
        actor,
        verb=IdentificationVerb.DECISION_RECORDED,
        object_type="case",
        object_id=case.pk,
        codes={"decision": str(row.pk), "outcome": made.value, "before_minimum": early},
    )
    return row


def decided_before_minimum(case: Case, *, day: date) -> bool:
    """Whether a decision on `day` would come before the minimum days of a running period are over."""
    row = Reflection.objects.filter(
        organisation_id=case.organisation_id, case_id=case.pk, ended_on__isnull=True
    ).first()
    if row is None:
        return runs_elsewhere(case, day=day)
    return is_before_minimum(minimum_until=row.minimum_until, day=day, paused=is_paused(row))


def _refusal(case: Case, *, reasons: str, early: bool, early_reason: str, early_why: str) -> str | None:
    if not reasons.strip():
        return "reasons_missing"
    here = {"organisation_id": case.organisation_id, "case_id": case.pk}
    if not Presumption.objects.filter(**here).exists():
        return "nobody_presumed"
    if not awaits_decision(case):
        return "decided_already"
    if early and not (early_reason and early_why.strip()):
        return "decision_too_early"
    return None


def _open_question(case: Case) -> Reconsideration | None:
    return (
        Reconsideration.objects.select_for_update()
        .filter(organisation_id=case.organisation_id, case=case, answer__isnull=True)
        .first()
    )


@service
def ask_again(
    actor: Actor, *, decision_id: UUID, asked_by: str, asked_on: date, grounds: str = ""
) -> Reconsideration:
    """Record that somebody asks to have a decision looked at again; it waits for the decision-maker from then on.

    Raises Refused while one is open already, for "not yet" (that waits anyway), and for a day to come.
    """
    decision = own_row(
        actor,
        Decision.objects.select_related("case"),
        decision_id,
        verb=IdentificationAsked.DECISION_ASK_AGAIN,
        object_type="decision",
        lock=False,
    )
    case = own_unerased_case(
        actor, decision.case_id, policy=IDENTIFICATION, action=IdentificationAction.ASK_AGAIN
    )
    reason = None
    if decision.outcome == DecisionOutcome.NOT_YET or _open_question(case) is not None:
        reason = "decision_waits_already"
    elif asked_on > office_today():
        reason = "day_in_future"
    elif asked_on < decision.decided_on:
        reason = "ends_before_it_begins"
    if reason:
        raise Refused(
            reason, verb=IdentificationAsked.DECISION_ASK_AGAIN, object_type="case", object_id=case.pk
        )
    row = Reconsideration(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="identification",
        decision=decision,
        asked_on=asked_on,
        asked_by=AskedBy(asked_by),
        recorded_by_id=named(actor),
    )
    if grounds.strip():
        seal(row, grounds=grounds.strip())
    row.save(force_insert=True)
    await_decision(actor, case, since=asked_on)
    set_stage(case, Stage.ASKED_AGAIN)
    record(
        actor,
        verb=IdentificationVerb.DECISION_ASKED_AGAIN,
        object_type="case",
        object_id=case.pk,
        codes={"decision": str(decision.pk), "asked_by": row.asked_by},
    )
    return row
