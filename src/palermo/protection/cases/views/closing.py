"""Closing a case, and opening it again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import CaseState, CloseReason
from palermo.protection.cases.codes.goals import ReopenReason
from palermo.protection.cases.forms.goals import ReopenForm, StillOutForm
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.queries.cases import unmet_needs_of
from palermo.protection.cases.services.cases import reopen_case
from palermo.protection.cases.services.still_out import close_file, file_of
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, back_to, breadcrumbs, get_case
from palermo.protection.cases.views.rail import Part, case_rail
from palermo.protection.cases.words import NEED_KINDS
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.still_out import still_out


@require_http_methods(READ_AND_WRITE)
def close(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Close a case for a coded reason; what is still needed is said first, and of all that is out whether it ends."""
    case = get_case(request, case_id, action=CaseAction.CLOSE)
    if case.state == CaseState.CLOSED and request.method != "POST":
        return back_to(case, "")
    out = still_out(request.actor, file_of(case))
    form = StillOutForm(request.POST or None, out=out, initial={"closed_on": PartialDate.of(office_today())})
    if form.is_valid():
        said = form.cleaned_data
        done = attempt(
            form,
            lambda: close_file(
                request.actor,
                case_id=case.pk,
                reason=CloseReason(said["reason"]),
                closed_on=said["closed_on"].earliest,
                continues=said["continues"],
                summary=said["summary"],
                answers=form.answers,
            ),
        )
        if done is not None:
            return back_to(case, "closed")
    context = {
        "form": form,
        "case": case,
        "unmet": [NEED_KINDS[need.kind] for need in unmet_needs_of(case)],
        "trail": breadcrumbs(case),
        "rail": case_rail(request.actor, case, current=Part.CLOSE),
    }
    return render(request, "protection/cases/close.html", context)


@require_http_methods(READ_AND_WRITE)
def reopen(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Open a closed case again, for a reason that says nothing of what the person did."""
    case = get_case(request, case_id, action=CaseAction.REOPEN)
    if request.method != "POST" and (case.state == CaseState.OPEN or case.person.erased_at is not None):
        return back_to(case, "")
    form = ReopenForm(request.POST or None)
    if form.is_valid():
        why = ReopenReason(form.cleaned_data["why"])
        if attempt(form, lambda: reopen_case(request.actor, case_id=case.pk, why=why)):
            return back_to(case, "reopened")
    return render(
        request, "protection/cases/reopen.html", {"form": form, "case": case, "trail": breadcrumbs(case)}
    )
