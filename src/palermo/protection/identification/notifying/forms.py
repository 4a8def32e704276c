"""Forms of notifying: to whom and what, what the person said, and that nothing is due."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.directory.offers.forms import zone_choices
from palermo.kit.choices import Choice
from palermo.kit.fields import CodedChoiceField, CodedMultipleChoiceField
from palermo.kit.forms import KitForm
from palermo.protection.identification.notifying.codes import NotDue, PersonSays
from palermo.protection.identification.notifying.words import NOT_DUE, SAYS
from palermo.trust.reasons import explain


class WhatForm(KitForm):
    """Which office is told, and which forms of exploitation; the zone where the State's profile asks for it."""

    recipient = forms.ChoiceField(label=_("Which office is told?"))
    purposes = CodedMultipleChoiceField(
        label=_("Which forms of exploitation?"),
        choices=(),
        unsaid=(),
        required=False,
        help_text=_("What the last screening found is ticked. What is not ticked is not told."),
    )
    zone = forms.ChoiceField(label=_("In which zone was the person met?"))

    def __init__(
        self,
        *args: Any,
        offices: Iterable[Choice] = (),
        purposes: Iterable[Choice] = (),
        found: Iterable[str] = (),
        asks_zone: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = list(offices)
        self.fields["recipient"].choices = [("", _("Choose an office")), *offered]  # type: ignore[attr-defined]
        if len(offered) == 1:
            self.fields["recipient"].initial = offered[0][0]
        self.fields["purposes"].choices = list(purposes)  # type: ignore[attr-defined]
        self.fields["purposes"].initial = list(found)
        if asks_zone:
            self.fields["zone"].choices = [("", _("Choose a zone")), *zone_choices()]  # type: ignore[attr-defined]
        else:
            del self.fields["zone"]


class SaysForm(KitForm):
    """What the person said once told. It is no consent."""

    person_says = CodedChoiceField(label=_("What does the person say?"), choices=SAYS.items(), unsaid=())

    def __init__(self, *args: Any, stops: bool = False, **kwargs: Any) -> None:
        """`stops` where it does not go when the person objects."""
        super().__init__(*args, **kwargs)
        self._stops = stops

    def clean_person_says(self) -> str:
        """What they said, if it may go then."""
        said: str = self.cleaned_data["person_says"]
        if self._stops and said == PersonSays.OBJECTS:
            raise forms.ValidationError(explain("notification_stopped"))
        return said


class NotDueForm(KitForm):
    """Why nothing is sent."""

    reason = CodedChoiceField(label=_("Why is nothing sent?"), choices=(), unsaid=())

    def __init__(self, *args: Any, stops: bool = False, **kwargs: Any) -> None:
        """An objection is a reason only where it stops the notification."""
        super().__init__(*args, **kwargs)
        offered = [(code, words) for code, words in NOT_DUE.items() if stops or code != NotDue.PERSON_OBJECTS]
        self.fields["reason"].choices = offered  # type: ignore[attr-defined]
