"""Forms about a case and its person. Each question can be left open: a code is enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.amounts import MoneyForm
from palermo.kit.choices import Choice, Unsaid
from palermo.kit.fields import (
    CodedChoiceField,
    CodedMultipleChoiceField,
    PartialDateField,
    long_text,
    short_line,
    today,
)
from palermo.kit.forms import KitForm
from palermo.kit.language_field import LanguageField, language_or_why
from palermo.kit.number_fields import AmountField, WholeNumberField
from palermo.kit.partial_date import PartialDate
from palermo.kit.told_fields import NOT_SAID, ToldDateField
from palermo.protection.cases.currencies import currency_choices
from palermo.protection.cases.models.cases import LONGEST_WORD
from palermo.protection.cases.nationalities import further_choices, nationality_choices
from palermo.protection.cases.rules import (
    MOST_COST,
    MOST_UNITS,
    go_together,
    may_be_ethiopian,
    needs_two_for_age,
)
from palermo.protection.cases.words import (
    AGE_BANDS,
    CLOSE_REASONS,
    GENDERS,
    LANGUAGES,
    NEED_KINDS,
    URGENCIES,
    WISHES,
    offered,
)
from palermo.protection.cases.words.struck import STRUCK
from palermo.reference.persons import AgeBand
from palermo.trust.basis.words import CONSENT_FORMS
from palermo.trust.reasons import explain


class SafeContactForm(KitForm):
    """How the person may be reached without danger, and who may be told what."""

    safe_contact = long_text(
        _("How may the person be reached safely, and who may be told what?"),
        help_text=_(
            "When to call and when not, who else may pick up, what to say then, a code word, who must not know."
        ),
        rows=6,
    )


class AboutForm(KitForm):
    """What is known, in coarse answers."""

    age_band = CodedChoiceField(label=_("Age"), choices=offered(AGE_BANDS), initial=Unsaid.NOT_ASKED.value)
    gender = CodedChoiceField(
        label=_("Gender, as the person puts it"), choices=offered(GENDERS), initial=Unsaid.NOT_ASKED.value
    )
    nationality = forms.ChoiceField(
        label=_("Nationality"), choices=nationality_choices, initial=Unsaid.NOT_ASKED.value
    )
    nationality_2 = forms.ChoiceField(
        label=_("Another nationality"),
        choices=further_choices,
        required=False,
        help_text=_(
            "An embassy of each of these States may count the person as its own: think of whom not to tell."
        ),
    )
    nationality_3 = forms.ChoiceField(label=_("A third nationality"), choices=further_choices, required=False)
    language_1 = language_or_why(_("Language spoken best"))
    language_2 = LanguageField(label=_("Another language"), required=False, help_text="")
    language_3 = LanguageField(label=_("A third language"), required=False, help_text="")

    def __init__(self, *args: Any, is_child: bool = False, **kwargs: Any) -> None:
        """`is_child` says that the person is treated as a child now: no one colleague alone ends that."""
        super().__init__(*args, **kwargs)
        self._was_child = is_child

    def clean_age_band(self) -> str:
        """The age, unless it would take a child's protection away."""
        said: str = self.cleaned_data["age_band"]
        if self._was_child and needs_two_for_age(AgeBand.IN_DOUBT, said):
            raise forms.ValidationError(explain("age_needs_two_people"))
        return said

    def clean(self) -> dict[str, Any]:
        """Another nationality stands beside a first one, never beside a reason for having none."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "nationality" in said and not go_together([said["nationality"], *self.other_nationalities(said)]):
            self.add_error("nationality", explain("nationalities_apart"))
        return said

    @staticmethod
    def other_nationalities(answers: Mapping[str, Any]) -> list[str]:
        """The nationalities told beside the first, each once."""
        codes = [answers.get(f"nationality_{number}", "") for number in (2, 3)]
        return [code for code in dict.fromkeys(codes) if code and code != answers.get("nationality")]

    @staticmethod
    def languages(answers: dict[str, Any]) -> list[str]:
        """The languages answered, each once, the best first."""
        codes = [answers[f"language_{number}"] for number in (1, 2, 3)]
        return list(dict.fromkeys(code for code in codes if code in LANGUAGES))


class WhoForm(KitForm):
    """Who the person is. All of it sealed, none of it asked for help to begin."""

    name = short_line(_("Name"), help_text=_("As the person gives it. Any script will do."))
    other_names = long_text(
        _("Other names"), help_text=_("One a line: names used before, or given by others."), rows=2
    )
    birth = ToldDateField(
        label=_("Date of birth"),
        help_text=_(
            "Leave out what is not known; the year alone is fine. Who may be under 18 by it is treated as a child."
        ),
        latest=today,
        required=False,
    )
    contact = long_text(_("Telephone or address"), rows=2)
    narrative = long_text(
        _("What the person told"),
        help_text=_("Only what the work needs, in the person's own words where possible."),
        rows=6,
    )

    def __init__(
        self,
        *args: Any,
        about: Mapping[str, Any] | None = None,
        recorded: Callable[[], str] = str,
        **kwargs: Any,
    ) -> None:
        """`about` are the answers about the person, as far as they were given; `recorded` gives the birth on file."""
        super().__init__(*args, **kwargs)
        self._about, self._recorded = about or {}, recorded

    def clean_birth(self) -> Any:
        """A year that may be one of another calendar is asked about where it decides whether they are a child.

        What is on file stands: whoever corrects another answer is not held up.
        """
        birth: PartialDate | None = self.cleaned_data["birth"]
        asked = self.data.get(self.add_prefix("birth_calendar"), NOT_SAID) != NOT_SAID
        spoken = [str(self._about.get(f"language_{number}", "")) for number in (1, 2, 3)]
        if (
            birth is not None
            and not asked
            and may_be_ethiopian(
                birth,
                languages=spoken,
                nationalities=[
                    self._about.get("nationality", ""),
                    *AboutForm.other_nationalities(self._about),
                ],
                day=today(),
            )
            and birth.iso != self._recorded()
        ):
            raise forms.ValidationError(
                _(
                    "Choose the calendar below: told in Ethiopian years, they were born seven to eight years later and"
                    " may be under 18."
                ),
                code="which_calendar",
                params={"part": "year"},
            )
        return birth


class KnownAsForm(KitForm):
    """The word that colleagues say for the case."""

    known_as = forms.CharField(
        label=_("Known as"),
        help_text=_(
            "Never the name, nor a part of it: this word stands in lists that somebody may read over your shoulder."
        ),
        max_length=LONGEST_WORD,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class NeedForm(KitForm):
    """One more need."""

    kind = CodedChoiceField(label=_("What is needed?"), choices=offered(NEED_KINDS), unsaid=())
    urgency = CodedChoiceField(label=_("How soon?"), choices=offered(URGENCIES), unsaid=())
    wanted_by_person = CodedChoiceField(
        label=_("Does the person want help with this?"),
        choices=offered(WISHES),
        initial=Unsaid.NOT_ASKED.value,
    )


class AssistanceForm(MoneyForm):
    """Help that was given."""

    kind = CodedChoiceField(label=_("What help was given?"), choices=offered(NEED_KINDS), unsaid=())
    given_on = PartialDateField(
        label=_("When?"), help_text=_("Leave out what is not known exactly."), latest=today
    )
    units = WholeNumberField(
        label=_("How much?"),
        help_text=_("Nights, sessions, hours or parcels: a number."),
        min_value=1,
        max_value=MOST_UNITS,
        initial=1,
    )
    meets = CodedMultipleChoiceField(
        label=_("Does this meet the need?"),
        help_text=_("What you tick is met, and leaves Today. Leave it where the person still needs it."),
        choices=(),
        unsaid=(),
        required=False,
    )
    note = long_text(_("Note"), help_text=_("Sealed like the name. Leave it empty where nothing is needed."))
    cost = AmountField(
        label=_("What did it cost, if you know?"),
        help_text=_("For all of it. Nobody is asked for this, and nothing waits for it."),
        required=False,
        max_value=MOST_COST,
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices, required=False)

    def __init__(self, *args: Any, needs: Iterable[Choice] = (), **kwargs: Any) -> None:
        """`needs` are what is open in the case; without any nothing is asked of them."""
        super().__init__(*args, **kwargs)
        offered_needs = list(needs)
        if offered_needs:
            self.fields["meets"].choices = offered_needs  # type: ignore[attr-defined]
        else:
            del self.fields["meets"]

    def clean_meets(self) -> list[UUID]:
        """The needs as ids."""
        return [UUID(pk) for pk in self.cleaned_data["meets"]]

    def clean(self) -> dict[str, Any]:
        """An amount has a currency, and a currency an amount."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "cost" not in self.errors and (cleaned.get("cost") is None) is not (not cleaned.get("currency")):
            self.add_error("cost", explain("cost_and_currency"))
        return cleaned


class StrikeForm(KitForm):
    """Why an entry was made in error."""

    why = CodedChoiceField(label=_("Why was it an error?"), choices=STRUCK.items(), unsaid=())


class ServiceAnswerForm(KitForm):
    """A yes or no of the person to one service of this office. Neither is the better answer."""

    service = CodedChoiceField(label=_("To which service?"), choices=offered(NEED_KINDS), unsaid=())
    answer = CodedChoiceField(
        label=_("What does the person say?"),
        choices=[("yes", _("Yes: I want this from you")), ("no", _("No: I do not want this from you"))],
        unsaid=(),
    )
    form = CodedChoiceField(label=_("How was it said?"), choices=CONSENT_FORMS.items(), unsaid=())


class AssignForm(KitForm):
    """Who is to work on the case too."""

    colleague = forms.ChoiceField(label=_("Who is to work on this case?"))

    def __init__(self, *args: Any, colleagues: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a colleague")), *colleagues]
        self.fields["colleague"].choices = choices  # type: ignore[attr-defined]


class CloseForm(KitForm):
    """Why and when a case is closed."""

    reason = CodedChoiceField(
        label=_("Why is it closed?"),
        choices=offered(CLOSE_REASONS),
        unsaid=(),
        help_text=_("A case is never closed because somebody will not speak with police or a court."),
    )
    closed_on = PartialDateField(label=_("On which day?"), latest=today, whole=True)
