"""Forms of an event with many persons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice, Unsaid
from palermo.kit.code_field import SpokenCodeField
from palermo.kit.fields import LONG_TEXT, CodedChoiceField, PartialDateField, today
from palermo.kit.forms import KitForm
from palermo.kit.language_field import language_or_why
from palermo.kit.number_fields import WholeNumberField
from palermo.kit.widgets import Checkboxes
from palermo.protection.cases.codes.arrival import CameBy
from palermo.protection.cases.words import AGE_BANDS, GENDERS, LANGUAGES, offered
from palermo.protection.cases.words.arrival import CAME_BY, ROUTES
from palermo.protection.first_contact.codes import SeenAs, UrgentNeed
from palermo.protection.first_contact.services.events import MOST_AT_ONCE, Line
from palermo.protection.first_contact.words import SECTORS, SEEN_AS, URGENT_IN_SHORT, ZONES


class EventForm(KitForm):
    """An event: month and kind of place, never the day and the address."""

    month = PartialDateField(
        label=_("In which month?"), help_text=_("Month and year; leave out the day."), latest=today
    )
    zone = forms.ChoiceField(label=_("What kind of place?"), choices=list(ZONES.items()), initial="not_asked")
    route = forms.ChoiceField(
        label=_("How did it come about?"), choices=list(ROUTES.items()), initial="not_asked"
    )
    sector = forms.ChoiceField(
        label=_("What did people do there?"), choices=list(SECTORS.items()), initial="not_known"
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_(
            "Sealed, for those who lead and for you. No names: each person has a file of their own. It is deleted once"
            " anybody of the event is erased."
        ),
        required=False,
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )

    def clean_month(self) -> Any:
        """A year alone is too little."""
        month = self.cleaned_data["month"]
        if month.month is None:
            raise forms.ValidationError(_("Enter month and year."), params={"part": "month"})
        return month


class OpenCasesForm(KitForm):
    """How many cases to open at once."""

    number = WholeNumberField(
        label=_("How many people?"),
        help_text=_("Each gets a case and codes of their own. More can be opened later."),
        min_value=1,
        max_value=MOST_AT_ONCE,
    )
    came_by = CodedChoiceField(
        label=_("How did your office come to know them?"),
        choices=list(CAME_BY.items()),
        unsaid=(),
        initial=CameBy.NOT_KNOWN.value,
    )


class AddCaseForm(KitForm):
    """A case that is open already."""

    code = SpokenCodeField(label=_("The case’s code"))


def _short(words: Any) -> list[Choice]:
    unsaid: list[Choice] = [(code.value, code.label) for code in Unsaid]
    return [*offered(words), *unsaid]


class LineForm(KitForm):
    """One person in short. Its prefix is the case's code, so that ten of them stand on one page."""

    age_band = forms.ChoiceField(label=_("Age"), choices=_short(AGE_BANDS), initial="not_asked")
    gender = forms.ChoiceField(label=_("Gender"), choices=_short(GENDERS), initial="not_asked")
    language = language_or_why(_("Language"), help_text="")
    urgent = forms.MultipleChoiceField(
        label=_("Needed tonight"), choices=list(URGENT_IN_SHORT.items()), required=False, widget=Checkboxes
    )
    seen_as = forms.MultipleChoiceField(
        label=_("Seen as"), choices=list(SEEN_AS.items()), required=False, widget=Checkboxes
    )

    def line(self, case_id: Any, languages: list[str]) -> Line:
        """The line for a case. Further languages recorded before stay behind the one chosen here."""
        said = self.cleaned_data
        chosen = [said["language"]] if said["language"] in LANGUAGES else []
        kept = [code for code in languages[1:] if code not in chosen] if chosen else list(languages)
        return Line(
            case_id=case_id,
            age_band=said["age_band"],
            gender=said["gender"],
            languages=[*chosen, *kept],
            urgent=[UrgentNeed(code) for code in said["urgent"]],
            seen_as=[SeenAs(code) for code in said["seen_as"]],
        )
