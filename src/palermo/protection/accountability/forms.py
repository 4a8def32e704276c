"""Forms of need to know: the never-share list, requests of authorities, complaints."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice
from palermo.kit.fields import (
    CodedChoiceField,
    CodedMultipleChoiceField,
    PartialDateField,
    long_text,
    short_line,
    today,
)
from palermo.kit.forms import KitForm
from palermo.protection.accountability.codes import RequestAnswer
from palermo.protection.accountability.words import (
    ANSWERS,
    ASKED_FOR,
    AUTHORITIES,
    CLAIMED_BASES,
    COMPLAINT_OUTCOMES,
    COMPLAINTS_ABOUT,
)
from palermo.trust.reasons import explain


class AskerForm(KitForm):
    """Who asks, and on what."""

    asked_by = CodedChoiceField(label=_("Who asks?"), choices=AUTHORITIES.items(), unsaid=())
    office = forms.ChoiceField(label=_("An organisation of the alliance?"), required=False)
    asker = short_line(_("Name, rank and office, as shown"), help_text=_("Ask for it in writing. Sealed."))
    claimed_basis = CodedChoiceField(
        label=_("Which legal basis do they name?"),
        choices=CLAIMED_BASES.items(),
        unsaid=(),
        help_text=_("What they say, not whether it holds: that is for legal advice."),
    )

    def __init__(self, *args: Any, offices: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", _("No, or not listed")), *offices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody asks: an office of the alliance, or somebody named in words."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("office") and not cleaned.get("asker"):
            self.add_error("asker", explain("request_without_asker"))
        return cleaned


class AskedForm(KitForm):
    """What is asked, when it came, when an answer is due."""

    asked_for = CodedMultipleChoiceField(label=_("What do they ask?"), choices=ASKED_FOR.items(), unsaid=())
    asked = long_text(_("In their words"), help_text=_("Sealed. Write what they asked, nothing of the file."))
    received_on = PartialDateField(label=_("When did it come?"), latest=today, whole=True)
    answer_due = PartialDateField(
        label=_("By when do they want an answer?"),
        whole=True,
        required=False,
        help_text=_("Leave it empty where no day was named. Passing it discloses nothing."),
    )

    def clean(self) -> dict[str, Any]:
        """An answer is due after the request came."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        came, due = cleaned.get("received_on"), cleaned.get("answer_due")
        if came and due and due.earliest < came.earliest:
            self.add_error("answer_due", explain("due_before_received"))
        return cleaned


class AdviceForm(KitForm):
    """Legal advice: whose, what, when."""

    adviser = short_line(_("Who advised?"), help_text=_("Name and office. Sealed."), required=True)
    advice = long_text(_("What is the advice?"), help_text=_("Sealed."), required=True)
    advised_on = PartialDateField(label=_("When?"), latest=today, whole=True)


class DecisionForm(KitForm):
    """The answer. "Not disclosed" stands already; none of the others sends anything."""

    answer = CodedChoiceField(
        label=_("What do you answer?"),
        choices=ANSWERS.items(),
        unsaid=(),
        initial=RequestAnswer.NOT_DISCLOSED.value,
        hints={
            RequestAnswer.WITHOUT_CONSENT: _(
                "This page sends nothing. What may lawfully leave is asked for on the referral, by two people."
            ),
            RequestAnswer.PERSON_ASKED: _(
                "The person decides freely, after advice, and can stop at any time."
            ),
        },
    )
    words = long_text(_("In words, for your own office"), help_text=_("Sealed. Empty is enough."))


class ComplaintForm(KitForm):
    """What the complaint is about, and who answers it."""

    about = CodedChoiceField(label=_("What is it about?"), choices=COMPLAINTS_ABOUT.items(), unsaid=())
    office = forms.ChoiceField(label=_("Which office, if it is another one?"), required=False)
    colleague = forms.ChoiceField(
        label=_("Is it about one colleague?"),
        required=False,
        help_text=_("This colleague never sees the complaint, whatever their role."),
    )
    handler = forms.ChoiceField(label=_("Who answers it?"), required=False)

    def __init__(
        self,
        *args: Any,
        offices: Iterable[Choice] = (),
        colleagues: Iterable[Choice] = (),
        handlers: Iterable[Choice] = (),
        refusal: Callable[[str, str], str | None] = lambda _handler, _colleague: None,
        **kwargs: Any,
    ) -> None:
        """`refusal` gives of who answers and who is complained of a reason code where nobody could answer so."""
        super().__init__(*args, **kwargs)
        self._refusal = refusal
        named: dict[str, Any] = self.fields
        named["office"].choices = [("", _("None")), *offices]
        named["colleague"].choices = [("", _("No, or the person does not want to say")), *colleagues]
        named["handler"].choices = [("", _("Your coordinators")), *handlers]

    def clean(self) -> dict[str, Any]:
        """Who is complained of does not answer, and somebody does."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"handler", "colleague"} <= cleaned.keys() and (
            reason := self._refusal(cleaned["handler"], cleaned["colleague"])
        ):
            self.add_error("handler", explain(reason))
        return cleaned


class HandlerForm(KitForm):
    """Who answers a complaint from now on."""

    handler = forms.ChoiceField(label=_("Who answers it?"))
    COORDINATORS = "coordinators"

    def __init__(self, *args: Any, handlers: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, Any] = self.fields
        named["handler"].choices = [(self.COORDINATORS, _("Your coordinators")), *handlers]

    def clean_handler(self) -> UUID | None:
        """The colleague; None for the coordinators."""
        said: str = self.cleaned_data["handler"]
        return None if said == self.COORDINATORS else UUID(said)


class ComplaintWordsForm(KitForm):
    """What is said, and what the person wants."""

    words = long_text(
        _("What does the person say?"),
        help_text=_("In the person’s own words. Sealed."),
        required=True,
        rows=6,
    )
    wish = long_text(_("What does the person want to happen?"), help_text=_("Sealed."), rows=2)
    received_on = PartialDateField(label=_("When was it said?"), latest=today, whole=True)
    answer_due = PartialDateField(
        label=_("By when do you answer?"), whole=True, help_text=_("Tell the person this day.")
    )

    def clean(self) -> dict[str, Any]:
        """An answer is due after the complaint was made."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        came, due = cleaned.get("received_on"), cleaned.get("answer_due")
        if came and due and due.earliest < came.earliest:
            self.add_error("answer_due", explain("due_before_received"))
        return cleaned


class ComplaintAnswerForm(KitForm):
    """How a complaint is answered."""

    outcome = CodedChoiceField(label=_("What came of it?"), choices=COMPLAINT_OUTCOMES.items(), unsaid=())
    answer = long_text(
        _("What do you answer?"), help_text=_("As you tell it to the person. Sealed."), required=True
    )
