"""What a paper says of itself, asked of whoever enters it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice
from palermo.kit.fields import CodedChoiceField, PartialDateField, short_line, today
from palermo.kit.forms import KitForm
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.rules import is_plain_code
from palermo.protection.cases.services.paper import TakenOnPaper
from palermo.protection.first_contact.rights import newest_cards


class PaperForm(KitForm):
    """When, by whom and on which form it was taken, and where the paper lies now."""

    taken_on = PartialDateField(
        label=_("On which day was it written on paper?"),
        help_text=_("What is counted from this act is counted from that day."),
        latest=today,
        whole=True,
    )
    taken_by = forms.ChoiceField(label=_("Who took it?"), required=False)
    language = CodedChoiceField(label=_("In which language is the form?"), choices=(), unsaid=())
    version = forms.CharField(
        label=_("Which form?"),
        help_text=_("The word at the foot of the paper, such as intake-4f2a."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    kept = short_line(
        _("Where is the paper kept?"),
        help_text=_("Sealed like the name. Locked away, or given to the person; never in an open tray."),
    )

    def __init__(self, *args: Any, colleagues: Iterable[Choice] = (), **kwargs: Any) -> None:
        """`colleagues` are those of the office, by id and name."""
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (card.language, card.own_name) for card in newest_cards()
        ]
        choices = [("", _("Somebody else")), *colleagues]
        self.fields["taken_by"].choices = choices  # type: ignore[attr-defined]

    def clean_version(self) -> str:
        """The word at the foot, as forms have it."""
        said: str = self.cleaned_data["version"].strip().lower()
        if not is_plain_code(said):
            raise forms.ValidationError(
                _("Copy the word at the foot of the paper: letters, digits, a hyphen.")
            )
        return said


class ConsentPaperForm(PaperForm):
    """The same for a yes: who witnessed it too, and a day from which it holds still."""

    witness = short_line(
        _("Who witnessed it?"), help_text=_("Sealed like the name. Leave it empty where nobody did.")
    )

    def __init__(self, *args: Any, holds: Callable[[date], bool] = lambda _day: True, **kwargs: Any) -> None:
        """`holds` says of the day of the paper whether a yes of that day holds today."""
        super().__init__(*args, **kwargs)
        self._holds = holds

    def clean_taken_on(self) -> PartialDate:
        """The day, unless the yes has ended since: then the person is asked again."""
        day: PartialDate = self.cleaned_data["taken_on"]
        if not self._holds(day.latest):
            raise forms.ValidationError(_("A yes of that day has ended since. Ask the person again."))
        return day


def taken_of(said: Mapping[str, Any]) -> TakenOnPaper:
    """What the answers of a paper form say."""
    day: date = said["taken_on"].latest
    return TakenOnPaper(
        on=day,
        version=said["version"],
        language=said["language"],
        by=UUID(said["taken_by"]) if said["taken_by"] else None,
        kept=said["kept"],
        witness=said.get("witness", ""),
    )
