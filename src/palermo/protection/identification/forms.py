"""Forms of screening, accounts, presumption, reflection and decision. Every prompt may stay unasked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.directory.profiles import profile_of
from palermo.kit.choices import Unsaid
from palermo.kit.fields import (
    CodedChoiceField,
    CodedMultipleChoiceField,
    PartialDateField,
    long_text,
    today,
    whole_day,
)
from palermo.kit.forms import KitForm
from palermo.kit.language_field import language_or_why
from palermo.kit.widgets import Checkboxes
from palermo.protection.identification.codes import NONE_SEEN, Observed, ReflectionEnd
from palermo.protection.identification.words import (
    ASKED_BY,
    EARLY_REASONS,
    ELEMENT_CODES,
    ELEMENTS,
    EXTEND_REASONS,
    INDICATORS,
    OBSERVED,
    OUTCOMES,
    PAUSE_REASONS,
    REFLECTION_ENDS,
    TOLD,
)
from palermo.reference.indicators import Element, Family, indicators, offered
from palermo.trust.people.words import OFFICE_KINDS


def _prompt(label: Any) -> CodedChoiceField:
    said = [
        (code, words)
        for code, words in OBSERVED.items()
        if not code.startswith("not_") or code == Observed.NOT_OBSERVED
    ]
    return CodedChoiceField(
        label=label,
        choices=said,
        unsaid=[Unsaid.NOT_ASKED, Unsaid.NOT_SAID],
        initial=Observed.NOT_ASKED.value,
    )


def indicators_form(family: Family) -> type[KitForm]:
    """A page of prompts: each answered for itself, none weighed, nothing added up."""
    fields = {one.code: _prompt(INDICATORS[one.code]) for one in indicators() if one.family is family}
    return type(f"{family.name.title()}Form", (KitForm,), fields)


class _ElementForm(KitForm):
    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name, codes in said.items():
            if NONE_SEEN in codes and len(codes) > 1:
                self.add_error(name, _("Choose either what was found, or that none was found."))
        return said


def element_form(element: Element) -> type[KitForm]:
    """The question for one element of the definition."""
    choices = [(one.code, ELEMENT_CODES[one.code]) for one in offered(element)]
    found = CodedMultipleChoiceField(
        label=ELEMENTS[element],
        choices=[*choices, (NONE_SEEN, ELEMENT_CODES[NONE_SEEN])],
        unsaid=[Unsaid.NOT_KNOWN, Unsaid.NOT_SAID],
        required=False,
        help_text=_("Leave it open where it was not asked."),
    )
    return type(f"{element.name.title()}Form", (_ElementForm,), {"found": found})


class AccountForm(KitForm):
    """What the person told, in their own words, and when. Nobody has to."""

    told_on = PartialDateField(label=_("When was it told?"), latest=today)
    language = language_or_why(_("In which language was it told?"))
    text = long_text(_("What the person told, in their own words"), rows=10, required=True)


class PresumeForm(KitForm):
    """Who presumes, and since when."""

    responder_kind = CodedChoiceField(label=_("Which first responder presumes it?"), choices=(), unsaid=())
    who = forms.CharField(
        label=_("Who there, so that one can ask"),
        help_text=_("Sealed. Leave it empty where it is your own office."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    presumed_on = whole_day(_("On which day?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = profile_of().first_responders
        self.fields["responder_kind"].choices = [(code, OFFICE_KINDS[code]) for code in listed]  # type: ignore[attr-defined]


class ToldForm(KitForm):
    """What the person was told. What was not said can be said later: nothing waits for it."""

    told = forms.MultipleChoiceField(
        label=_("What was the person told?"),
        choices=list(TOLD.items()),
        required=False,
        widget=Checkboxes,
    )
    language = language_or_why(_("In which language?"))


class PauseForm(KitForm):
    """From when the days do not count."""

    on = whole_day(_("From which day do the days not count?"))
    reason = CodedChoiceField(label=_("Why?"), choices=PAUSE_REASONS.items(), unsaid=())


class ResumeForm(KitForm):
    """From when they count again."""

    on = whole_day(_("From which day do the days count again?"))


class ExtendForm(KitForm):
    """Until when it lasts now."""

    until = PartialDateField(label=_("Until which day does it last?"), whole=True)
    reason = CodedChoiceField(label=_("Why?"), choices=EXTEND_REASONS.items(), unsaid=())


class EndForm(KitForm):
    """Why and when it ended. "Did not cooperate" is no reason."""

    reason = CodedChoiceField(
        label=_("Why does it end?"),
        choices=[(code, words) for code, words in REFLECTION_ENDS.items() if code != ReflectionEnd.ERASED],
        unsaid=(),
        help_text=_("That somebody does not speak with police or a court is no reason."),
    )
    on = whole_day(_("On which day?"))


class OutcomeForm(KitForm):
    """What is decided."""

    outcome = CodedChoiceField(
        label=_("What do you decide?"),
        choices=[(code, state.label) for code, state in OUTCOMES.items()],
        unsaid=(),
        hints={
            "positive": _("The person is formally identified as a victim."),
            "negative": _(
                "It ends no service and closes nothing. The person can ask to have it looked at again."
            ),
            "not_yet": _("Something is missing. Everything goes on as it is."),
        },
    )


class EarlyForm(KitForm):
    """Why it cannot wait until the minimum days are over."""

    early_reason = CodedChoiceField(
        label=_("Why is it decided before the minimum days are over?"),
        choices=EARLY_REASONS.items(),
        unsaid=(),
    )
    early_why = long_text(_("Say why in your own words"), rows=3, required=True)


class ReasonsForm(KitForm):
    """The reasons, for the person and for whoever looks at it again."""

    reasons = long_text(
        _("Reasons"),
        help_text=_("Sealed like the name. What was found, from what, and what speaks against it."),
        rows=8,
        required=True,
    )


class AskAgainForm(KitForm):
    """Who asks to have it looked at again."""

    asked_by = CodedChoiceField(label=_("Who asks?"), choices=ASKED_BY.items(), unsaid=())
    asked_on = whole_day(_("On which day?"))
    grounds = long_text(
        _("What the person, or whoever asks for them, says against it"), rows=4, required=False
    )
