"""Forms of asking the authority, of taking it back, and of answering that it was taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice
from palermo.kit.fields import (
    CodedChoiceField,
    CodedMultipleChoiceField,
    PartialDateField,
    long_text,
    whole_day,
)
from palermo.kit.forms import KitForm
from palermo.kit.language_field import LanguageField
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.kit.widgets import Checkboxes
from palermo.protection.children.said_yes import SaidYesForm
from palermo.protection.identification.authority.slice import OFFERED
from palermo.protection.identification.authority.words import (
    INTERPRETED,
    LAWYERS,
    LETTER_KEPT,
    NOT_ASKING,
    WITHDRAWAL_ANSWERS,
)
from palermo.protection.identification.words import ASKED_BY
from palermo.trust.basis.rules import DataClass
from palermo.trust.basis.words import DATA_CLASSES
from palermo.trust.reasons import explain

LONGEST_YES = timedelta(days=365)


class WhoForm(KitForm):
    """Which authority is asked, and what became of the offer of a lawyer."""

    authority = forms.ChoiceField(label=_("Which authority is asked?"))
    lawyer = CodedChoiceField(
        label=_("Offer a lawyer before. What does the person say?"), choices=LAWYERS.items(), unsaid=()
    )

    def __init__(self, *args: Any, authorities: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(authorities)
        field = self.fields["authority"]
        field.choices = [("", _("Choose an authority")), *offered]  # type: ignore[attr-defined]
        if len(offered) == 1:
            field.initial = offered[0][0]


class AgainForm(KitForm):
    """Who wants it to be looked at again, and what is said against the decision."""

    asked_by = CodedChoiceField(label=_("Who asks?"), choices=ASKED_BY.items(), unsaid=())
    grounds = long_text(
        _("What the person, or whoever asks for them, says against it"),
        help_text=_("It goes to the authority with what the person told, and not without it."),
        rows=4,
        required=False,
    )


class WhatForm(KitForm):
    """What the authority may know: the person chooses each."""

    data_classes = CodedMultipleChoiceField(
        label=_("What may the authority know?"),
        choices=(),
        unsaid=(),
        required=False,
        help_text=_("How to contact the person safely always goes along."),
    )
    accounts = forms.MultipleChoiceField(
        label=_("Which entries of what the person told?"),
        choices=(),
        required=False,
        widget=Checkboxes,
        help_text=_("Read them to the person before. What is not ticked stays with you."),
    )

    def __init__(
        self,
        *args: Any,
        classes: Iterable[str] = (),
        accounts: Iterable[Choice] = (),
        refusal: Callable[[Iterable[str]], str | None] = lambda _codes: None,
        **kwargs: Any,
    ) -> None:
        """`refusal` says of a choice why it may not leave together (a reason code), or None."""
        super().__init__(*args, **kwargs)
        self._refusal, entries, allowed = refusal, list(accounts), set(classes)
        offered = [
            (code.value, DATA_CLASSES[code.value])
            for code in OFFERED
            if code.value in allowed and (code is not DataClass.ACCOUNT or entries)
        ]
        self.fields["data_classes"].choices = offered  # type: ignore[attr-defined]
        if DataClass.ACCOUNT.value in allowed and entries:
            self.fields["accounts"].choices = entries  # type: ignore[attr-defined]
        else:
            del self.fields["accounts"]

    def clean_data_classes(self) -> list[str]:
        """The classes chosen, if one agreement covers all of them."""
        chosen: list[str] = self.cleaned_data["data_classes"]
        if reason := self._refusal(chosen):
            raise forms.ValidationError(explain(reason))
        return chosen

    def clean(self) -> dict[str, Any]:
        """What was told goes by entries: both are ticked, or neither."""
        said = super().clean() or {}
        ticked = DataClass.ACCOUNT.value in said.get("data_classes", [])
        if ticked and not said.get("accounts"):
            self.add_error("accounts", _("Tick the entries that may go, or take “What the person told” off."))
        if not ticked and said.get("accounts"):
            self.add_error("data_classes", _("Tick “What the person told” too, or no entry."))
        return said


class YesForm(SaidYesForm):
    """How the yes was given. Without it nothing leaves."""

    valid_until = PartialDateField(
        label=_("Until when?"),
        whole=True,
        earliest=lambda: office_today(),
        latest=lambda: office_today() + LONGEST_YES,
        help_text=_("At most a year. The person can take it back at any time."),
        initial=lambda: PartialDate.of(office_today() + LONGEST_YES),
    )

    def clean_valid_until(self) -> date:
        """The last day on which the yes holds."""
        last: date = self.cleaned_data["valid_until"].latest
        return last


class ToldForm(KitForm):
    """When the person was told, in which language, through whom, and how the letter is kept."""

    told_on = whole_day(_("On which day was the person told?"))
    language = LanguageField(label=_("In which language?"))
    interpreted = CodedChoiceField(
        label=_("Did somebody read the reasons to them?"), choices=INTERPRETED.items(), unsaid=()
    )
    letter_kept = CodedChoiceField(
        label=_("How does the person want the letter kept?"),
        choices=LETTER_KEPT.items(),
        unsaid=(),
        help_text=_("Whoever finds it may learn what it is about. Ask before anything is printed."),
    )


class NotAskingForm(KitForm):
    """Why nobody is asked."""

    reason = CodedChoiceField(label=_("Why is no authority asked?"), choices=NOT_ASKING.items(), unsaid=())


class TakenBackForm(KitForm):
    """What the authority does now that the person took the asking back."""

    taken = CodedChoiceField(label=_("What do you do?"), choices=WITHDRAWAL_ANSWERS.items(), unsaid=())
