"""The office's own board: pictures and tables for the coordinators who may see every case that is counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.charts import Column as ChartColumn
from palermo.charts import Picture, strips
from palermo.charts import Table as ChartTable
from palermo.kit.choices import Text
from palermo.kit.components import Cell, Column, Fact, Table
from palermo.kit.forms import FilterForm
from palermo.kit.layout import Link
from palermo.kit.sheets import as_file, rows_of, rows_of_facts, sheet
from palermo.protection.accountability.words import (
    ANSWERS,
    COMPLAINT_OUTCOMES,
    COMPLAINT_WAITS,
    REQUEST_STATES,
)
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.views.common import list_link
from palermo.protection.cases.words import NEED_KINDS, URGENCIES
from palermo.protection.file.queries.board import Board, board
from palermo.protection.referral.views.routes import not_met_table
from palermo.protection.referral.words.referral import decline_reason_of
from palermo.trust.people.middleware import ActingRequest

PERIODS: dict[str, int] = {"months_3": 91, "year": 365}
BANDS: dict[str, Text] = {
    "same_day": gettext_lazy("On the same day"),
    "days_3": gettext_lazy("Within 3 days"),
    "week": gettext_lazy("Within a week"),
    "month": gettext_lazy("Within 30 days"),
    "longer": gettext_lazy("Later"),
}
DISCRIMINATING = frozenset({"no_papers", "will_not_cooperate", "nationality"})


class PeriodForm(FilterForm):
    """Since when it is counted, kept in the address."""

    period = forms.ChoiceField(
        label=gettext_lazy("Counted over"),
        choices=[
            ("year", gettext_lazy("The last year")),
            ("months_3", gettext_lazy("The last three months")),
            ("all", gettext_lazy("All time")),
        ],
    )


@require_safe
def office_board(request: ActingRequest) -> HttpResponse:
    """Counts of this office alone, with their definitions. Nobody and no other office is compared."""
    CASES.require(request.actor, CaseAction.LEAD)
    form = PeriodForm(request.GET)
    period = form.chosen.get("period", "year")
    since = _since(period)
    counted = board(request.actor, since=since)
    context: dict[str, Any] = {
        "filters": form,
        "form": form,
        "since": since,
        "day": timezone.now().date(),
        "facts": _facts(counted),
        "picture": _first_help_picture(counted),
        "first_help": _first_help(counted),
        "unmet_picture": _unmet_picture(counted),
        "unmet": _unmet(counted),
        "not_found": _not_found(counted),
        "declined": _declined(counted),
        "complaints": _complaints(counted),
        "requests": _requests(counted),
        "counts": Link(
            _("Counts as a spreadsheet (CSV)"), f"{reverse('protection:board_counts')}?period={period}"
        ),
        "trail": [list_link()],
    }
    return render(request, "protection/file/board.html", context)


@require_safe
def counts(request: ActingRequest) -> HttpResponse:
    """The board's numbers as a file: the same, over the same time."""
    CASES.require(request.actor, CaseAction.LEAD)
    form = PeriodForm(request.GET)
    counted = board(request.actor, since=_since(form.chosen.get("period", "year")))
    tables = (_first_help, _unmet, _not_found, _declined, _complaints, _requests)
    rows = [*rows_of_facts(_facts(counted)), *rows_of(draw(counted) for draw in tables)]
    return as_file(sheet(rows), name=f"counts-{timezone.now():%Y-%m-%d}.csv")


def _not_found(counted: Board) -> Table:
    return not_met_table(counted.not_found)


def _since(period: str) -> date | None:
    days = PERIODS.get(period)
    return timezone.now().date() - timedelta(days=days) if days else None


def _facts(counted: Board) -> list[Fact]:
    return [
        Fact(_("Cases opened"), counted.opened),
        Fact(_("Cases closed"), counted.closed),
        Fact(_("Cases open now"), counted.open_now),
        Fact(_("Persons presumed to be victims"), counted.presumed),
        Fact(_("Persons to whom help was given"), counted.assisted),
        Fact(_("Times help was recorded"), counted.units),
        Fact(_("Enquiries that wait for an answer now"), sum(counted.waiting.values())),
        Fact(_("Of those whose answer is overdue"), counted.waiting["overdue"]),
    ]


def _first_help_rows(counted: Board) -> list[tuple[Text, int]]:
    rows: list[tuple[Text, int]] = [(BANDS[code], number) for code, number in counted.first_help.items()]
    rows.append((_("No help recorded yet"), counted.not_yet))
    if counted.first_help_unknown:
        rows.append((_("Day known only in part"), counted.first_help_unknown))
    return rows


def _first_help(counted: Board) -> Table:
    return Table(
        caption=_("From first contact to the first help"),
        columns=[Column(_("First help")), Column(_("Persons"), figures=True)],
        rows=[[words, number] for words, number in _first_help_rows(counted)],
        empty="",
        note=_(
            "Cases opened in the time counted; from the first contact, or where it is not recorded from the day the "
            "case was opened, to the first day of help."
        ),
    )


def _first_help_picture(counted: Board) -> Picture | None:
    rows = _first_help_rows(counted)
    if not any(number for _words, number in rows):
        return None
    return _picture(rows, name="first", title=_("How soon help began"))


def _unmet_rows(counted: Board) -> list[tuple[Text, int]]:
    totals: dict[str, int] = {}
    for (kind, _urgency), number in counted.unmet.items():
        totals[kind] = totals.get(kind, 0) + number
    return [(NEED_KINDS[kind], totals[kind]) for kind in NEED_KINDS if kind in totals]


def _unmet_picture(counted: Board) -> Picture | None:
    rows = _unmet_rows(counted)
    return _picture(rows, name="unmet", title=_("What is needed now and not met")) if rows else None


def _unmet(counted: Board) -> Table:
    urgencies = list(URGENCIES)
    kinds = [kind for kind in NEED_KINDS if any((kind, one) in counted.unmet for one in urgencies)]
    return Table(
        caption=_("Unmet needs in open cases now"),
        columns=[Column(_("Needed")), *(Column(URGENCIES[one], figures=True) for one in urgencies)],
        rows=[
            [NEED_KINDS[kind], *(counted.unmet.get((kind, one), 0) for one in urgencies)] for kind in kinds
        ],
        empty=_("No need is waiting."),
    )


def _declined(counted: Board) -> Table:
    rows: list[list[Cell]] = [
        [decline_reason_of(code), number, _("Possible discrimination") if code in DISCRIMINATING else ""]
        for code, number in counted.declined.items()
    ]
    return Table(
        caption=_("Enquiries that other offices declined, by reason"),
        columns=[Column(_("Reason")), Column(_("Enquiries"), figures=True), Column(_("Counted as"))],
        rows=rows,
        empty=_("No enquiry was declined."),
    )


def _complaints(counted: Board) -> Table:
    rows: list[list[Cell]] = [
        [COMPLAINT_OUTCOMES.get(code, COMPLAINT_WAITS.label), number]
        for code, number in sorted(counted.complaints.items())
    ]
    return Table(
        caption=_("Complaints"),
        columns=[Column(_("What came of it")), Column(_("Complaints"), figures=True)],
        rows=rows,
        empty=_("No complaint was recorded."),
        note=_("Answer overdue now: %(number)s") % {"number": counted.complaints_late},
    )


def _requests(counted: Board) -> Table:
    rows: list[list[Cell]] = [
        [ANSWERS.get(code) or REQUEST_STATES[code].label, number]
        for code, number in sorted(counted.requests.items())
    ]
    return Table(
        caption=_("Requests of authorities"),
        columns=[Column(_("Answer")), Column(_("Requests"), figures=True)],
        rows=rows,
        empty=_("No authority asked for anything."),
    )


def _picture(rows: list[tuple[Text, int]], *, name: str, title: str) -> Picture:
    table = ChartTable(
        columns=(ChartColumn("what", _("What")), ChartColumn("number", _("Number"))),
        rows=tuple((str(words), number) for words, number in rows),
    )
    described = "; ".join(f"{words}: {number}" for words, number in rows)
    return strips(
        table,
        label="what",
        value="number",
        title=title,
        description=f"{title}. {described}.",
        name=name,
        rtl=get_language_bidi(),
    )
