"""Presumption, recovery and reflection. The person is asked for nothing in return, and cannot lose it by silence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from palermo.desk.clocks import move_clock, pause_clock, resume_clock, running_clocks, start_clock, stop_clock
from palermo.directory.profiles import profile_of
from palermo.kit.office_time import day_begins, day_ends, office_today
from palermo.protection.cases.codes import ROOM, CaseState, Stage
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.cases import check_codes, own_unerased_case
from palermo.protection.cases.services.stage import set_stage
from palermo.protection.children.queries.guardians import lacks_guardian
from palermo.protection.identification import rules
from palermo.protection.identification.authority.queries import decision_makers
from palermo.protection.identification.codes import (
    DecisionOutcome,
    ExtendReason,
    PauseReason,
    ReflectionEnd,
    Threshold,
    Told,
)
from palermo.protection.identification.models import Decision, Presumption, Reflection
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.verbs import IdentificationAsked, IdentificationVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.service import Refused, service
from palermo.trust.vault.vault import seal


@service
def presume(
    actor: Actor,
    *,
    case_id: UUID,
    presumed_on: date,
    responder_kind: str,
    told: Collection[str],
    language: str = "not_asked",
    who: str = "",
) -> Presumption:
    """Record that a listed first responder presumes on the profile's threshold; reflection starts with it.

    The time to decide runs at once only where a decision-maker of the own office decides; else from when an authority
    is asked.

    Presumed and suspected at once is possible: nothing here asks whether the person is suspected of anything.
    Raises Refused for a kind of office that the profile does not list, and for a day to come.
    """
    case = own_unerased_case(actor, case_id, policy=IDENTIFICATION, action=IdentificationAction.PRESUME)
    profile = profile_of(case.profile_version)
    check_codes(language)
    reason = None
    if responder_kind not in profile.first_responders:
        reason = "not_a_first_responder"
    elif presumed_on > office_today():
        reason = "day_in_future"
    if reason:
        raise Refused(
            reason, verb=IdentificationAsked.PRESUMPTION_RECORD, object_type="case", object_id=case.pk
        )
    row = Presumption(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="identification",
        presumed_on=presumed_on,
        responder_kind=responder_kind,
        threshold=Threshold(profile.presumption_threshold),
        told=sorted(Told(code) for code in told),
        language=language,
        recorded_by_id=named(actor),
    )
    if who.strip():
        seal(row, who=who.strip())
    row.save(force_insert=True)
    _tell(
        actor,
        case,
        IdentificationVerb.PRESUMPTION_RECORDED,
        presumption=str(row.pk),
        responder=responder_kind,
    )
    if _running(case) is None:
        _start(actor, row)
    if decision_makers(actor):
        await_decision(actor, case, since=presumed_on)
    if case.stage != Stage.ASKED_AGAIN:
        set_stage(case, Stage.PRESUMED)
    return row


def await_decision(actor: Actor, case: Case, *, since: date) -> None:
    """Let the time to decide run from `since`. One that runs already is never made longer by it."""
    profile = profile_of(case.profile_version)
    due_at = day_ends(profile.calendar.after(since, profile.decision_within))
    kind = ClockKind.DECISION
    runs = running_clocks(actor, room=ROOM).filter(kind=kind, object_id=case.pk).first()
    if runs is None:
        start_clock(
            actor, room=ROOM, kind=kind, object_id=case.pk, started_at=day_begins(since), due_at=due_at
        )
    elif due_at < runs.due_at:
        move_clock(actor, kind=kind, object_id=case.pk, due_at=due_at)


def _start(actor: Actor, presumption: Presumption) -> None:
    minimum = rules.reflection_minimum(presumption.presumed_on, profile_of(presumption.case.profile_version))
    row = Reflection.objects.create(
        organisation_id=actor.organisation_id,
        case=presumption.case,
        person=presumption.person,
        presumption=presumption,
        purpose="protection",
        started_on=presumption.presumed_on,
        minimum_until=minimum,
        until=minimum,
    )
    start_clock(
        actor,
        room=ROOM,
        kind=ClockKind.REFLECTION,
        object_id=row.case_id,
        started_at=day_begins(row.started_on),
        due_at=day_ends(minimum),
    )
    _tell(actor, presumption.case, IdentificationVerb.REFLECTION_STARTED, reflection=str(row.pk))


@service
def pause_reflection(actor: Actor, *, case_id: UUID, on: date, reason: str) -> Reflection:
    """From `on` the days do not count, for a coded reason that is never held against the person."""
    case, row = _own(actor, case_id)
    if is_paused(row):
        raise _refused("clock_paused", case)
    _require_day(case, row, on)
    row.pauses = [*row.pauses, {"from": on.isoformat(), "until": None, "reason": PauseReason(reason).value}]
    row.save(update_fields=["pauses"])
    pause_clock(actor, kind=ClockKind.REFLECTION, object_id=case.pk, at=day_begins(on))
    _tell(actor, case, IdentificationVerb.REFLECTION_PAUSED, reason=reason)
    return row


@service
def resume_reflection(actor: Actor, *, case_id: UUID, on: date) -> Reflection:
    """From `on` the days count again; the period ends as much later as it stood still."""
    case, row = _own(actor, case_id)
    if not is_paused(row):
        raise _refused("clock_runs", case)
    _require_day(case, row, on)
    last = row.pauses[-1]
    if on < date.fromisoformat(last["from"]):
        raise _refused("ends_before_it_begins", case)
    stood = on - date.fromisoformat(last["from"])
    row.pauses = [*row.pauses[:-1], {**last, "until": on.isoformat()}]
    row.minimum_until += stood
    row.until += stood
    row.save(update_fields=["pauses", "minimum_until", "until"])
    resume_clock(actor, kind=ClockKind.REFLECTION, object_id=case.pk, at=day_begins(on))
    _tell(actor, case, IdentificationVerb.REFLECTION_RESUMED)
    return row


@service
def extend_reflection(actor: Actor, *, case_id: UUID, until: date, reason: str) -> Reflection:
    """Let the period last longer. It is never made shorter: Refused for a day that is not later than now planned."""
    case, row = _own(actor, case_id)
    if until <= row.until:
        raise _refused("reflection_only_longer", case)
    extension = {
        "on": office_today().isoformat(),
        "until": until.isoformat(),
        "reason": ExtendReason(reason).value,
        "by": str(named(actor)),
    }
    row.extensions, row.until = [*row.extensions, extension], until
    row.save(update_fields=["extensions", "until"])
    move_clock(actor, kind=ClockKind.REFLECTION, object_id=case.pk, due_at=day_ends(until))
    _tell(actor, case, IdentificationVerb.REFLECTION_EXTENDED, reason=reason)
    return row


@service
def end_reflection(actor: Actor, *, case_id: UUID, on: date, reason: str) -> Reflection:
    """End the period for a coded reason. Before its minimum days only the person's wish, or death, ends it.

    Raises Refused otherwise, for a child's wish without a guardian who counts, for "presumed in error" where no
    decision found it, and ValueError for a reason that has no code: "did not cooperate" has none.
    """
    case, row = _own(actor, case_id)
    why = ReflectionEnd(reason)
    _require_day(case, row, on)
    refusal = rules.ending_refusal(
        why,
        minimum_until=row.minimum_until,
        day=on,
        paused=is_paused(row),
        lacks_guardian=lacks_guardian(actor, case.person),
        decided_negative=_is_decided_negative(case),
    )
    if refusal:
        raise _refused(refusal, case)
    row.ended_on, row.ended_reason = on, why
    row.save(update_fields=["ended_on", "ended_reason"])
    stop_clock(actor, kind=ClockKind.REFLECTION, object_id=case.pk)
    _tell(actor, case, IdentificationVerb.REFLECTION_ENDED, reason=why.value)
    return row


def _is_decided_negative(case: Case) -> bool:
    rows = Decision.objects.filter(organisation_id=case.organisation_id, case=case)
    final = rows.exclude(outcome=DecisionOutcome.NOT_YET).order_by("-id").first()
    return final is not None and final.outcome == DecisionOutcome.NEGATIVE


def is_paused(row: Reflection) -> bool:
    """Whether the days of a period do not count now."""
    return bool(row.pauses) and row.pauses[-1]["until"] is None


def _require_day(case: Case, row: Reflection, day: date) -> None:
    if day > office_today():
        raise _refused("day_in_future", case)
    if day < row.started_on:
        raise _refused("ends_before_it_begins", case)


def _own(actor: Actor, case_id: UUID) -> tuple[Case, Reflection]:
    case = own_unerased_case(actor, case_id, policy=IDENTIFICATION, action=IdentificationAction.REFLECT)
    row = _running(case)
    if row is None:
        raise _refused("reflection_none", case)
    if case.state == CaseState.CLOSED:
        raise _refused("case_closed", case)
    return case, row


def _running(case: Case) -> Reflection | None:
    return (
        Reflection.objects.select_for_update()
        .filter(organisation_id=case.organisation_id, case=case, ended_on__isnull=True)
        .first()
    )


def _refused(reason: str, case: Case) -> Refused:
    return Refused(reason, verb=IdentificationAsked.REFLECTION_CHANGE, object_type="case", object_id=case.pk)


def _tell(actor: Actor, case: Case, verb: IdentificationVerb, **codes: str) -> None:
    record(actor, verb=verb, object_type="case", object_id=case.pk, codes=codes)
