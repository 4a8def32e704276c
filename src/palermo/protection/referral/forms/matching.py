"""Forms of finding a service: what matters, which ones, nothing found; and the answer of a waiting list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.directory.offers.codes import Access
from palermo.directory.offers.forms import zone_choices
from palermo.directory.offers.words import ACCESS, EXPLOITATION, STANDINGS
from palermo.kit.choices import Choice, Text, Unsaid, is_unsaid
from palermo.kit.fields import CodedChoiceField, CodedMultipleChoiceField
from palermo.kit.forms import KitForm
from palermo.kit.language_field import LanguagesField
from palermo.kit.number_fields import WholeNumberField
from palermo.kit.widgets import Checkboxes
from palermo.protection.cases.words import GENDERS, offered
from palermo.protection.referral.words.matching import UNMET, WAIT_WORDS
from palermo.protection.referral.words.referral import CHILDREN
from palermo.trust.reasons import explain

_ZONES: list[Choice] = [*zone_choices(), (Unsaid.NOT_KNOWN.value, Unsaid.NOT_KNOWN.label)]


class MattersForm(KitForm):
    """What matters for finding a service. It stays in this office; what is not known excludes nothing."""

    zone = forms.ChoiceField(label=_("Where is the person now?"), choices=_ZONES, initial="not_known")
    children = CodedChoiceField(
        label=_("Children who come along"), choices=offered(CHILDREN), initial="not_asked"
    )
    gender = CodedChoiceField(
        label=_("Gender, as the person puts it"), choices=offered(GENDERS), initial="not_asked"
    )
    languages = LanguagesField(
        label=_("Languages to be helped in"),
        required=False,
        help_text=_("One a line. Without one, no service says whether there is a common language."),
    )
    keep = forms.BooleanField(
        label=_("Write gender and languages into the file too"),
        required=False,
        help_text=_("Only if the person agrees that your office keeps them."),
    )
    access = CodedMultipleChoiceField(
        label=_("What does the person need because of a disability?"),
        choices=[(code, ACCESS[code]) for code in Access],
        initial=["not_asked"],
    )
    exploitation = CodedChoiceField(
        label=_("Form of exploitation, as far as it is known"),
        choices=EXPLOITATION.items(),
        initial="not_asked",
    )
    standing = CodedChoiceField(
        label=_("Where does identification stand?"), choices=STANDINGS.items(), initial="not_known"
    )

    def __init__(
        self,
        *args: Any,
        missing: Collection[str] = ("gender", "languages"),
        by_exploitation: bool = True,
        zone: str = "",
        **kwargs: Any,
    ) -> None:
        """`missing` is what the file does not say of gender and languages: it is asked here, the rest is not.

        The form of exploitation is asked only where a service chooses by it; `zone` is where the person was said to be
        this night.
        """
        first = {name: field.initial for name, field in self.base_fields.items()}
        if zone:
            first["zone"] = zone
        kwargs["initial"] = {**first, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for name in {"gender", "languages"} - set(missing):
            del self.fields[name]
        if not missing:
            del self.fields["keep"]
        if not by_exploitation:
            del self.fields["exploitation"]

    def clean_access(self) -> list[str]:
        """Either needs, or none."""
        chosen: list[str] = self.cleaned_data["access"]
        if Access.NONE in chosen and len(chosen) > 1:
            raise forms.ValidationError(_("Choose either what is needed or “None of these”, not both."))
        return [code for code in chosen if not is_unsaid(code)]


class ServicesForm(KitForm):
    """Which services are asked; one of each office."""

    services = forms.MultipleChoiceField(
        label=_("Which services do you ask?"),
        widget=Checkboxes(),
        help_text=_("You may ask several at once. Each office learns only of its own enquiry."),
        error_messages={
            "required": _(
                "Choose at least one service, or go back and say less. If nothing fits, record that below."
            )
        },
    )

    def __init__(
        self,
        *args: Any,
        offered: Iterable[Choice] = (),
        hints: Mapping[str, Text] | None = None,
        refusal: Callable[[Sequence[str]], str | None] = lambda _ids: None,
        **kwargs: Any,
    ) -> None:
        """`refusal` says of a choice why it may not be asked together (a reason code), or None."""
        super().__init__(*args, **kwargs)
        self._refusal = refusal
        field = self.fields["services"]
        field.choices = list(offered)  # type: ignore[attr-defined]
        field.widget.hints = hints or {}

    def clean_services(self) -> list[str]:
        """The services chosen, if they may be asked together."""
        chosen: list[str] = self.cleaned_data["services"]
        if reason := self._refusal(chosen):
            raise forms.ValidationError(explain(reason))
        return chosen


class UnmetForm(KitForm):
    """Why no service was found."""

    reason = CodedChoiceField(label=_("Why was no service found?"), choices=UNMET.items(), unsaid=())
    zone = forms.ChoiceField(label=_("Where is the person now?"), choices=_ZONES, initial="not_known")


class WaitlistForm(KitForm):
    """A waiting list is an answer with a time."""

    wait = CodedChoiceField(
        label=_("When do you say more?"),
        choices=WAIT_WORDS.items(),
        unsaid=(),
        help_text=_("The other office sees this time. If it passes, your answer is shown as overdue."),
    )
    position = WholeNumberField(
        label=_("Place on your list"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("For yourselves: no other office sees it."),
    )
