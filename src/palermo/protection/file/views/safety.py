"""The safety plan of a case: the version that holds, those before, and writing a new one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from palermo.desk.safety.prompts import PROMPTS
from palermo.desk.safety.services import write_plan
from palermo.kit.components import Fact
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, breadcrumbs, get_case
from palermo.protection.cases.views.rail import Part, case_rail
from palermo.protection.file.day_forms import SafetyForm
from palermo.protection.file.queries.working_day import plans_of
from palermo.trust.people.middleware import ActingRequest


@require_safe
def safety(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """The safety plan. Reading it is a look at what was told, and recorded."""
    case = get_case(request, case_id, action=CaseAction.SEE_IDENTITY)
    versions = [(row, _facts(answers)) for row, answers in plans_of(request.actor, case)]
    erased = case.person.erased_at is not None
    context = {
        "case": case,
        "plan": versions[0] if versions else None,
        "before": versions[1:],
        "is_late": bool(versions) and versions[0][0].review_on < timezone.localdate(),
        "may_write": not erased and CASES.may(request.actor, CaseAction.ASSIST, case).allowed,
        "rail": case_rail(request.actor, case, current=Part.SAFETY),
        "trail": breadcrumbs(case),
    }
    return render(request, "protection/file/safety.html", context)


@require_http_methods(READ_AND_WRITE)
def write_safety(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Write the plan, or a new version that begins with what stands in the one that holds."""
    case = get_case(request, case_id, action=CaseAction.ASSIST)
    found = plans_of(request.actor, case)[:1]
    row, answers = found[0] if found else (None, {})
    holds = str(row.pk) if row is not None else ""
    form = SafetyForm(request.POST or None, initial=_initial(row, answers))
    if form.is_valid():
        written = attempt(
            form,
            lambda: write_plan(
                request.actor,
                room=ROOM,
                file_id=case.pk,
                answers=form.answers,
                review_on=form.cleaned_data["review"].earliest,
                replaces=request.POST.get("replaces", ""),
            ),
        )
        if written is not None:
            return redirect("protection:safety", case.pk)
    context = {"form": form, "case": case, "replaces": holds, "trail": breadcrumbs(case)}
    return render(request, "protection/file/safety_write.html", context)


def _initial(row: Any, answers: dict[str, str]) -> dict[str, Any]:
    if row is None or row.review_on < timezone.localdate():
        return dict(answers)
    return {**answers, "review": PartialDate.of(row.review_on)}


def _facts(answers: dict[str, str]) -> list[Fact]:
    return [Fact(prompt.words, answers[code]) for code, prompt in PROMPTS.items() if code in answers]
