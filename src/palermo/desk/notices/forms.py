"""Choosing how one is told, and how an office's mails look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.desk.notices.codes import NoticeKind, NoticeMode
from palermo.desk.notices.words import KINDS, MODE_HINTS, MODES
from palermo.kit.choices import Text
from palermo.kit.forms import KitForm
from palermo.kit.widgets import Checkboxes, Radios

SENDER_LENGTH, TITLE_LENGTH = 40, 60
_HOURS = [(str(hour), f"{hour:02}:00") for hour in range(24)]


class NoticeForm(KitForm):
    """How a colleague is told that something waits."""

    mode = forms.ChoiceField(
        label=_("When is a mail sent to you?"),
        choices=[(mode.value, words) for mode, words in MODES.items()],
        widget=Radios(hints=MODE_HINTS),
    )
    kinds = forms.MultipleChoiceField(
        label=_("When something comes in: of what?"),
        help_text=_("The mail never says which."),
        widget=Checkboxes(),
        required=False,
    )
    quiet_from = forms.ChoiceField(
        label=_("When something comes in: no mail from"),
        choices=[("", _("No quiet hours")), *_HOURS],
        required=False,
    )
    quiet_until = forms.ChoiceField(
        label=_("until"),
        help_text=_("Hours of your office. What comes in meanwhile is told in the first hour after them."),
        choices=[("", _("No quiet hours")), *_HOURS],
        required=False,
    )
    beat_hour = forms.ChoiceField(
        label=_("Every day: at what hour?"),
        help_text=_("In the hour of your office that begins then, at a minute that is drawn."),
        choices=[("", _("Choose")), *_HOURS],
        required=False,
    )

    def __init__(self, *args: Any, kinds: Sequence[NoticeKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kinds"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(kind.value, KINDS[kind]) for kind in kinds]

    @property
    def chosen(self) -> dict[str, Any]:
        """The cleaned answers as the service wants them."""
        said = self.cleaned_data
        hours = ("beat_hour", "quiet_from", "quiet_until")
        return {
            "mode": NoticeMode(said["mode"]),
            "kinds": [NoticeKind(kind) for kind in said["kinds"]],
            **{name: int(said[name]) if said[name] else None for name in hours},
        }


def _line(label: Text, *, help_text: Text, max_length: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=max_length,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class LookForm(KitForm):
    """How the mails of an office look."""

    sender = _line(
        _("Whom do the mails say they come from?"),
        help_text=_(
            "A neutral word, such as a first name or a calendar. Empty: the address of the server alone."
        ),
        max_length=SENDER_LENGTH,
    )
    title = _line(
        _("What is their title?"),
        help_text=_("It stands on locked telephones, where others read it. Empty: “Something waits”."),
        max_length=TITLE_LENGTH,
    )
