"""The word by which a case is known: written by who works on it, or drawn."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from palermo.kit.shown import FIELD
from palermo.protection.cases.forms.cases import KnownAsForm
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.services.known_as import call_case, draw_case_word
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, back_to, breadcrumbs, get_case
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.shown import state_shown


@require_http_methods(READ_AND_WRITE)
def known_as(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Choose the word, or let another one be drawn. One that is like the person's name is refused in words."""
    case = get_case(request, case_id, action=CaseAction.CALL)
    shown = request.POST.get(FIELD)
    if request.POST.get("act") == "draw":
        draw_case_word(request.actor, case_id=case.pk, shown=shown)
        return back_to(case, "known_as")
    form = KnownAsForm(request.POST or None, initial={"known_as": case.known_as})
    if form.is_valid():
        word = form.cleaned_data["known_as"]
        if attempt(
            form, lambda: call_case(request.actor, case_id=case.pk, word=word, shown=shown), field="known_as"
        ):
            return back_to(case, "known_as")
    seen = state_shown(request.actor, case.known_as, of="known_as", object_id=case.pk)
    context = {"form": form, "case": case, "shown": seen, "trail": breadcrumbs(case)}
    return render(request, "protection/cases/known_as.html", context)
