"""Who works on a case."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from palermo.protection.cases.forms.cases import AssignForm
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.queries.colleagues import assignable, colleagues_of
from palermo.protection.cases.services.cases import assign_case, unassign_case
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, back_to, breadcrumbs, get_case
from palermo.protection.cases.views.rail import Part, case_rail
from palermo.trust.people.middleware import ActingRequest


@require_http_methods(READ_AND_WRITE)
def team(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Who works on the case; who leads the office lets others in, and ends it."""
    case = get_case(request, case_id, action=CaseAction.ASSIGN)
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
        "trail": breadcrumbs(case),
        "rail": case_rail(request.actor, case, current=Part.PEOPLE),
    }
    return render(request, "protection/cases/team.html", context)
