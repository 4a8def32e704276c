"""Recording a need, and whether it is met."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from palermo.kit.shown import FIELD
from palermo.protection.cases.codes import NeedState
from palermo.protection.cases.forms.cases import NeedForm
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.queries.cases import row_of_case
from palermo.protection.cases.services.needs import record_need, set_need_state
from palermo.protection.cases.views.common import (
    READ_AND_WRITE,
    attempt,
    back_to,
    breadcrumbs,
    get_case,
    page_of_case,
)
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.shown import leads_back_to


@require_http_methods(READ_AND_WRITE)
def add_need(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Record one more need."""
    case = get_case(request, case_id, action=CaseAction.RECORD_NEED)
    form = NeedForm(request.POST or None)
    if form.is_valid():
        need = attempt(form, lambda: record_need(request.actor, case_id=case.pk, **form.cleaned_data))
        if need is not None:
            return back_to(case, "need")
    context = {"form": form, "case": case, "trail": breadcrumbs(case)}
    return render(request, "protection/cases/need_add.html", context)


@require_POST
def need_state(request: ActingRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """Say that a need is met, no longer there, or open again."""
    case = get_case(request, case_id, action=CaseAction.RECORD_NEED)
    need = row_of_case(request.actor, case, Need, need_id, object_type="need")
    state = request.POST.get("state", "")
    if state not in {NeedState.OPEN.value, NeedState.MET.value, NeedState.NO_LONGER.value}:
        return back_to(case, "")
    with leads_back_to(page_of_case(case)):
        set_need_state(request.actor, need_id=need.pk, state=NeedState(state), shown=request.POST.get(FIELD))
    if state != NeedState.OPEN and need.state == NeedState.IN_REFERRAL:
        # Somebody keeps a place for it: they are told on the page that lists them.
        return redirect(f"{reverse('protection:asked', args=[need.pk])}?done=settled")
    return back_to(case, "need_state")
