"""Over which months the board counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from palermo.kit.dates import day_text
from palermo.kit.forms import FilterForm
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.file.queries.behind import Period
from palermo.trust.reasons import explain

MONTHS_OFFERED = 60
USUAL = 12
BEGINNING = "beginning"


class PeriodForm(FilterForm):
    """From which month to which, kept in the address; without an answer the last twelve."""

    first = forms.ChoiceField(label=_("From"))
    last = forms.ChoiceField(label=_("to"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = office_today()
        offered = [_back(self._today, number) for number in range(MONTHS_OFFERED)]
        choices = [(code(month), day_text(PartialDate(month.year, month.month))) for month in offered]
        usual = code(offered[USUAL - 1])
        self._offer("first", [*choices, (BEGINNING, _now("the beginning"))], usual)
        self._offer("last", choices, code(self._today))

    def _offer(self, name: str, choices: list[Any], usual: str) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        if name not in self.data:
            self.data = {**dict(self.data.items()), name: usual}

    def clean(self) -> dict[str, Any]:
        """The last month does not lie before the first."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first", ""), cleaned.get("last", "")
        if first and last and first != BEGINNING and last < first:
            self.add_error("last", explain("dates_out_of_order"))
        return cleaned

    @property
    def ends(self) -> tuple[date | None, date]:
        """The first day (None: from the beginning) and the last; today where the last month still runs."""
        chosen = self.chosen
        last = _month(chosen.get("last", code(self._today)))
        end = min(_back(last, -1) - timedelta(days=1), self._today)
        first = chosen.get("first", code(_back(last, USUAL - 1)))
        return (None if first == BEGINNING else _month(first)), end

    @property
    def period(self) -> Period:
        """The same as the queries are asked."""
        first, last = self.ends
        until = last + timedelta(days=1)
        return Period(until=until) if first is None else Period(since=first, until=until)

    @property
    def says(self) -> str:
        """The period in words."""
        first, last = self.ends
        if first is None:
            return _now("up to %(last)s") % {"last": day_text(last)}
        return _now("%(first)s to %(last)s") % {"first": day_text(first), "last": day_text(last)}


def code(day: date) -> str:
    """A month as it stands in the address: 2026-11."""
    return day.isoformat()[:7]


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _back(day: date, number: int) -> date:
    months = day.year * 12 + day.month - 1 - number
    return date(months // 12, months % 12 + 1, 1)
