"""Forms of conferences: calling one, the yes for one office, decisions, dissent, the note, and what a seat says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.desk.duties.words import DUTIES
from palermo.kit.choices import Choice
from palermo.kit.fields import (
    CodedChoiceField,
    CodedMultipleChoiceField,
    PartialDateField,
    long_text,
    short_line,
)
from palermo.kit.forms import KitForm
from palermo.kit.hour_field import HourField
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.children.said_yes import SaidYesForm
from palermo.protection.conference.codes import Coming, PersonPart, SightEnd
from palermo.protection.conference.terms import OFFERED
from palermo.protection.conference.words import COMING, DISSENT, PERSON_PARTS, POINTS, SIGHT_ENDS, WHERE
from palermo.trust.basis.words import DATA_CLASSES
from palermo.trust.reasons import explain

LONGEST_YES = timedelta(days=180)
MOST_WORDS = 1000


def _year_ahead() -> date:
    return office_today() + timedelta(days=365)


class CallForm(KitForm):
    """When, where and about what."""

    day = PartialDateField(
        label=_("On which day?"), whole=True, earliest=lambda: office_today(), latest=_year_ahead
    )
    hour = HourField(label=_("At what time?"), help_text=_("By the clock of your office; others read it so."))
    place_kind = CodedChoiceField(label=_("Where does one meet?"), choices=WHERE.items(), unsaid=())
    place = short_line(
        _("Where exactly?"), help_text=_("Sealed. It goes to the offices that are called. Empty is fine.")
    )
    points = CodedMultipleChoiceField(
        label=_("What is to be talked about?"), choices=POINTS.items(), unsaid=()
    )
    words = long_text(
        _("In a few words"),
        rows=3,
        max_length=MOST_WORDS,
        help_text=_("Sealed. It goes only to offices that the person lets know what is needed. No name."),
    )


class PersonForm(KitForm):
    """What the person said when they were asked to take part."""

    part = CodedChoiceField(
        label=_("What does the person say?"),
        choices=[(code, words) for code, words in PERSON_PARTS.items() if code != PersonPart.NOT_ASKED],
        unsaid=(),
    )


class OfficeForm(KitForm):
    """Which office is called."""

    office = forms.ChoiceField(label=_("Which office is called?"))

    def __init__(self, *args: Any, offices: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", _("Choose an office")), *offices]  # type: ignore[attr-defined]


class ClassesForm(KitForm):
    """What one office may know: the person chooses each."""

    data_classes = CodedMultipleChoiceField(
        label=_("What may this office know?"),
        choices=(),
        unsaid=(),
        required=False,
        help_text=_("How to contact the person safely, and where one meets, always go along."),
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
        self._refusal, allowed = refusal, set(classes)
        self.fields["data_classes"].choices = [  # type: ignore[attr-defined]
            (code.value, DATA_CLASSES[code.value]) for code in OFFERED if code.value in allowed
        ]

    def clean_data_classes(self) -> list[str]:
        """The classes chosen, if one agreement covers all of them."""
        chosen: list[str] = self.cleaned_data["data_classes"]
        if reason := self._refusal(chosen):
            raise forms.ValidationError(explain(reason))
        return chosen


class YesForm(SaidYesForm):
    """How the yes for one office was given. Without it nothing leaves."""

    valid_until = PartialDateField(
        label=_("Until when?"),
        whole=True,
        earliest=lambda: office_today(),
        latest=lambda: office_today() + LONGEST_YES,
        help_text=_("After this day the office sees nothing of it. The person can take it back at any time."),
        initial=lambda: PartialDate.of(office_today() + timedelta(days=90)),
    )

    def clean_valid_until(self) -> date:
        """The last day on which the yes holds."""
        last: date = self.cleaned_data["valid_until"].latest
        return last


class AuthorityForm(YesForm):
    """Which authority sits there, what may be said before it, and how the person said that they wish it."""

    office = forms.ChoiceField(label=_("Which authority does the person wish there?"))
    wished = forms.BooleanField(
        label=_("The person wishes it there, and said so without being asked to agree"),
        error_messages={"required": _("It sits there only if the person wishes it.")},
    )
    data_classes = CodedMultipleChoiceField(
        label=_("What may be said while it is there?"),
        choices=[(code.value, DATA_CLASSES[code.value]) for code in OFFERED],
        unsaid=(),
    )
    field_order = ("office", "wished", "data_classes", "told_limits")

    def __init__(self, *args: Any, offices: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", _("Choose an authority")), *offices]  # type: ignore[attr-defined]


class NoteForm(KitForm):
    """The one note."""

    text = long_text(
        _("Note"),
        rows=6,
        required=True,
        help_text=_(
            "Sealed, for your office alone; no minutes, no words of others. "
            "The person may ask to read this, and a court may order it to be shown."
        ),
    )


class DecideForm(KitForm):
    """Which office does what by when."""

    office = forms.ChoiceField(label=_("Which office does it?"))
    what = forms.ChoiceField(label=_("What is to be done?"), choices=list(DUTIES.items()))
    words = short_line(
        _("In a few words"),
        help_text=_("Sealed. Only the office that does it reads it, if it may know what is needed. No name."),
    )
    day = PartialDateField(
        label=_("By when?"), whole=True, earliest=lambda: office_today(), latest=_year_ahead
    )
    colleague = forms.ChoiceField(
        label=_("Where your office does it: who?"),
        required=False,
        help_text=_("Another office gives it to a colleague itself."),
    )

    def __init__(
        self, *args: Any, offices: Sequence[Choice] = (), colleagues: Sequence[Choice] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = list(offices)  # type: ignore[attr-defined]
        self.fields["colleague"].choices = list(colleagues)  # type: ignore[attr-defined]


class DissentForm(KitForm):
    """Who does not agree, and why."""

    office = forms.ChoiceField(label=_("Which office does not agree?"))
    why = CodedChoiceField(label=_("Why not?"), choices=DISSENT.items(), unsaid=())

    def __init__(self, *args: Any, offices: Sequence[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = list(offices)  # type: ignore[attr-defined]


class EndForm(KitForm):
    """Why an office sees the conference no longer."""

    why = CodedChoiceField(
        label=_("Why?"),
        choices=[
            (SightEnd.WITHDRAWN.value, _("The person takes the yes for it back")),
            (SightEnd.TAKEN_OUT.value, SIGHT_ENDS[SightEnd.TAKEN_OUT]),
        ],
        unsaid=(),
    )


class AnswerForm(KitForm):
    """Whether an office comes, and who of it."""

    coming = CodedChoiceField(
        label=_("Does your office come?"),
        choices=[(code, words) for code, words in COMING.items() if code != Coming.NO_ANSWER],
        unsaid=(),
    )
    colleague = forms.ChoiceField(
        label=_("Who takes part?"),
        required=False,
        help_text=_("This colleague sees the conference from then on."),
    )

    def __init__(self, *args: Any, colleagues: Sequence[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = [("", _("I do")), *colleagues]  # type: ignore[attr-defined]


class SeatDissentForm(KitForm):
    """With which decision an office does not agree, and why."""

    number = forms.ChoiceField(label=_("With which decision?"))
    why = CodedChoiceField(label=_("Why not?"), choices=DISSENT.items(), unsaid=())

    def __init__(self, *args: Any, decisions: Sequence[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].choices = list(decisions)  # type: ignore[attr-defined]
