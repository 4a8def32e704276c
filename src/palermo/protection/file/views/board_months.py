"""The months of the board: how many cases were opened and closed in each, as a line and as a table."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from palermo.charts import DESK, TELEPHONE, Picture, Width, months
from palermo.charts import Column as ChartColumn
from palermo.charts import Table as ChartTable
from palermo.kit.choices import Text
from palermo.kit.components import Column, Table
from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.kit.partial_date import PartialDate
from palermo.protection.file.board_forms import PeriodForm
from palermo.protection.file.queries.behind import Number
from palermo.protection.file.queries.board import Board


def monthly_counts(counted: Board, form: PeriodForm) -> dict[date, tuple[int, int]]:
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


def trend(monthly: dict[date, tuple[int, int]]) -> Text:
    """What the line shows, in a sentence."""
    more = sum(opened > closed for opened, closed in monthly.values())
    return _("More cases were opened than closed in %(more)s of %(all)s months") % {
        "more": more,
        "all": len(monthly),
    }


def pictures(monthly: dict[date, tuple[int, int]]) -> list[tuple[Picture, str]]:
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
        title=str(trend(monthly)),
        description=_("Cases opened and closed, each month. The table has the same figures."),
        size=size,
        rtl=get_language_bidi(),
    )


def _month_words(month: date) -> str:
    return day_text(PartialDate(month.year, month.month))


def months_table(monthly: dict[date, tuple[int, int]]) -> Table:
    """The line as a table, each number with its list."""
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
