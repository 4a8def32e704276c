"""The questions about a service: what it is, for whom, in which languages; where it is; places; vetting and funding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from palermo.directory.offers.capacity import MOST_PLACES
from palermo.directory.offers.codes import WithChildren
from palermo.directory.offers.rules import period_refusal
from palermo.directory.offers.words import (
    ACCESS,
    AGES,
    EXPLOITATION,
    KINDS,
    SEXES,
    STANDINGS,
    VETTED_BY,
    WITH_CHILDREN,
)
from palermo.kit.choices import Choice
from palermo.kit.fields import CodedChoiceField, CodedMultipleChoiceField, PartialDateField
from palermo.kit.forms import FilterForm, KitForm
from palermo.kit.language_field import LanguagesField
from palermo.kit.languages import COMMON, languages_by_name
from palermo.kit.number_fields import WholeNumberField
from palermo.kit.partial_date import PartialDate
from palermo.kit.widgets import Checkboxes
from palermo.reference.zones import zones
from palermo.trust.reasons import explain

ALL_IF_NONE = _("Tick none if it is for all.")


def zone_choices() -> list[Choice]:
    """Every zone by country and name, in the language of the page."""
    language = get_language() or ""
    found = sorted(zones().by_code.values(), key=lambda zone: (zone.country, zone.name_in(language)))
    return [(zone.code, zone.name_in(language)) for zone in found]


class _SaidBefore(KitForm):
    """A form that begins with what is said already."""

    def __init__(self, *args: Any, said: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {**(said or {}), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class WhatForm(_SaidBefore):
    """What it is, and how colleagues of other offices reach it."""

    name = forms.CharField(
        label=_("Name of the service"), max_length=120, help_text=_("As colleagues know it. No street.")
    )
    kind = CodedChoiceField(label=_("What kind of service?"), choices=KINDS.items(), unsaid=())
    zone = forms.ChoiceField(
        label=_("In which zone?"),
        help_text=_("So coarse that it leads to no house. The address comes later."),
    )
    contact_point = forms.CharField(
        label=_("Contact point for colleagues"),
        max_length=200,
        help_text=_("A telephone number or mailbox of the office. No address of a shelter."),
    )
    hours = forms.CharField(label=_("Opening hours"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [("", _("Choose a zone")), *zone_choices()]  # type: ignore[attr-defined]


class WhoForm(_SaidBefore):
    """For whom it is. Residence and papers are no question here: nobody is turned away for them."""

    ages = CodedMultipleChoiceField(
        label=_("For which ages?"), choices=AGES.items(), unsaid=(), required=False, help_text=ALL_IF_NONE
    )
    sexes = CodedMultipleChoiceField(
        label=_("For whom?"), choices=SEXES.items(), unsaid=(), required=False, help_text=ALL_IF_NONE
    )
    with_children = CodedChoiceField(
        label=_("May children come along?"),
        choices=WITH_CHILDREN.items(),
        unsaid=(),
        initial=WithChildren.ASK.value,
    )
    access = CodedMultipleChoiceField(
        label=_("What does it have for persons with disabilities?"),
        choices=ACCESS.items(),
        unsaid=(),
        required=False,
        help_text=_("Tick nothing if nobody has looked yet: then it is shown as “Ask for a place”."),
    )
    exploitation = CodedMultipleChoiceField(
        label=_("After which forms of exploitation?"),
        choices=EXPLOITATION.items(),
        unsaid=(),
        required=False,
        help_text=ALL_IF_NONE,
    )
    standings = CodedMultipleChoiceField(
        label=_("Where must the person stand in identification?"),
        choices=STANDINGS.items(),
        unsaid=(),
        required=False,
        help_text=ALL_IF_NONE,
    )


class SpokenForm(_SaidBefore):
    """Languages spoken without an interpreter."""

    languages = forms.MultipleChoiceField(
        label=_("Which languages do you speak there, without an interpreter?"),
        choices=languages_by_name(),
        widget=Checkboxes(),
        required=False,
    )
    others = LanguagesField(
        label=_("Other languages"), help_text=_("One a line, in any spelling."), required=False
    )

    def __init__(self, *args: Any, said: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """What is said already is parted: the common languages are ticked, the others stand as lines."""
        spoken = list((said or {}).get("languages", ()))
        parted = {
            "languages": [code for code in spoken if code in COMMON],
            "others": [code for code in spoken if code not in COMMON],
        }
        super().__init__(*args, said={**(said or {}), **parted}, **kwargs)

    @staticmethod
    def spoken(answers: Mapping[str, Any]) -> list[str]:
        """Every language answered, each once."""
        return list(dict.fromkeys([*answers["languages"], *answers["others"]]))


class PlaceForm(KitForm):
    """The protected face."""

    address = forms.CharField(
        label=_("Address, and how to find the door"), max_length=1000, widget=forms.Textarea
    )
    staff = forms.CharField(
        label=_("Whom to ask for there"), max_length=1000, widget=forms.Textarea, required=False
    )
    security = forms.CharField(
        label=_("What keeps the place safe, and what visitors must do"),
        max_length=2000,
        widget=forms.Textarea,
        required=False,
    )


class PlacesForm(KitForm):
    """How many places there are, and what others read."""

    places = WholeNumberField(
        label=_("Places in all"),
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
        help_text=_("Leave it empty if you do not count places: then you say yes, ask or no by hand."),
    )
    free = WholeNumberField(label=_("Free now"), min_value=0, max_value=MOST_PLACES, required=False)
    ask_at_most = WholeNumberField(
        label=_("Up to how many free places do others read “Ask for a place”?"),
        min_value=0,
        max_value=MOST_PLACES,
        initial=1,
        help_text=_("Others never see a number. With more free places they read “Place free”."),
    )

    def clean(self) -> dict[str, Any]:
        """No more free places than places."""
        said = self.cleaned_data
        if (said.get("free") or 0) > (said.get("places") or 0) and said.get("places"):
            self.add_error("free", explain("free_more_than_places"))
        return said


def _whole(value: PartialDate | None) -> date | None:
    return value.earliest if value else None


class VettingForm(_SaidBefore):
    """Who looked at it, and who pays for it until when."""

    vetted_by = CodedChoiceField(
        label=_("Who vetted it?"), choices=[*VETTED_BY.items(), ("nobody", _("Nobody yet"))], unsaid=()
    )
    vetted_until = PartialDateField(
        label=_("Until when does the vetting hold?"),
        whole=True,
        required=False,
        help_text=_("After this day other offices are not offered the service."),
    )
    funded_from = PartialDateField(label=_("Funded from"), whole=True, required=False)
    funded_until = PartialDateField(label=_("Funded until"), whole=True, required=False)

    def clean(self) -> dict[str, Any]:
        """Vetting has an end; a period ends after it began."""
        said = self.cleaned_data
        if said.get("vetted_by", "nobody") != "nobody" and not said.get("vetted_until"):
            self.add_error("vetted_until", _("Enter the last day on which the vetting holds."))
        first, last = _whole(said.get("funded_from")), _whole(said.get("funded_until"))
        if reason := period_refusal(first=first, last=last):
            self.add_error("funded_until", explain(reason))
        return said

    @property
    def days(self) -> dict[str, date | None]:
        """The three days as dates."""
        return {
            name: _whole(self.cleaned_data.get(name))
            for name in ("vetted_until", "funded_from", "funded_until")
        }


class ServiceFilterForm(FilterForm):
    """Filters of the directory."""

    kind = forms.ChoiceField(label=_("Kind"))
    zone = forms.ChoiceField(label=_("Zone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All kinds")), *KINDS.items()]  # type: ignore[attr-defined]
        self.fields["zone"].choices = [("", _("All zones")), *zone_choices()]  # type: ignore[attr-defined]
