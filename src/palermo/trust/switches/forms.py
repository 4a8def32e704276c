"""Asking for a switch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice
from palermo.kit.fields import PartialDateField, today
from palermo.kit.forms import KitForm
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.trust.reasons import explain


class AskForm(KitForm):
    """Two colleagues who answer for it, and from which day."""

    responsible = forms.ChoiceField(label=_("Who answers for it?"))
    deputy = forms.ChoiceField(label=_("And who, when they are away?"))
    from_day = PartialDateField(label=_("From"), whole=True, earliest=today)

    def __init__(self, *args: Any, colleagues: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, initial={"from_day": PartialDate.of(office_today())}, **kwargs)
        choices = [("", _("Choose")), *colleagues]
        for name in ("responsible", "deputy"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Two different people."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("deputy") and cleaned.get("deputy") == cleaned.get("responsible"):
            self.add_error("deputy", explain("switch_same_person"))
        return cleaned

    @property
    def chosen(self) -> dict[str, Any]:
        """The cleaned answers as the service wants them."""
        return {
            "from_day": self.cleaned_data["from_day"].earliest,
            "responsible_id": UUID(self.cleaned_data["responsible"]),
            "deputy_id": UUID(self.cleaned_data["deputy"]),
        }
