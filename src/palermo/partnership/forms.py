"""The filters of the list of States, kept in the address."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.fields import PartialDateField
from palermo.kit.forms import FilterForm
from palermo.kit.partial_date import PartialDate
from palermo.partnership.words import REGIONS, STANDINGS
from palermo.reference.scheme import PROTOCOL

ANY = ("", _("Any"))


class StatesFilter(FilterForm):
    """As of which day, and which States. Nothing is required; an empty date is the last day known."""

    name = forms.CharField(
        label=_("Name of a State"),
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "size": 18}),
    )
    status = forms.ChoiceField(
        label=_("Protocol"), choices=[ANY, *((code.value, word) for code, word in STANDINGS.items())]
    )
    osce = forms.ChoiceField(
        label=_("OSCE"), choices=[ANY, ("yes", _("Participating State")), ("no", _("Not one"))]
    )
    region = forms.ChoiceField(
        label=_("Region"), choices=[ANY, *((code.value, word) for code, word in REGIONS.items())]
    )
    on = PartialDateField(label=_("As of"))

    @property
    def as_of(self) -> date:
        """The day to count: the last a partly known date can mean, or the last anything is known of."""
        chosen = self.chosen.get("on")
        return chosen.latest if isinstance(chosen, PartialDate) else PROTOCOL.known_until
