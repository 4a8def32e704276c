"""Filters and order of the list of cases, kept in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice
from palermo.kit.forms import FilterForm
from palermo.kit.sorting import SORT, Sort
from palermo.protection.cases.codes import CaseState, Stage
from palermo.protection.cases.queries.cases import CHILDREN, CaseFilters, CaseSort
from palermo.protection.cases.words import AGES_IN_SHORT, NEED_KINDS, STAGES, TROUBLE

STATES: list[Choice] = [(CaseState.OPEN.value, _("open ones")), (CaseState.CLOSED.value, _("closed ones"))]
BY_NEED = Sort(CaseSort.TROUBLE.value, _("Newest trouble first"), "descending")
BY_WORD = (
    Sort(CaseSort.KNOWN.value, _("Known as, from the first letter"), "ascending"),
    Sort(CaseSort.KNOWN_BACK.value, _("Known as, from the last letter"), "descending"),
)
BY_DAY = (
    Sort(CaseSort.NEWEST.value, _("Newest first"), "descending"),
    Sort(CaseSort.OLDEST.value, _("Oldest first"), "ascending"),
)
SORTS = {sort.code: sort for sort in (BY_NEED, *BY_WORD, *BY_DAY)}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class CaseFilterForm(FilterForm):
    """What the list is narrowed to. `colleagues` are those the reader may list; without any it is not asked."""

    more = frozenset({"trouble", "since", "until"})

    need = forms.ChoiceField(label=_("Need"), choices=[("", _("any")), *NEED_KINDS.items()])
    state = forms.ChoiceField(label=_("State"), choices=STATES)
    stage = forms.ChoiceField(
        label=_("Stage"),
        choices=[("", _("any")), *((code.value, STAGES[code].label) for code in Stage if code)],
    )
    assigned = forms.ChoiceField(label=_("With"))
    age = forms.ChoiceField(
        label=_("Age"), choices=[("", _("any")), (CHILDREN, _("children")), *AGES_IN_SHORT.items()]
    )
    sort = forms.ChoiceField(label=_("Order"), choices=[(code, sort.label) for code, sort in SORTS.items()])
    trouble = forms.TypedChoiceField(
        label=_("How soon"),
        choices=[("", _("any")), *((number, TROUBLE[number].label) for number in (3, 2, 1, 0))],
        coerce=int,
        empty_value=None,
    )
    since = _day(_("Opened or closed from"))
    until = _day(_("until"))

    def __init__(self, *args: Any, colleagues: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [*colleagues]
        if choices:
            self.fields["assigned"].choices = [("", _("anybody")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["assigned"]

    @property
    def filters(self) -> CaseFilters:
        """What was chosen, as the query takes it; closed cases stand by the day of closing unless another order is."""
        chosen = self.chosen
        state = CaseState(chosen.get("state", CaseState.OPEN))
        usual = CaseSort.NEWEST if state is CaseState.CLOSED else CaseSort.TROUBLE
        stage = chosen.get("stage")
        return CaseFilters(
            state=state,
            need=chosen.get("need", ""),
            trouble=chosen.get("trouble"),
            stage=Stage(stage) if stage else None,
            age=chosen.get("age", ""),
            assigned=chosen.get("assigned", ""),
            since=chosen.get("since"),
            until=chosen.get("until"),
            sort=CaseSort(chosen.get(SORT, usual)),
        )
