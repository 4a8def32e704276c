"""The office's own board: pictures whose every number opens its list, for those who may see every case counted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.charts import DESK, TELEPHONE, Picture, Width, months
from palermo.charts import Column as ChartColumn
from palermo.charts import Table as ChartTable
from palermo.kit.choices import Text
from palermo.kit.components import Column, Table
from palermo.kit.dates import age_text, day_text
from palermo.kit.layout import Link
from palermo.kit.partial_date import PartialDate
from palermo.kit.text import safe_cell
from palermo.protection.accountability.words import (
    ANSWERS,
    COMPLAINT_OUTCOMES,
    COMPLAINT_WAITS,
    REQUEST_STATES,
)
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.views.common import list_link
from palermo.protection.cases.words import NEED_KINDS, URGENCIES
from palermo.protection.file.board_forms import PeriodForm
from palermo.protection.file.queries.behind import Number
from palermo.protection.file.queries.board import Board, board
from palermo.protection.file.queries.first_help import NOT_YET, UNKNOWN
from palermo.protection.file.words import FIRST_HELP
from palermo.protection.referral.views.routes import not_met_table
from palermo.protection.referral.words.referral import decline_reason_of
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import offices

BYTE_ORDER_MARK = "\ufeff"
DISCRIMINATING = frozenset({"no_papers", "will_not_cooperate", "nationality"})


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number with its words, the list behind it, and in a picture its share of the longest bar (percent)."""

    words: Text
    number: int
    url: str
    note: Text = ""
    share: float = 0
    unknown: bool = False
    mark: Text = ""

    @property
    def hatching(self) -> str:
        """Slanted lines over the bar's length: what is counted here is that something is not known."""
        lines = range(max(1, round(self.share / 2.5)))
        return "".join(f"M{2.5 * one:g} 10L{min(2.5 * one + 1.5, 100):g} 0" for one in lines)


@dataclass(frozen=True, kw_only=True)
class Bars:
    """A picture of bars, each with its words and number: the table and the picture in one."""

    heading: Text
    says: Text
    what: Text
    counted: Text
    figures: list[Figure]
    empty: Text


@require_safe
def office_board(request: ActingRequest) -> HttpResponse:
    """Counts of this office alone, with their definitions. Nobody and no other office is compared."""
    CASES.require(request.actor, CaseAction.LEAD)
    form = PeriodForm(request.GET)
    period, now = form.period, timezone.now()
    counted = board(request.actor, period, now=now)
    monthly = _monthly(counted, form)
    context: dict[str, Any] = {
        "filters": form,
        "form": form,
        "office": offices().get(pk=request.actor.organisation_id).name,
        "says_period": form.says,
        "now": now,
        "counts": _counts(counted, form, now=now),
        "pictures": _pictures(monthly),
        "trend": _trend(monthly),
        "months": _months_table(monthly),
        "bars": _all_bars(counted, form),
        "not_found": not_met_table(counted.not_found),
        "query": urlencode(form.chosen),
        "trail": [list_link()],
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
    for figure in _counts(counted, form, now=now):
        yield [str(figure.words), "", str(figure.number)]
    for bars in _all_bars(counted, form):
        for figure in bars.figures:
            yield [str(bars.heading), str(figure.words), str(figure.number)]
    for (kind, urgency), number in counted.unmet.items():
        yield [_("Unmet needs by urgency"), f"{NEED_KINDS[kind]}, {URGENCIES[urgency]}", str(number)]
    for month, (opened, closed) in _monthly(counted, form).items():
        yield [_("Cases opened"), month.isoformat()[:7], str(opened)]
        yield [_("Cases closed"), month.isoformat()[:7], str(closed)]


def behind_url(number: Number, form: PeriodForm, value: str = "") -> str:
    """The address of the list behind a number, with its filters."""
    query = urlencode({**form.chosen, **({"value": value} if value else {})})
    return reverse("protection:board_list", args=[number.value]) + (f"?{query}" if query else "")


def _counts(counted: Board, form: PeriodForm, *, now: datetime) -> list[Figure]:
    late = counted.late_sent + counted.late_received
    routes = reverse("protection:routes")
    oldest = (
        _("the oldest by %(age)s") % {"age": age_text(counted.oldest_late, now)}
        if counted.oldest_late
        else ""
    )
    children = ngettext("%(number)s of them a child", "%(number)s of them children", counted.children_now)
    return [
        Figure(
            words=_("open cases"),
            number=counted.open_now,
            url=behind_url(Number.OPEN, form),
            note=children % {"number": counted.children_now},
        ),
        Figure(words=_("needed tonight"), number=counted.tonight, url=behind_url(Number.TONIGHT, form)),
        Figure(words=_("answers late"), number=late, url=routes, note=oldest),
        Figure(words=_("nobody has"), number=counted.nobody, url=behind_url(Number.NOBODY, form)),
        Figure(words=_("enquiries waiting"), number=counted.waiting, url=behind_url(Number.WAITING, form)),
        Figure(
            words=_("cases opened"),
            number=counted.opened,
            url=behind_url(Number.OPENED, form),
            note=form.says,
        ),
        Figure(
            words=_("cases closed"),
            number=counted.closed,
            url=behind_url(Number.CLOSED, form),
            note=form.says,
        ),
        Figure(
            words=_("persons presumed to be victims"),
            number=counted.presumed,
            url=behind_url(Number.PRESUMED, form),
            note=form.says,
        ),
        Figure(
            words=_("persons helped"),
            number=counted.assisted,
            url=behind_url(Number.ASSISTED, form),
            note=ngettext("%(number)s time", "%(number)s times", counted.units) % {"number": counted.units},
        ),
        Figure(
            words=_("complaints late"),
            number=counted.complaints_late,
            url=behind_url(Number.COMPLAINTS_LATE, form),
        ),
    ]


def _all_bars(counted: Board, form: PeriodForm) -> list[Bars]:
    needs = sum(counted.unmet.values())
    return [
        Bars(
            heading=_("What is needed now and not met"),
            says=ngettext("%(number)s need in open cases.", "%(number)s needs in open cases.", needs)
            % {"number": needs},
            what=_("Need"),
            counted=_("Needs"),
            figures=_drawn(_unmet(counted, form)),
            empty=_("No need is waiting."),
        ),
        Bars(
            heading=_("How soon help began"),
            says=_(
                "Cases opened in the time counted; from the first contact, or where it is not recorded from the day "
                "the case was opened, to the first day of help."
            ),
            what=_("First help"),
            counted=_("Cases"),
            figures=_drawn(
                [
                    Figure(
                        words=FIRST_HELP[code],
                        number=number,
                        url=behind_url(Number.FIRST_HELP, form, code),
                        unknown=code in {NOT_YET, UNKNOWN},
                    )
                    for code, number in counted.first_help.items()
                    if number or code not in {UNKNOWN}
                ]
            ),
            empty=_("No case was opened in this time."),
        ),
        Bars(
            heading=_("Why other offices declined"),
            says=_("Enquiries sent in the time counted. Reasons that say who the person is are marked."),
            what=_("Reason"),
            counted=_("Enquiries"),
            figures=_drawn(
                [
                    Figure(
                        words=decline_reason_of(code),
                        number=number,
                        url=behind_url(Number.DECLINED, form, code),
                        mark=_("Possible discrimination") if code in DISCRIMINATING else "",
                    )
                    for code, number in counted.declined.items()
                ]
            ),
            empty=_("No enquiry was declined."),
        ),
        Bars(
            heading=_("Complaints"),
            says=_("Received in the time counted, by what came of them."),
            what=_("What came of it"),
            counted=_("Complaints"),
            figures=_drawn(
                [
                    Figure(
                        words=COMPLAINT_OUTCOMES.get(code, COMPLAINT_WAITS.label),
                        number=number,
                        url=behind_url(Number.COMPLAINTS, form, code),
                    )
                    for code, number in sorted(counted.complaints.items())
                ]
            ),
            empty=_("No complaint was recorded."),
        ),
        Bars(
            heading=_("Requests of authorities"),
            says=_("Received in the time counted, by how they were answered."),
            what=_("Answer"),
            counted=_("Requests"),
            figures=_drawn(
                [
                    Figure(
                        words=ANSWERS.get(code) or REQUEST_STATES[code].label,
                        number=number,
                        url=behind_url(Number.REQUESTS, form, code),
                    )
                    for code, number in sorted(counted.requests.items())
                ]
            ),
            empty=_("No authority asked for anything."),
        ),
    ]


def _unmet(counted: Board, form: PeriodForm) -> list[Figure]:
    totals: dict[str, int] = {}
    for (kind, _urgency), number in counted.unmet.items():
        totals[kind] = totals.get(kind, 0) + number
    tonight = {kind: number for (kind, urgency), number in counted.unmet.items() if urgency == "tonight"}
    figures = [
        Figure(
            words=NEED_KINDS[kind],
            number=number,
            url=behind_url(Number.UNMET, form, kind),
            mark=_("%(number)s tonight") % {"number": tonight[kind]} if kind in tonight else "",
        )
        for kind, number in totals.items()
    ]
    return sorted(figures, key=lambda one: -one.number)


def _drawn(figures: list[Figure]) -> list[Figure]:
    longest = max((one.number for one in figures), default=0)
    if not longest:
        return []
    return [
        Figure(
            **{**vars(one), "share": round(100 * one.number / longest, 1)}
        )  # the longest is the whole width
        for one in figures
    ]


def _monthly(counted: Board, form: PeriodForm) -> dict[date, tuple[int, int]]:
    """Every month of the period, those without a case too; from the first with one where the period is open."""
    first, last = form.ends
    if first is None:
        first = min(counted.by_month, default=last)
    found: dict[date, tuple[int, int]] = {}
    month = first.replace(day=1)
    while month <= last:
        found[month] = counted.by_month.get(month, (0, 0))
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return found


def _trend(monthly: dict[date, tuple[int, int]]) -> Text:
    more = sum(opened > closed for opened, closed in monthly.values())
    return _("More cases were opened than closed in %(more)s of %(all)s months") % {
        "more": more,
        "all": len(monthly),
    }


def _pictures(monthly: dict[date, tuple[int, int]]) -> list[tuple[Picture, str]]:
    """The same line for a desk and for a telephone, each with the class that shows it there."""
    if len(monthly) < 2 or not any(any(one) for one in monthly.values()):
        return []
    return [(_line(monthly, DESK), "chart wide"), (_line(monthly, TELEPHONE), "chart narrow")]


def _line(monthly: dict[date, tuple[int, int]], size: Width) -> Picture:
    table = ChartTable(
        columns=(
            ChartColumn("month", _("Month")),
            ChartColumn("opened", _("opened")),
            ChartColumn("closed", _("closed")),
        ),
        rows=tuple((_month_words(month), opened, closed) for month, (opened, closed) in monthly.items()),
    )
    return months(
        table,
        month="month",
        first="opened",
        second="closed",
        title=str(_trend(monthly)),
        description=_("Cases opened and closed, each month. The table has the same figures."),
        size=size,
        rtl=get_language_bidi(),
    )


def _month_words(month: date) -> str:
    return day_text(PartialDate(month.year, month.month))


def _months_table(monthly: dict[date, tuple[int, int]]) -> Table:
    return Table(
        caption=_("Cases opened and closed, by month"),
        columns=[Column(_("Month")), Column(_("Opened"), figures=True), Column(_("Closed"), figures=True)],
        rows=[
            [
                _month_words(month),
                Link(str(opened), _of_month(Number.OPENED, month)),
                Link(str(closed), _of_month(Number.CLOSED, month)),
            ]
            for month, (opened, closed) in monthly.items()
        ],
        empty=_("No case was opened in this time."),
    )


def _of_month(number: Number, month: date) -> str:
    code = month.isoformat()[:7]
    return f"{reverse('protection:board_list', args=[number.value])}?first={code}&last={code}"
