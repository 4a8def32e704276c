"""The person's own goals, and what they say of a service."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from palermo.kit.shown import FIELD
from palermo.protection.cases.codes import AssistanceKind
from palermo.protection.cases.codes.goals import GoalArea, GoalState, Judgement
from palermo.protection.cases.forms.goals import GoalForm, JudgementForm
from palermo.protection.cases.models.goals import Goal
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.queries.cases import row_of_case
from palermo.protection.cases.queries.goals import closings_of, goals_of, judgements_of
from palermo.protection.cases.services.goals import record_goal, record_judgement, set_goal_state
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, breadcrumbs, get_case
from palermo.protection.cases.views.rail import Part, case_rail
from palermo.protection.cases.words import CLOSE_REASONS, NEED_KINDS
from palermo.protection.cases.words.goals import GOAL_AREAS, GOAL_STATES, JUDGEMENTS, REOPEN_REASONS
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.shown import leads_back_to, state_shown
from palermo.trust.still_out import LEAVES, words_of


@require_http_methods(READ_AND_WRITE)
def goals(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """What the person wants for themselves, what they said of services, how the case was closed before."""
    case = get_case(request, case_id, action=CaseAction.ASSIST)
    form = GoalForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        added = attempt(
            form,
            lambda: record_goal(
                request.actor, case_id=case.pk, area=GoalArea(said["area"]), words=said["words"]
            ),
        )
        if added is not None:
            return redirect("protection:goals", case.pk)
    context = {
        "form": form,
        "case": case,
        "goals": [
            (
                goal,
                GOAL_AREAS[goal.code],
                GOAL_STATES[goal.settled],
                _other_states(goal.settled),
                state_shown(request.actor, goal.settled, of="goal", object_id=goal.pk),
            )
            for goal in goals_of(request.actor, case)
        ],
        "judgements": [
            (said, NEED_KINDS[said.code], JUDGEMENTS[said.settled])
            for said in judgements_of(request.actor, case)
        ],
        "closings": [
            (
                closed,
                CLOSE_REASONS[closed.reason],
                [NEED_KINDS[kind] for kind in closed.continues],
                [(words_of(what), LEAVES.get(why, why)) for what, why in closed.left],
                REOPEN_REASONS.get(closed.reopen_reason, ""),
            )
            for closed in closings_of(request.actor, case)
        ],
        "is_erased": case.person.erased_at is not None,
        "trail": breadcrumbs(case),
        "rail": case_rail(request.actor, case, current=Part.GOALS),
    }
    return render(request, "protection/cases/goals.html", context)


def _other_states(state: str) -> list[tuple[str, object]]:
    return [(code, words.label) for code, words in GOAL_STATES.items() if code != state]


@require_POST
def goal_state(request: ActingRequest, case_id: UUID, goal_id: UUID) -> HttpResponse:
    """Say where a goal stands."""
    case = get_case(request, case_id, action=CaseAction.ASSIST)
    goal = row_of_case(request.actor, case, Goal, goal_id, object_type="goal")
    state = request.POST.get("state", "")
    if state in {code.value for code in GoalState}:
        with leads_back_to(reverse("protection:goals", args=[case.pk])):
            set_goal_state(
                request.actor,
                goal_id=goal.pk,
                state=GoalState(state),
                shown=request.POST.get(FIELD),
            )
    return redirect("protection:goals", case.pk)


@require_http_methods(READ_AND_WRITE)
def add_judgement(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Record what the person says of a service. Nothing depends on it, for them or for anybody."""
    case = get_case(request, case_id, action=CaseAction.ASSIST)
    form = JudgementForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        row = attempt(
            form,
            lambda: record_judgement(
                request.actor,
                case_id=case.pk,
                service_kind=AssistanceKind(said["service"]),
                said=Judgement(said["said"]),
                words=said["words"],
            ),
        )
        if row is not None:
            return redirect("protection:goals", case.pk)
    return render(
        request,
        "protection/cases/judgement_add.html",
        {"form": form, "case": case, "trail": breadcrumbs(case)},
    )
