"""Forms of the sending side: the enquiry, the person's answer, disclosure without consent, the slice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice
from palermo.kit.fields import CodedChoiceField, CodedMultipleChoiceField, PartialDateField
from palermo.kit.forms import KitForm
from palermo.kit.office_time import office_today
from palermo.kit.widgets import Checkboxes
from palermo.protection.cases.words import AGE_BANDS, GENDERS, LANGUAGES, URGENCIES, offered
from palermo.protection.children.said_yes import SaidYesForm
from palermo.protection.referral.words.referral import CHILDREN, CONSENT_LASTS
from palermo.reference.persons import Urgency, is_child
from palermo.reference.profiles import ConsentLasts
from palermo.trust.basis.rules import OF_IDENTIFICATION, DataClass, GivenBy, OverrideGround
from palermo.trust.basis.words import DATA_CLASSES, GROUNDS
from palermo.trust.reasons import explain

ANSWER_WITHIN: dict[str, timedelta] = {
    "hours_4": timedelta(hours=4),
    "day_1": timedelta(days=1),
    "days_3": timedelta(days=3),
    "week_1": timedelta(days=7),
}

ANSWER_BY_URGENCY = {Urgency.TONIGHT: "hours_4", Urgency.DAYS: "day_1", Urgency.WEEKS: "days_3"}
"""By when an answer is asked for unless the colleague says otherwise."""

CONSENT_TEXT_VERSION = "disclosure-2"
"""The version of the words under "Tell the person this first" (templates/protection/referral/referral_answer.html)."""

LONGEST_CONSENT = timedelta(days=366)
LASTS = {
    ConsentLasts.HELP_ENDS: timedelta(days=365),
    ConsentLasts.MONTHS_3: timedelta(days=91),
    ConsentLasts.YEAR: timedelta(days=365),
}
"""How long a yes holds at most, by what was chosen; of a day of one's own the day says it."""


class RecipientForm(KitForm):
    """Which office is asked; only those with a live agreement for assistance can be chosen."""

    recipient = CodedChoiceField(label=_("Which office?"), choices=(), unsaid=())

    def __init__(self, *args: Any, offices: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].choices = list(offices)  # type: ignore[attr-defined]


class EnquiryForm(KitForm):
    """What the enquiry says: coded and coarse, nothing by which the person could be known."""

    urgency = CodedChoiceField(label=_("How soon is help needed?"), choices=URGENCIES.items(), unsaid=())
    age_band = CodedChoiceField(label=_("Age"), choices=offered(AGE_BANDS))
    gender = CodedChoiceField(label=_("Gender, as the person puts it"), choices=offered(GENDERS))
    languages = forms.MultipleChoiceField(
        label=_("Languages to be helped in"),
        widget=Checkboxes(),
        required=False,
    )
    children = CodedChoiceField(label=_("Children who come along"), choices=offered(CHILDREN))
    answer_within = CodedChoiceField(
        label=_("When do you need an answer?"),
        choices=[
            ("hours_4", _("Within 4 hours")),
            ("day_1", _("Within a day")),
            ("days_3", _("Within 3 days")),
            ("week_1", _("Within a week")),
        ],
        unsaid=(),
        help_text=_("A late answer is shown as overdue. It closes nothing."),
    )

    def __init__(self, *args: Any, details: dict[str, Any] | None = None, **kwargs: Any) -> None:
        """`details` are what the file says already; they are filled in, not sent unseen."""
        kwargs["initial"] = {**(details or {}), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        # Only languages that the file knows: the list of all of them is asked once, with the person.
        known = [
            (code, LANGUAGES[code]) for code in (details or {}).get("languages", ()) if code in LANGUAGES
        ]
        self.fields["languages"].choices = known  # type: ignore[attr-defined]
        if not known:
            del self.fields["languages"]
        if is_child((details or {}).get("age_band", "")):
            # Who is treated as a child goes as a child: that they are none, no one colleague decides.
            label = self.fields["age_band"].label
            bands = [choice for choice in offered(AGE_BANDS) if is_child(choice[0])]
            self.fields["age_band"] = CodedChoiceField(label=label, choices=bands, unsaid=())


def shareable(classes: Iterable[str]) -> list[Choice]:
    """Choices of the classes of data that may be ticked; safe contact always goes and is not among them."""
    allowed = set(classes)
    return [
        (code, label)
        for code, label in DATA_CLASSES.items()
        if code in allowed and code not in {DataClass.SAFE_CONTACT, *OF_IDENTIFICATION}
    ]


class AnswerForm(KitForm):
    """The person's answer to being known to this office: yes, or no. Both are normal."""

    answer = CodedChoiceField(
        label=_("What does the person say?"),
        choices=[
            ("yes", _("Yes: this office may know who I am")),
            ("no", _("No: this office is not to know who I am")),
        ],
        unsaid=(),
    )


class ConsentForm(SaidYesForm):
    """How consent was given, what it covers, until when."""

    alternative_existed = CodedChoiceField(
        label=_("Could the person say no and still be helped?"),
        choices=[("yes", _("Yes")), ("no", _("No, there was no other help"))],
        unsaid=(),
        hints={
            "no": _(
                "Record it as it is. A yes without another way is a weak one: say that your office helps all the "
                "same, and ask again as soon as there is other help."
            ),
        },
    )
    data_classes = CodedMultipleChoiceField(
        label=_("What may this office know?"),
        choices=(),
        unsaid=(),
        help_text=_("How to contact the person safely always goes along."),
        error_messages={
            "required": _("Tick what this office may know. If it may know nothing, go back and record a no.")
        },
    )
    until = CodedChoiceField(
        label=_("Until when?"),
        choices=CONSENT_LASTS.items(),
        unsaid=(),
        help_text=_("At most a year. The person can take it back at any time."),
    )
    valid_until = PartialDateField(
        label=_("Which day? Only if you chose a day"),
        whole=True,
        required=False,
        earliest=lambda: office_today(),
        latest=lambda: office_today() + LONGEST_CONSENT,
    )

    from_paper = forms.BooleanField(
        label=_("The yes was written on paper before"),
        required=False,
        help_text=_("Then the day and the form are asked next."),
    )

    field_order = ("told_limits", "alternative_existed", "given_by", "guardian", "form", "language")

    def __init__(
        self,
        *args: Any,
        classes: Iterable[str] = (),
        is_child: bool = False,
        language: str = "",
        until: str = "",
        **kwargs: Any,
    ) -> None:
        """`language` is the one the person was informed in, `until` what the State's profile proposes.

        Both are filled in, and so is who said it where only one can have.
        """
        super().__init__(*args, is_child=is_child, **kwargs)
        self.fields["language"].initial = language
        self.fields["until"].initial = until
        self.fields["given_by"].initial = GivenBy.GUARDIAN if is_child else GivenBy.SELF
        choices = shareable(classes)
        self.fields["data_classes"].choices = choices  # type: ignore[attr-defined]
        self.fields["data_classes"].required = bool(choices)

    def clean(self) -> dict[str, Any]:
        """The last day on which the consent holds, as `last_day`; a day of one's own has to be named."""
        said: dict[str, Any] = super().clean() or {}
        if until := said.get("until"):
            day = said.get("valid_until")
            if until == ConsentLasts.DAY and day is None and "valid_until" not in self.errors:
                self.add_error("valid_until", _("Enter the day until which the yes holds."))
            elif until == ConsentLasts.DAY and day is not None:
                said["last_day"] = day.latest
            else:
                said["last_day"] = office_today() + LASTS[ConsentLasts(until)]
        return said


class OverrideForm(KitForm):
    """A lawful disclosure without consent: its ground and the least data it needs."""

    ground = CodedChoiceField(
        label=_("On which ground?"),
        choices=GROUNDS.items(),
        unsaid=(),
        hints={
            OverrideGround.DANGER_TO_LIFE: _(
                "You may act alone, with the least data, for 24 hours. A second person reviews it within 24 hours."
            ),
            OverrideGround.DUTY_TO_REPORT: _("A second person must approve before anything leaves."),
            OverrideGround.COURT_ORDER: _("A second person must approve before anything leaves."),
        },
    )
    data_classes = CodedMultipleChoiceField(
        label=_("The least data this needs"),
        choices=(),
        unsaid=(),
        required=False,
        help_text=_("How to contact the person safely always goes along."),
    )

    def __init__(self, *args: Any, classes: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["data_classes"].choices = shareable(classes)  # type: ignore[attr-defined]


class SliceForm(KitForm):
    """Which of the classes that may leave do leave."""

    data_classes = CodedMultipleChoiceField(
        label=_("What goes to this office?"),
        choices=(),
        unsaid=(),
        required=False,
        help_text=_(
            "Untick what the office does not need. How to contact the person safely always goes along."
        ),
    )

    def __init__(
        self,
        *args: Any,
        classes: Iterable[str] = (),
        refusal: Callable[[Iterable[str]], str | None] = lambda _codes: None,
        **kwargs: Any,
    ) -> None:
        """`refusal` says of a choice why it may not leave together (a reason code), or None."""
        super().__init__(*args, **kwargs)
        self._refusal = refusal
        field = self.fields["data_classes"]
        field.choices = shareable(classes)  # type: ignore[attr-defined]
        field.initial = [code for code, _label in shareable(classes)]

    def clean_data_classes(self) -> list[str]:
        """The classes chosen, if one agreement covers all of them."""
        chosen: list[str] = self.cleaned_data["data_classes"]
        if reason := self._refusal(chosen):
            raise forms.ValidationError(explain(reason))
        return chosen
