"""The form of what goes after the first slice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from palermo.protection.referral.forms.sending import SliceForm


class MoreForm(SliceForm):
    """Which further classes leave to an office that has the person's file; those already sent may go again."""

    def __init__(self, *args: Any, sent: Iterable[str] = (), **kwargs: Any) -> None:
        """`sent` are the classes that went before: what is new is ticked, the rest is not."""
        super().__init__(*args, **kwargs)
        before = set(sent)
        field = self.fields["data_classes"]
        field.help_text = _("How to contact the person safely always goes along, as it stands now.")
        field.initial = [code for code, _label in field.choices if code not in before]  # type: ignore[attr-defined]
        self.fields["data_classes"].widget.hints = {
            code: _("Sent before; it goes again as it stands now")
            for code, _label in field.choices  # type: ignore[attr-defined]
            if code in before
        }
