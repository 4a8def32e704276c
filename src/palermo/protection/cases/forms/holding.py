"""Forms about the end of a file: why it must be kept, why it is erased."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.fields import CodedChoiceField
from palermo.kit.forms import KitForm
from palermo.protection.cases.words import ERASE_REASONS, HOLD_REASONS, offered


class HoldForm(KitForm):
    """Why the file must not be erased for now."""

    reason = CodedChoiceField(
        label=_("Why must this file be kept?"), choices=offered(HOLD_REASONS), unsaid=()
    )


class EraseForm(KitForm):
    """Why the person is erased, and that one knows what it means."""

    reason = CodedChoiceField(label=_("Why is this file erased?"), choices=offered(ERASE_REASONS), unsaid=())
    understood = forms.BooleanField(
        label=_("The file cannot be brought back, by nobody"),
        help_text=_("The key is destroyed. A restored backup destroys it again."),
    )
