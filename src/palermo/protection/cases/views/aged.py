"""Lists whose rows stand by age: newest or oldest first, of one state or all, each read from the list's own index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice
from palermo.kit.components import Page, page_of
from palermo.kit.forms import FilterForm
from palermo.kit.sorting import SORT, Sort
from palermo.protection.cases.views.common import PAGE_SIZE, after_key
from palermo.trust.people.middleware import ActingRequest

M = TypeVar("M", bound=Model)

NEWEST, OLDEST = "newest", "oldest"
BY_AGE: Final = (
    Sort(NEWEST, _("Newest first"), "descending"),
    Sort(OLDEST, _("Oldest first"), "ascending"),
)


class AgedFilterForm(FilterForm):
    """A state, and the order."""

    state = forms.ChoiceField(label=_("State"))
    sort = forms.ChoiceField(label=_("Order"), choices=[(one.code, one.label) for one in BY_AGE])

    def __init__(self, *args: Any, states: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("any")), *states]  # type: ignore[attr-defined]

    @property
    def order(self) -> str:
        """The order, newest first unless another was chosen."""
        return str(self.chosen.get(SORT, NEWEST))

    @property
    def narrows(self) -> bool:
        """Whether a state was chosen."""
        return "state" in self.chosen


def aged_page(
    request: ActingRequest,
    rows: QuerySet[M],
    form: AgedFilterForm,
    *,
    column: str = "state",
    empty: str = "",
) -> Page[M]:
    """A page of the rows as the form says; `column` holds their state, `empty` is chosen for those that have none yet.

    The list's index leads by the state to the ids.
    """
    if form.narrows:
        state = form.chosen["state"]
        rows = rows.filter(**{column: "" if state == empty else state})
    backward = form.order == NEWEST
    if after := after_key(request):
        rows = rows.filter(**{"pk__lt" if backward else "pk__gt": after})
    ordered = rows.order_by("-pk" if backward else "pk")
    return page_of(list(ordered[: PAGE_SIZE + 1]), size=PAGE_SIZE, key=lambda row: str(row.pk))
