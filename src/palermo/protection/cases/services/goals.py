"""The person's own goals and their judgement of a service: theirs to state, to change, to leave open."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from palermo.protection.cases.codes import AssistanceKind
from palermo.protection.cases.codes.goals import GoalArea, GoalState, Judgement
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.goals import Goal, ServiceJudgement
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.services.cases import own_case
from palermo.protection.cases.verbs import CaseAsked, CaseVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.shown import require_state_as_shown
from palermo.trust.vault.vault import seal


@service
def record_goal(actor: Actor, *, case_id: UUID, area: GoalArea, words: str = "") -> Goal:
    """Record a goal as the person puts it. Raises Refused once they were erased."""
    case = _kept(actor, case_id, CaseAsked.GOAL_RECORD)
    row = Goal(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        area=area,
        state_at=timezone.now(),
        recorded_by_id=named(actor),
    )
    if words.strip():
        seal(row, words=words.strip())
    row.save(force_insert=True)
    _tell(actor, CaseVerb.GOAL_RECORDED, case, goal=str(row.pk), area=area.value)
    return row


@service
def set_goal_state(actor: Actor, *, goal_id: UUID, state: GoalState, shown: str | None = None) -> Goal:
    """Say where a goal stands, as the person sees it; every state can follow every other.

    Raises ChangedSinceShown where somebody changed it after the page showed it.
    """
    row = own_row(actor, Goal, goal_id, verb=CaseAsked.GOAL_SET_STATE, object_type="goal", lock=False)
    case = _kept(actor, row.case_id, CaseAsked.GOAL_SET_STATE)
    row.refresh_from_db(fields=["state"])
    require_state_as_shown(
        actor,
        shown,
        row.state,
        of="goal",
        object_id=row.pk,
        verb=CaseAsked.GOAL_SET_STATE,
        about=("case", case.pk),
        changed_by=[CaseVerb.GOAL_STATE_SET],
        part={"goal": str(row.pk)},
    )
    row.state, row.state_at = state, timezone.now()
    row.save(update_fields=["state", "state_at"])
    _tell(actor, CaseVerb.GOAL_STATE_SET, case, goal=str(row.pk), state=state.value)
    return row


@service
def record_judgement(
    actor: Actor, *, case_id: UUID, service_kind: AssistanceKind, said: Judgement, words: str = ""
) -> ServiceJudgement:
    """Record what the person says of a service, in a coded answer and, if they like, in their words."""
    case = _kept(actor, case_id, CaseAsked.JUDGEMENT_RECORD)
    row = ServiceJudgement(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        service=service_kind,
        said=said,
        recorded_by_id=named(actor),
    )
    if words.strip():
        seal(row, words=words.strip())
    row.save(force_insert=True)
    _tell(actor, CaseVerb.JUDGEMENT_RECORDED, case, service=service_kind.value, said=said.value)
    return row


def _kept(actor: Actor, case_id: UUID, verb: CaseAsked) -> Case:
    case = own_case(actor, case_id, action=CaseAction.ASSIST)
    if case.person.erased_at is not None:
        raise Refused("erased", verb=verb, object_type="case", object_id=case.pk)
    return case


def _tell(actor: Actor, verb: CaseVerb, case: Case, **codes: str) -> None:
    record(actor, verb=verb, object_type="case", object_id=case.pk, codes=codes)
