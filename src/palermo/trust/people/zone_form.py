"""Choosing the time zone of an office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from palermo.kit.cldr import zone_words
from palermo.kit.forms import KitForm
from palermo.kit.office_time import known_zones
from palermo.reference.time_zones import zone_of_state, zones_of


class ZoneForm(KitForm):
    """The zone of the State, or one chosen: those of the State first, then all."""

    zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["zone"]
        of_state = zones_of(country)
        words = {zone: zone_words(zone) for zone in known_zones() | set(of_state)}
        others = sorted(known_zones() - set(of_state), key=lambda zone: words[zone])
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", gettext("As your State: %(zone)s") % {"zone": zone_words(zone_of_state(country))}),
                (gettext("In your State"), [(zone, words[zone]) for zone in of_state]),
                (gettext("Elsewhere"), [(zone, words[zone]) for zone in others]),
            ]
