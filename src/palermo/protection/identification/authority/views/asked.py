"""Pages of an asking: the answer, taking it back, and that nobody is asked."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from palermo.kit.components import Fact
from palermo.protection.cases.queries.cases import row_of_case
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt
from palermo.protection.identification.authority.codes import AskState, NotAsking
from palermo.protection.identification.authority.components import (
    answer_facts,
    ask_facts,
)
from palermo.protection.identification.authority.forms import (
    NotAskingForm,
)
from palermo.protection.identification.authority.models import Ask
from palermo.protection.identification.authority.services.taking_back import record_not_asking, take_back_ask
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.queries import case_of_identification
from palermo.protection.identification.views.identification import (
    identification_trail,
    page_of_identification,
)
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.vault.vault import reveal


@require_safe
def asked(request: ActingRequest, case_id: UUID, ask_id: UUID) -> HttpResponse:
    """One asking, and what came back. Opening the reasons is recorded as a look."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.READ_DECISION)
    row = row_of_case(request.actor, case, Ask, ask_id, object_type="ask")
    texts = reveal(request.actor, row, "reasons", "grounds", object_type="person")
    facts = ask_facts(row, office=row.recipient.name)
    for label, text in ((_("Reasons"), texts["reasons"]), (_("What is said against it"), texts["grounds"])):
        if text:
            facts.append(Fact(label, text))
    works = IDENTIFICATION.may(request.actor, IdentificationAction.ASK_AUTHORITY, case).allowed
    erased = case.person.erased_at is not None
    context = {
        "case": case,
        "row": row,
        "facts": facts,
        "may_take_back": works and not erased and row.state in {AskState.OPEN, AskState.ANSWERED},
        "answered": row.state == AskState.ANSWERED,
        "may_tell": works and not erased and row.state == AskState.ANSWERED,
        "trail": identification_trail(case),
    }
    return render(request, "protection/identification/authority/asked.html", context)


@require_http_methods(READ_AND_WRITE)
def take_back(request: ActingRequest, case_id: UUID, ask_id: UUID) -> HttpResponse:
    """The person takes the asking back."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.ASK_AUTHORITY)
    row = row_of_case(request.actor, case, Ask, ask_id, object_type="ask")
    if row.state not in {AskState.OPEN, AskState.ANSWERED}:
        return HttpResponseRedirect(page_of_identification(case))
    if request.method == "POST":
        take_back_ask(request.actor, ask_id=row.pk)
        return HttpResponseRedirect(page_of_identification(case, "taken_back"))
    context = {
        "case": case,
        "row": row,
        "office": row.recipient.name,
        "facts": answer_facts(row) if row.outcome else [],
        "trail": identification_trail(case),
    }
    return render(request, "protection/identification/authority/take_back.html", context)


@require_http_methods(READ_AND_WRITE)
def not_asking(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Record why nobody is asked: neutral, and changed at any time."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.ASK_AUTHORITY)
    form = NotAskingForm(request.POST or None)
    if form.is_valid():
        reason = NotAsking(form.cleaned_data["reason"])
        done = attempt(form, lambda: record_not_asking(request.actor, case_id=case.pk, reason=reason))
        if done is not None:
            return HttpResponseRedirect(page_of_identification(case, "not_asking"))
    context = {"form": form, "case": case, "trail": identification_trail(case)}
    return render(request, "protection/identification/authority/not_asking.html", context)
