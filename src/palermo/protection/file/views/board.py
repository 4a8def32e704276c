"""The office's own board: pictures whose every number opens its list, for those who may see every case counted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.kit.text import safe_cell
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.words import NEED_KINDS, URGENCIES
from palermo.protection.file.board_forms import PeriodForm
from palermo.protection.file.queries.board import Board, board
from palermo.protection.file.views.board_figures import all_bars, counts
from palermo.protection.file.views.board_months import monthly_counts, months_table, pictures, trend
from palermo.protection.referral.views.routes import not_met_table
from palermo.trust.people.middleware import ActingRequest

BYTE_ORDER_MARK = "\ufeff"


@require_safe
def office_board(request: ActingRequest) -> HttpResponse:
    """Counts of this office alone, with their definitions. Nobody and no other office is compared."""
    CASES.require(request.actor, CaseAction.LEAD)
    form = PeriodForm(request.GET)
    period, now = form.period, timezone.now()
    counted = board(request.actor, period, now=now)
    monthly = monthly_counts(counted, form)
    context: dict[str, Any] = {
        "filters": form,
        "form": form,
        "office": request.acting_unit.organisation_name if request.acting_unit else "",
        "says_period": form.says,
        "now": now,
        "counts": counts(counted, form, now=now),
        "pictures": pictures(monthly),
        "trend": trend(monthly),
        "months": months_table(monthly),
        "bars": all_bars(counted, form),
        "not_found": not_met_table(counted.not_found),
        "query": urlencode(form.chosen),
    }
    return render(request, "protection/file/board.html", context)


@require_safe
def board_csv(request: ActingRequest) -> HttpResponse:
    """The board's counts as a spreadsheet: numbers alone, for those who see them."""
    CASES.require(request.actor, CaseAction.LEAD)
    form = PeriodForm(request.GET)
    now = timezone.now()
    counted = board(request.actor, form.period, now=now)
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([_("What is counted"), _("Of which"), _("Number"), _("From"), _("Until")])
    first, last = form.ends
    days = [first.isoformat() if first else "", last.isoformat()]
    for row in _sheet(counted, form, now):
        writer.writerow([*map(safe_cell, row), *days])
    response = HttpResponse(BYTE_ORDER_MARK + written.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="board.csv"'
    return response


def _sheet(counted: Board, form: PeriodForm, now: datetime) -> Iterator[list[str]]:
    for figure in counts(counted, form, now=now):
        yield [str(figure.words), "", str(figure.number)]
    for bars in all_bars(counted, form):
        for figure in bars.figures:
            yield [str(bars.heading), str(figure.words), str(figure.number)]
    for (kind, urgency), number in counted.unmet.items():
        yield [_("Unmet needs by urgency"), f"{NEED_KINDS[kind]}, {URGENCIES[urgency]}", str(number)]
    for month, (opened, closed) in monthly_counts(counted, form).items():
        yield [_("Cases opened"), month.isoformat()[:7], str(opened)]
        yield [_("Cases closed"), month.isoformat()[:7], str(closed)]
