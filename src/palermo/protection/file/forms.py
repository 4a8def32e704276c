"""Forms of correcting an identity: those of opening a case, and how far the file had been read."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from palermo.kit.forms import KitForm
from palermo.protection.cases.forms.cases import AboutForm, SafeContactForm, WhoForm


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


def seen_first(marks: Iterable[str]) -> int:
    """The earliest of the places in the chain that can be read; 0 when none can."""
    return min((int(mark) for mark in marks if mark.isascii() and mark.isdigit()), default=0)
