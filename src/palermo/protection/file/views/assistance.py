"""Recording assistance, and what the person says to a service of this office."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.forms.cases import AssistanceForm, ServiceAnswerForm
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.queries.cases import unmet_needs_of
from palermo.protection.cases.views.common import (
    READ_AND_WRITE,
    attempt,
    back_to,
    breadcrumbs,
    get_case,
    need_in_words,
)
from palermo.protection.file.services.assistance import record_assistance, record_service_answer
from palermo.trust.basis.rules import ConsentMeans
from palermo.trust.people.middleware import ActingRequest


@require_http_methods(READ_AND_WRITE)
def add_assistance(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Record help given, and which needs it meets. It asks for no consent, no name, no word about the police.

    `?need=` is the need from whose menu it was chosen.
    """
    case = get_case(request, case_id, action=CaseAction.ASSIST)
    today = PartialDate.of(office_today())
    needs = unmet_needs_of(case)
    asked = next((need for need in needs if str(need.pk) == request.GET.get("need")), None)
    about = {"kind": asked.kind, "meets": [str(asked.pk)]} if asked else {}
    form = AssistanceForm(
        request.POST or None,
        initial={"given_on": today, **about},
        needs=[(str(need.pk), need_in_words(need)) for need in needs],
    )
    if form.is_valid() and not form.is_to_be_seen:
        row = attempt(form, lambda: record_assistance(request.actor, case_id=case.pk, **form.cleaned_data))
        if row is not None:
            return back_to(case, "assistance")
    context = {"form": form, "case": case, "trail": breadcrumbs(case)}
    return render(request, "protection/file/assistance_add.html", context)


@require_http_methods(READ_AND_WRITE)
def add_answer(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Record a yes or no to one of this office's services: no consent to disclose, and nothing waits for it."""
    case = get_case(request, case_id, action=CaseAction.ASSIST)
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
                form=ConsentMeans(said["form"]),
            ),
        )
        if row is not None:
            return back_to(case, "answer")
    context = {"form": form, "case": case, "trail": breadcrumbs(case)}
    return render(request, "protection/file/answer_add.html", context)
