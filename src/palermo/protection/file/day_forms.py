"""Forms of the working day: notes, tasks, appointments, safety plans, hand-overs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from palermo.desk.appointments.words import APPOINTMENT_KINDS
from palermo.desk.duties.words import DUTIES
from palermo.desk.notes.words import NOTE_KINDS, STRIKE_REASONS
from palermo.desk.safety.prompts import PROMPTS
from palermo.kit.choices import Choice
from palermo.kit.fields import CodedChoiceField, PartialDateField, long_text, short_line, today
from palermo.kit.forms import FilterForm, KitForm
from palermo.kit.hour_field import HourField

Colleagues = Sequence[Choice]
NOBODY: Choice = ("", _("Nobody of the office"))


def local_day() -> date:
    """Today by the office's clock."""
    return timezone.localdate()


def _next_year() -> date:
    return local_day() + timedelta(days=730)


class NoteForm(KitForm):
    """What happened. Day and hour are filled in: now."""

    kind = CodedChoiceField(label=_("What was it?"), choices=NOTE_KINDS.items(), unsaid=())
    text = long_text(
        _("What happened?"),
        help_text=_("Sealed. The person may ask to read this, and a court may order it to be shown."),
        rows=7,
        required=True,
    )
    third_person = forms.BooleanField(
        label=_("It also concerns somebody else"),
        help_text=_(
            "A relative, a friend, another person helped: it is looked at before anybody is shown it."
        ),
        required=False,
    )
    day = PartialDateField(
        label=_("When was it?"),
        help_text=_("Leave out the day where it is not known."),
        required=False,
        latest=today,
    )
    hour = HourField(label=_("At what time?"), required=False)


class StrikeForm(KitForm):
    """Why something is struck out."""

    why = CodedChoiceField(label=_("Why?"), choices=STRIKE_REASONS.items(), unsaid=())


class TaskForm(KitForm):
    """A task for oneself or a colleague of the case."""

    what = forms.ChoiceField(label=_("What is to be done?"), choices=list(DUTIES.items()))
    words = short_line(
        _("In a few words"),
        help_text=_("Sealed. Who works on the case reads it; lists show the choice above."),
    )
    day = PartialDateField(label=_("By when?"), whole=True, earliest=local_day, latest=_next_year)
    colleague = forms.ChoiceField(label=_("Who does it?"))

    def __init__(self, *args: Any, colleagues: Colleagues, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = list(colleagues)  # type: ignore[attr-defined]


class PassOnForm(KitForm):
    """To whom a task goes."""

    colleague = forms.ChoiceField(label=_("Who does it from now on?"))

    def __init__(self, *args: Any, colleagues: Colleagues, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = list(colleagues)  # type: ignore[attr-defined]


class WhenForm(KitForm):
    """Day and hour of an appointment, and who goes along."""

    day = PartialDateField(label=_("On which day?"), whole=True, earliest=local_day, latest=_next_year)
    hour = HourField(
        label=_("At what time?"),
        help_text=_("By the clock of your office. Empty where only the day is known."),
        required=False,
    )
    colleague = forms.ChoiceField(label=_("Who goes along?"), required=False)

    def __init__(self, *args: Any, colleagues: Colleagues, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = [NOBODY, *colleagues]  # type: ignore[attr-defined]


class AppointmentForm(WhenForm):
    """An appointment of the person's."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=list(APPOINTMENT_KINDS.items()))
    place = short_line(_("Where?"), help_text=_("Sealed. Empty is fine."))
    with_whom = short_line(_("With whom?"), help_text=_("Sealed. Empty is fine."))
    field_order = ("kind", "day", "hour", "place", "with_whom", "colleague")


class SafetyForm(KitForm):
    """The prompts of a safety plan, and the day on which it is looked at again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, prompt in PROMPTS.items():
            self.fields[code] = long_text(prompt.words, help_text=prompt.hint, rows=3)
        self.fields["review"] = PartialDateField(
            label=_("When is it looked at again?"),
            help_text=_("With the person. Sooner when something changes."),
            whole=True,
            earliest=local_day,
            latest=_next_year,
        )

    @property
    def answers(self) -> dict[str, str]:
        """What was written, by the codes of the prompts."""
        return {code: self.cleaned_data.get(code, "") for code in PROMPTS}


class ShiftForm(FilterForm):
    """Since when a colleague looks back."""

    since = HourField(label=_("Since what time?"), help_text=_("When your shift began."))


class HandoverForm(KitForm):
    """The line of a hand-over."""

    line = long_text(
        _("What else should they know?"),
        help_text=_(
            "Sealed. Codes and words, no names. Only who may open every case that is listed above reads this line."
        ),
        rows=4,
        max_length=1000,
    )
