"""The office’s own line on the rights cards: a telephone number, and when it is answered, by language of a card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from palermo.kit.forms import KitForm
from palermo.protection.first_contact.rights import newest_cards
from palermo.trust.people.services.card_line import LONGEST_HOURS
from palermo.trust.people.telephone import read_telephone
from palermo.trust.reasons import explain


class CardLineForm(KitForm):
    """One line, and its hours."""

    line = forms.CharField(
        label=_("Telephone number on the cards"),
        help_text=_("Empty: none stands there."),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    found = forms.BooleanField(
        label=_("Whoever finds this card may ring this number, and it leads to nobody’s protected address"),
        required=False,
    )

    def __init__(self, *args: Any, hours: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for card in newest_cards():
            self.fields[f"hours_{card.language}"] = forms.CharField(
                label=gettext("When it is answered, in %(language)s") % {"language": card.own_name},
                required=False,
                max_length=LONGEST_HOURS,
                initial=(hours or {}).get(card.language, ""),
                widget=forms.TextInput(
                    attrs={"lang": card.language, "dir": card.direction, "autocomplete": "off"}
                ),
            )

    def clean_line(self) -> str:
        """The number as it is printed. Raises ValidationError for what is none."""
        said: str = self.cleaned_data["line"]
        number = read_telephone(said) if said else ""
        if number is None:
            raise forms.ValidationError(explain("not_a_telephone"))
        return number

    def clean(self) -> dict[str, Any]:
        """A number asks for a tick of its own."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("line") and not said.get("found"):
            self.add_error("found", _("Tick this, or leave the number empty."))
        return said

    def hours(self) -> dict[str, str]:
        """The hours by language."""
        return {
            name.removeprefix("hours_"): words
            for name, words in self.cleaned_data.items()
            if name.startswith("hours_") and words
        }
