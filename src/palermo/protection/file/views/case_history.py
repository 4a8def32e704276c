"""The whole history of a case: every act with its hour and author, of one kind or all, a page at a time."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from palermo.kit.components import page_of
from palermo.kit.forms import FilterForm
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.views.rail import Part
from palermo.protection.file.history_lines import KINDS, Kind
from palermo.protection.file.queries.working_day import day_told
from palermo.protection.file.views.case_page import case_page
from palermo.protection.file.views.timeline import moments
from palermo.trust.people.middleware import ActingRequest

LINES = 50
"""Acts on one page."""


class HistoryFilterForm(FilterForm):
    """What the lines are about."""

    kind = forms.ChoiceField(
        label=_("About"), choices=[("", _("everything")), *((kind.value, KINDS[kind]) for kind in Kind)]
    )


@require_safe
def history(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Every act about the case that the reader may see, newest first."""
    form = HistoryFilterForm(request.GET)
    chosen = form.chosen.get("kind")
    after = request.GET.get("after", "")
    page = case_page(
        request,
        case_id,
        part=Part.HISTORY,
        most=LINES + 1,
        kind=Kind(chosen) if chosen else None,
        before=int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else None,
    )
    shown = page_of(page.file.events, size=LINES, key=lambda event: str(event.sequence))
    context = {
        **page.context([]),
        "filters": form,
        "form": form,
        "moments": moments(
            page.file,
            shown.rows,
            may_read_notes=page.may[CaseAction.SEE_IDENTITY],
            day=day_told(request.actor, page.file.case, shown.rows),
        ),
        "next_key": shown.next_key,
    }
    return render(request, "protection/file/case_history.html", context)
