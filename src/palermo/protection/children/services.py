"""A child's age, own view and guardian. Nobody decides an age in doubt alone; nobody is guardian by kinship."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from palermo.desk.clocks import start_clock, stop_clock
from palermo.directory.profiles import profile_of
from palermo.exchange.acts import ends, person_in
from palermo.kit.office_time import day_begins, day_ends, office_today
from palermo.protection.cases.changed import tell_changed
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.cases import own_unerased_case
from palermo.protection.cases.services.persons import write_age
from palermo.protection.children.codes import (
    Conflict,
    GuardianEnd,
    MandateKind,
    Relation,
)
from palermo.protection.children.majority import settle
from palermo.protection.children.models import AgeDecision, Guardian, GuardianRequest
from palermo.protection.children.policies import CHILDREN, ChildAction
from palermo.protection.children.queries.guardians import counting_guardians, guardian_stands
from palermo.protection.children.queries.majority import is_childs_yes
from palermo.protection.children.rules import may_be_found, second_person_refusal
from palermo.protection.children.verbs import GUARDIAN_CHANGES, ChildAsked, ChildVerb
from palermo.reference.persons import AgeBand, is_child
from palermo.trust.actor import Actor, Staff
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.shown import require_state_as_shown
from palermo.trust.vault.vault import seal


@service
def propose_age(actor: Actor, *, case_id: UUID, age_band: str, reasons: str) -> AgeDecision:
    """Propose what an age in doubt is. It holds once a second person agrees, or at once by the profile's function.

    Raises Refused without reasons, for somebody who is treated as an adult, and while a proposal waits.
    """
    case = own_unerased_case(actor, case_id, policy=CHILDREN, action=ChildAction.DECIDE_AGE)
    reason = None
    if not is_child(case.person.age_band):
        reason = "age_not_in_doubt"
    elif not may_be_found(age_band):
        reason = "not_a_code"
    elif not reasons.strip():
        reason = "reasons_missing"
    elif AgeDecision.objects.filter(
        organisation_id=actor.organisation_id, case=case, answered_at__isnull=True
    ).exists():
        reason = "age_proposal_waits"
    if reason:
        raise _refused(reason, ChildAsked.AGE_PROPOSE, case)
    function = _function(actor, case)
    row = AgeDecision(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="protection",
        age_band=AgeBand(age_band),
        proposed_by_id=named(actor),
        by_function=function,
    )
    seal(row, age_reasons=reasons.strip())
    row.save(force_insert=True)
    _tell(actor, case, ChildVerb.AGE_PROPOSED, age=row.age_band, decision=str(row.pk))
    return answer_age(actor, decision_id=row.pk, agreed=True) if function else row


@service
def answer_age(actor: Actor, *, decision_id: UUID, agreed: bool) -> AgeDecision:
    """Agree as the second person, or not: then the age stays in doubt, and a child's protection with it.

    Raises Refused for whoever proposed it, and for a proposal that was answered.
    """
    row = own_row(actor, AgeDecision, decision_id, verb=ChildAsked.AGE_ANSWER, object_type="age_decision")
    case = own_unerased_case(actor, row.case_id, policy=CHILDREN, action=ChildAction.DECIDE_AGE)
    reason = second_person_refusal(
        proposed_by=row.proposed_by_id, answers=named(actor), has_function=bool(row.by_function)
    )
    if reason or row.answered_at is not None:
        raise _refused(reason or "age_answered", ChildAsked.AGE_ANSWER, case)
    row.answered_by_id, row.answered_at, row.agreed = named(actor), timezone.now(), agreed
    row.save(update_fields=["answered_by_id", "answered_at", "agreed"])
    if agreed:
        write_age(case.person, AgeBand(row.age_band))
        if not is_child(row.age_band):
            settle(actor, case)
        tell_changed(actor, case.person_id, {Changed.AGE})
    _tell(actor, case, ChildVerb.AGE_ANSWERED, age=row.age_band, agreed=agreed)
    return row


def _function(actor: Actor, case: Case) -> str:
    """The function by which the actor decides an age alone, "" without one."""
    function = profile_of(case.profile_version).age_function
    holds = bool(function) and isinstance(actor, Staff) and actor.has(Role(function))
    return function if holds else ""


@service
def request_guardian(actor: Actor, *, case_id: UUID, requested_of: str, on: date) -> GuardianRequest:
    """Record that a guardian was asked for. A clock runs until one counts; asking again moves it.

    Raises Refused for an adult, for a child who has a guardian who counts, and for a day to come.
    """
    case = own_unerased_case(actor, case_id, policy=CHILDREN, action=ChildAction.CARE_FOR_CHILD)
    profile = profile_of(case.profile_version)
    reason = None
    if not is_childs_yes(case.person):
        reason = "not_a_child"
    elif counting_guardians(actor, case.person_id):
        reason = "guardian_there"
    elif requested_of not in profile.guardian_requested_of:
        reason = "not_a_code"
    elif on > office_today():
        reason = "day_in_future"
    if reason:
        raise _refused(reason, ChildAsked.GUARDIAN_REQUEST, case)
    due = profile.calendar.after(on, profile.guardian_within)
    row = GuardianRequest.objects.create(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="protection",
        requested_on=on,
        requested_of=requested_of,
        due_on=due,
        recorded_by_id=named(actor),
    )
    start_clock(
        actor,
        room=ROOM,
        kind=ClockKind.GUARDIAN,
        object_id=case.pk,
        started_at=day_begins(on),
        due_at=day_ends(due),
    )
    _tell(actor, case, ChildVerb.GUARDIAN_REQUESTED, of=requested_of)
    return row


@service
def record_guardian(
    actor: Actor, *, case_id: UUID, name: str, contact: str, relation: str, mandate: str
) -> Guardian:
    """Record who says they are the guardian. They count for nothing yet, whatever they are to the child."""
    case = own_unerased_case(actor, case_id, policy=CHILDREN, action=ChildAction.CARE_FOR_CHILD)
    if not name.strip():
        raise _refused("guardian_unnamed", ChildAsked.GUARDIAN_RECORD, case)
    row = Guardian(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="protection",
        relation=Relation(relation),
        mandate=MandateKind(mandate),
        recorded_by_id=named(actor),
    )
    seal(row, guardian_name=name.strip(), guardian_contact=contact.strip())
    row.save(force_insert=True)
    _tell(actor, case, ChildVerb.GUARDIAN_RECORDED, guardian=str(row.pk), relation=row.relation)
    return row


@service
@ends(person_in(Guardian, "guardian_id"))
def verify_mandate(
    actor: Actor,
    *,
    guardian_id: UUID,
    mandate: str,
    verified_on: date,
    mandate_until: date | None = None,
    shown: str | None = None,
) -> Guardian:
    """Record that the mandate was seen and checked with whoever gave it.

    Raises Refused for one that does not count, ChangedSinceShown where somebody changed it after the page showed it.
    """
    row, case = _guardian(actor, guardian_id, ChildAsked.GUARDIAN_VERIFY, shown=shown)
    reason = None
    if MandateKind(mandate).value not in profile_of(case.profile_version).mandates:
        reason = "guardian_mandate_none"
    elif verified_on > office_today():
        reason = "day_in_future"
    elif mandate_until is not None and mandate_until < verified_on:
        reason = "guardian_mandate_over"
    if reason:
        raise _refused(reason, ChildAsked.GUARDIAN_VERIFY, case)
    row.mandate, row.mandate_until = MandateKind(mandate), mandate_until
    row.verified_on, row.verified_by_id = verified_on, named(actor)
    row.save(update_fields=["mandate", "mandate_until", "verified_on", "verified_by_id"])
    _tell(actor, case, ChildVerb.GUARDIAN_VERIFIED, guardian=str(row.pk), mandate=row.mandate)
    tell_changed(actor, case.person_id, {Changed.GUARDIAN})
    _end_clock_when_one_counts(actor, case)
    return row


@service
@ends(person_in(Guardian, "guardian_id"))
def check_conflict(
    actor: Actor, *, guardian_id: UUID, conflict: str, checked_on: date, shown: str | None = None
) -> Guardian:
    """Record a look for a conflict of interest. Only "none found" lets the guardian count.

    Raises ChangedSinceShown where somebody changed it after the page showed it.
    """
    row, case = _guardian(actor, guardian_id, ChildAsked.GUARDIAN_CHECK_CONFLICT, shown=shown)
    if checked_on > office_today():
        raise _refused("day_in_future", ChildAsked.GUARDIAN_CHECK_CONFLICT, case)
    row.conflict, row.conflict_checked_on = Conflict(conflict), checked_on
    row.conflict_checked_by_id = named(actor)
    row.save(update_fields=["conflict", "conflict_checked_on", "conflict_checked_by_id"])
    _tell(actor, case, ChildVerb.GUARDIAN_CONFLICT_CHECKED, guardian=str(row.pk), conflict=row.conflict)
    tell_changed(actor, case.person_id, {Changed.GUARDIAN})
    _end_clock_when_one_counts(actor, case)
    return row


@service
@ends(person_in(Guardian, "guardian_id"))
def end_guardian(
    actor: Actor, *, guardian_id: UUID, reason: str, on: date, shown: str | None = None
) -> Guardian:
    """Somebody is the guardian no longer: from now on no consent of theirs lets anything leave. Raises as above."""
    row, case = _guardian(actor, guardian_id, ChildAsked.GUARDIAN_END, shown=shown)
    if on > office_today():
        raise _refused("day_in_future", ChildAsked.GUARDIAN_END, case)
    row.ended_on, row.ended_reason = on, GuardianEnd(reason)
    row.save(update_fields=["ended_on", "ended_reason"])
    _tell(actor, case, ChildVerb.GUARDIAN_ENDED, guardian=str(row.pk), reason=row.ended_reason)
    tell_changed(actor, case.person_id, {Changed.GUARDIAN})
    return row


def _guardian(
    actor: Actor, guardian_id: UUID, asked: ChildAsked, *, shown: str | None
) -> tuple[Guardian, Case]:
    row = own_row(actor, Guardian, guardian_id, verb=asked, object_type="guardian")
    case = own_unerased_case(actor, row.case_id, policy=CHILDREN, action=ChildAction.CARE_FOR_CHILD)
    require_state_as_shown(
        actor,
        shown,
        guardian_stands(row),
        of="guardian",
        object_id=row.pk,
        verb=asked,
        about=("case", case.pk),
        changed_by=GUARDIAN_CHANGES,
        part={"guardian": str(row.pk)},
    )
    if row.ended_on is not None:
        raise _refused("guardian_ended", asked, case)
    return row, case


def _end_clock_when_one_counts(actor: Actor, case: Case) -> None:
    if counting_guardians(actor, case.person_id):
        stop_clock(actor, kind=ClockKind.GUARDIAN, object_id=case.pk)


def _refused(reason: str, verb: ChildAsked, case: Case) -> Refused:
    return Refused(reason, verb=verb, object_type="case", object_id=case.pk)


def _tell(actor: Actor, case: Case, verb: ChildVerb, **codes: str | bool) -> None:
    record(actor, verb=verb, object_type="case", object_id=case.pk, codes=codes)
