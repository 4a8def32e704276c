"""Forms of correcting an identity, as those of opening a case, and how far the file had been read; of what ends."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.fields import CodedChoiceField, PartialDateField
from palermo.kit.forms import KitForm
from palermo.protection.cases.forms.cases import AboutForm, SafeContactForm, WhoForm
from palermo.trust.retention.words import KEEP_REASONS


class SeenForm(KitForm):
    """Carries where the newest change stood in the office's chain when the page was made.

    What a colleague changes after that is shown before it is overwritten.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class SeenContactForm(SeenForm, SafeContactForm):
    """Safe contact, corrected."""


class SeenAboutForm(SeenForm, AboutForm):
    """Coarse answers, corrected."""


class SeenWhoForm(SeenForm, WhoForm):
    """Who the person is, corrected."""


class KeepLongerForm(KitForm):
    """Why a record is kept longer, and until when."""

    reason = CodedChoiceField(label=_("Why is it kept longer?"), choices=KEEP_REASONS.items(), unsaid=())
    until = PartialDateField(
        label=_("Until which day?"),
        help_text=_("At most a year from today. Then it is shown here for seven days again."),
        whole=True,
    )


class EndNowForm(KitForm):
    """That one knows what erasing a record means."""

    understood = forms.BooleanField(label=_("The texts cannot be brought back, by nobody"))


def seen_first(marks: Iterable[str]) -> int:
    """The earliest of the places in the chain that can be read; 0 when none can."""
    return min((int(mark) for mark in marks if mark.isascii() and mark.isdigit()), default=0)
