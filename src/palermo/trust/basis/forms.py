"""The form of a legal basis."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from palermo.kit.fields import CodedChoiceField, PartialDateField
from palermo.kit.forms import KitForm
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.trust.basis.words import BASIS_HINTS, LEGAL_BASES, PURPOSES
from palermo.trust.reasons import explain


def _today() -> PartialDate:
    return PartialDate.of(office_today())


class ProcessingBasisForm(KitForm):
    """For which purpose, on which basis, between which days."""

    purpose = CodedChoiceField(label=_("For which purpose?"), choices=PURPOSES.items(), unsaid=())
    legal_basis = CodedChoiceField(
        label=_("On which legal basis?"), choices=LEGAL_BASES.items(), unsaid=(), hints=BASIS_HINTS
    )
    valid_from = PartialDateField(label=_("First day"), whole=True, initial=_today)
    valid_until = PartialDateField(
        label=_("Last day"), whole=True, required=False, help_text=_("Leave it empty if there is none.")
    )

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        said = self.cleaned_data
        first, last = said.get("valid_from"), said.get("valid_until")
        if first and last and last.latest < first.earliest:
            self.add_error("valid_until", explain("ends_before_it_begins"))
        return said

    @property
    def days(self) -> tuple[date, date | None]:
        """First and last day of a valid form."""
        last: PartialDate | None = self.cleaned_data["valid_until"]
        first: date = self.cleaned_data["valid_from"].earliest
        return first, last.latest if last else None
