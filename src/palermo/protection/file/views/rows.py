"""A file with one row a person: what stands in it, why it is taken, and a second step shown just now."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from palermo.kit.fields import CodedChoiceField
from palermo.kit.forms import KitForm
from palermo.kit.sheets import as_file, sheet
from palermo.protection.cases.codes import RowReason
from palermo.protection.cases.forms.lists import CaseFilterForm
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, list_link
from palermo.protection.cases.words import ROW_COLUMNS, ROW_REASONS
from palermo.protection.file.services.rows import COLUMNS, MOST, take_rows
from palermo.protection.file.views.kept_views import named_in, query_of
from palermo.trust.people.fresh import ask_second_step, second_step_is_fresh
from palermo.trust.people.going_on import Act
from palermo.trust.people.middleware import ActingRequest


class RowFileForm(KitForm):
    """Why the file is taken, and that one knows what it is."""

    reason = CodedChoiceField(label=_("Why is it taken?"), choices=ROW_REASONS.items(), unsaid=())
    understood = forms.BooleanField(
        label=_("I keep this file where only those read it who must, and delete it when it is used"),
        help_text=_(
            "Somebody who knows a person may recognise them by a few codes. The program cannot take it back."
        ),
    )


@require_http_methods(READ_AND_WRITE)
def row_file(request: ActingRequest) -> HttpResponse:
    """Say what stands in the file and ask why; the file itself only with a second step shown just now."""
    CASES.require(request.actor, CaseAction.TAKE_ROWS)
    # The form sends the filters with it: what waits for the second step goes on from an address without any.
    data = request.POST if request.method == "POST" else request.GET
    filters = CaseFilterForm(data, colleagues=named_in(data))
    form = RowFileForm(request.POST or None)
    if form.is_valid():
        if not second_step_is_fresh(request):
            return ask_second_step(request, Act.TAKE_ROWS)
        reason = RowReason(form.cleaned_data["reason"])
        rows = attempt(form, lambda: take_rows(request.actor, filters=filters.filters, reason=reason))
        if rows is not None:
            return as_file(sheet([COLUMNS, *rows]), name=f"rows-{timezone.now():%Y-%m-%d}.csv")
    context = {
        "form": form,
        "columns": [ROW_COLUMNS[column] for column in COLUMNS],
        "narrowed": bool(filters.chosen),
        "narrowing": parse_qsl(query_of(filters)),
        "most": MOST,
        "trail": [list_link()],
    }
    return render(request, "protection/file/row_file.html", context)
