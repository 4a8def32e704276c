"""Pages of the authority: the answer that could not leave, and that the person took the asking back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from palermo.protection.cases.queries.cases import visible_case
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt
from palermo.protection.identification.authority.codes import AskState, AskWithdrawalAnswer
from palermo.protection.identification.authority.components import matter_facts
from palermo.protection.identification.authority.forms import TakenBackForm
from palermo.protection.identification.authority.models import Matter
from palermo.protection.identification.authority.queries import matters
from palermo.protection.identification.authority.services.matters import answer_taken_back, send_answer_again
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.views.identification import (
    identification_trail,
    page_of_identification,
)
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.rows import row_or_404


def _matter(request: ActingRequest, matter_id: UUID) -> Matter:
    found: Matter = row_or_404(request.actor, matters(request.actor), matter_id, object_type="matter")
    case = visible_case(request.actor, found.case_id)
    IDENTIFICATION.require(request.actor, IdentificationAction.HANDLE_MATTER, case)
    found.case = case
    return found


@require_POST
def send_again(request: ActingRequest, matter_id: UUID) -> HttpResponse:
    """Send the answer that could not leave."""
    row = _matter(request, matter_id)
    if row.answer_waits:
        send_answer_again(request.actor, matter_id=row.pk)
    return HttpResponseRedirect(page_of_identification(row.case, "answer_sent"))


@require_http_methods(READ_AND_WRITE)
def taken_back(request: ActingRequest, matter_id: UUID) -> HttpResponse:
    """Say what this office does now that the person took the asking back."""
    row = _matter(request, matter_id)
    if row.state != AskState.WITHDRAWN:
        return HttpResponseRedirect(page_of_identification(row.case))
    form = TakenBackForm(request.POST or None)
    if form.is_valid():
        taken = AskWithdrawalAnswer(form.cleaned_data["taken"])
        if attempt(form, lambda: answer_taken_back(request.actor, matter_id=row.pk, taken=taken)) is not None:
            return HttpResponseRedirect(page_of_identification(row.case, "took_note"))
    context = {
        "form": form,
        "facts": matter_facts(row),
        "case": row.case,
        "trail": identification_trail(row.case),
    }
    return render(request, "protection/identification/authority/taken_back.html", context)
