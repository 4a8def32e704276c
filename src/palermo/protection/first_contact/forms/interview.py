"""Forms about speaking with a person: with whom they wish to speak, interpreters, information given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice, Unsaid
from palermo.kit.code_field import SpokenCodeField
from palermo.kit.fields import LONG_TEXT, CodedChoiceField, PartialDateField, today
from palermo.kit.forms import KitForm
from palermo.kit.language_field import LanguageField
from palermo.protection.cases.words.arrival import GENDER_WISHES
from palermo.protection.first_contact.codes import ConflictCheck
from palermo.protection.first_contact.rights import newest_cards
from palermo.protection.first_contact.words import (
    AS_WISHED,
    CONFLICT_CHECKS,
    INDEPENDENT,
    INFORMATION_FORMS,
    PRESENCES,
    UNDERSTOOD,
)

_NOT_ASKED = Unsaid.NOT_ASKED.value


def _answers(words: Any) -> list[Choice]:
    """Every answer of `words`, the reasons for having none included."""
    return list(words.items())


class WishesForm(KitForm):
    """With whom the person wishes to speak."""

    interviewer = CodedChoiceField(
        label=_("Who should speak with the person?"), choices=_answers(GENDER_WISHES), unsaid=()
    )
    interpreter = CodedChoiceField(
        label=_("Who should interpret?"), choices=_answers(GENDER_WISHES), unsaid=()
    )


class InterpreterForm(KitForm):
    """An interpreter, by code: never a name."""

    language = LanguageField(label=_("Into which language?"))
    presence = CodedChoiceField(
        label=_("How is the interpreter there?"), choices=_answers(PRESENCES), unsaid=()
    )
    independent = CodedChoiceField(
        label=_("Does the interpreter stand outside the person’s own community?"),
        choices=_answers(INDEPENDENT),
        unsaid=(),
        initial=_NOT_ASKED,
    )
    as_wished = CodedChoiceField(
        label=_("Is it a woman or a man as the person wished?"),
        choices=_answers(AS_WISHED),
        unsaid=(),
        initial=_NOT_ASKED,
    )
    code = SpokenCodeField(
        label=_("Your office’s code for the interpreter"),
        help_text=_("No name. Leave it empty for a new code."),
        required=False,
    )


class CheckForm(KitForm):
    """What a check for a conflict of interest found."""

    result = CodedChoiceField(
        label=_("Does the interpreter know anybody in this matter, or depend on anybody in it?"),
        help_text=_("Ask the interpreter, and ask the person alone, with another one if need be."),
        choices=[
            choice for choice in CONFLICT_CHECKS.items() if choice[0] != ConflictCheck.NOT_CHECKED.value
        ],
        unsaid=(),
    )


def _cards() -> list[Choice]:
    return [(card.language, card.own_name) for card in newest_cards()]


class InformationForm(KitForm):
    """The card of rights, as it was given."""

    language = CodedChoiceField(label=_("In which language?"), choices=(), unsaid=())
    form = CodedChoiceField(label=_("How?"), choices=_answers(INFORMATION_FORMS), unsaid=())
    given_on = PartialDateField(label=_("When?"), latest=today)
    interpreter = forms.ChoiceField(label=_("With which interpreter?"), required=False)
    understood = CodedChoiceField(
        label=_("What did the person understand?"),
        help_text=_(
            "Ask: “How would you tell this to a friend?” If it is not clear, it was said badly, not heard badly."
        ),
        choices=_answers(UNDERSTOOD),
        unsaid=(),
        initial=_NOT_ASKED,
    )
    words = forms.CharField(
        label=_("In the person’s own words"),
        help_text=_("Sealed like the name. Leave it empty where nothing is needed."),
        required=False,
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, interpreters: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = _cards()  # type: ignore[attr-defined]
        choices = [("", _("Without one")), *interpreters]
        self.fields["interpreter"].choices = choices  # type: ignore[attr-defined]
