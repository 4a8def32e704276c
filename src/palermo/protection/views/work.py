"""Work on a case: needs, help given, what the person says to it, who works on it, closing and opening again."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from palermo.kit.partial_date import PartialDate
from palermo.protection.codes import CaseState, CloseReason, NeedState
from palermo.protection.codes.knowing import ReopenReason
from palermo.protection.forms.cases import AssignForm, AssistanceForm, NeedForm, ServiceAnswerForm
from palermo.protection.forms.goals import ClosingForm, ReopenForm
from palermo.protection.models import Need
from palermo.protection.policies import CaseAction
from palermo.protection.queries.colleagues import assignable
from palermo.protection.queries.file import colleagues_of
from palermo.protection.services.assistance import record_assistance, record_service_answer
from palermo.protection.services.cases import assign_case, close_case, reopen_case, unassign_case
from palermo.protection.services.needs import record_need, set_need_state
from palermo.protection.views.common import attempt, back_to, found, trail
from palermo.protection.words import NEED_KINDS
from palermo.trust.basis.rules import ConsentForm
from palermo.trust.people.middleware import ActingRequest

_READ_AND_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(_READ_AND_WRITE)
def add_need(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Record one more need."""
    case = found(request, case_id, action=CaseAction.RECORD_NEED)
    form = NeedForm(request.POST or None)
    if form.is_valid():
        need = attempt(form, lambda: record_need(request.actor, case_id=case.pk, **form.cleaned_data))
        if need is not None:
            return back_to(case, "need")
    context = {"form": form, "case": case, "trail": trail(case)}
    return render(request, "protection/need_add.html", context)


@require_POST
def need_state(request: ActingRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """Say that a need is met, no longer there, or open again."""
    case = found(request, case_id, action=CaseAction.RECORD_NEED)
    if not Need.objects.filter(organisation_id=case.organisation_id, case_id=case.pk, pk=need_id).exists():
        raise Http404
    state = request.POST.get("state", "")
    if state not in {NeedState.OPEN.value, NeedState.MET.value, NeedState.NO_LONGER.value}:
        return back_to(case, "")
    set_need_state(request.actor, need_id=need_id, state=NeedState(state))
    return back_to(case, "need_state")


@require_http_methods(_READ_AND_WRITE)
def add_assistance(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Record help given. It asks for no consent, no name, and no word about the police."""
    case = found(request, case_id, action=CaseAction.ASSIST)
    today = PartialDate.of(timezone.now().date())
    form = AssistanceForm(request.POST or None, initial={"given_on": today})
    if form.is_valid():
        row = attempt(form, lambda: record_assistance(request.actor, case_id=case.pk, **form.cleaned_data))
        if row is not None:
            return back_to(case, "assistance")
    context = {"form": form, "case": case, "trail": trail(case)}
    return render(request, "protection/assistance_add.html", context)


@require_http_methods(_READ_AND_WRITE)
def add_answer(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Record a yes or no to one of this office's services: no consent to disclose, and nothing waits for it."""
    case = found(request, case_id, action=CaseAction.ASSIST)
    form = ServiceAnswerForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        row = attempt(
            form,
            lambda: record_service_answer(
                request.actor,
                case_id=case.pk,
                kind=said["service"],
                agreed=said["answer"] == "yes",
                form=ConsentForm(said["form"]),
            ),
        )
        if row is not None:
            return back_to(case, "answer")
    context = {"form": form, "case": case, "trail": trail(case)}
    return render(request, "protection/answer_add.html", context)


@require_http_methods(_READ_AND_WRITE)
def team(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Who works on the case; who leads the office lets others in, and ends it."""
    case = found(request, case_id, action=CaseAction.ASSIGN)
    people = colleagues_of(case)
    working = {colleague.user_id for colleague in people if colleague.works_now}
    choices = [(str(pk), name) for pk, name in assignable(request.actor) if pk not in working]
    leaving = request.POST.get("end", "")
    if leaving in {str(pk) for pk in working}:
        unassign_case(request.actor, case_id=case.pk, user_id=UUID(leaving))
        return back_to(case, "unassigned")
    form = AssignForm(request.POST or None, colleagues=choices)
    if form.is_valid():
        chosen = UUID(form.cleaned_data["colleague"])
        if attempt(form, lambda: assign_case(request.actor, case_id=case.pk, user_id=chosen)):
            return back_to(case, "assigned")
    context = {
        "form": form,
        "case": case,
        "working": [colleague for colleague in people if colleague.works_now],
        "trail": trail(case),
    }
    return render(request, "protection/team.html", context)


@require_http_methods(_READ_AND_WRITE)
def close(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Close a case for a coded reason; what is still needed is said first."""
    case = found(request, case_id, action=CaseAction.CLOSE)
    if case.state == CaseState.CLOSED:
        return back_to(case, "")
    form = ClosingForm(request.POST or None, initial={"closed_on": PartialDate.of(timezone.now().date())})
    if form.is_valid():
        said = form.cleaned_data
        done = attempt(
            form,
            lambda: close_case(
                request.actor,
                case_id=case.pk,
                reason=CloseReason(said["reason"]),
                closed_on=said["closed_on"].earliest,
                continues=said["continues"],
                summary=said["summary"],
            ),
        )
        if done is not None:
            return back_to(case, "closed")
    unmet = Need.objects.filter(
        organisation_id=case.organisation_id,
        case_id=case.pk,
        state__in=[NeedState.OPEN, NeedState.IN_REFERRAL],
    ).order_by("id")
    context = {
        "form": form,
        "case": case,
        "unmet": [NEED_KINDS[need.kind] for need in unmet],
        "trail": trail(case),
    }
    return render(request, "protection/close.html", context)


@require_http_methods(_READ_AND_WRITE)
def reopen(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Open a closed case again, for a reason that says nothing of what the person did."""
    case = found(request, case_id, action=CaseAction.REOPEN)
    if case.state == CaseState.OPEN or case.person.erased_at is not None:
        return back_to(case, "")
    form = ReopenForm(request.POST or None)
    if form.is_valid():
        why = ReopenReason(form.cleaned_data["why"])
        if attempt(form, lambda: reopen_case(request.actor, case_id=case.pk, why=why)):
            return back_to(case, "reopened")
    return render(request, "protection/reopen.html", {"form": form, "case": case, "trail": trail(case)})
