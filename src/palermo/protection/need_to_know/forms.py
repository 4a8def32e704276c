"""The form of a never-share list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice
from palermo.kit.fields import CodedChoiceField, long_text, short_line
from palermo.kit.forms import KitForm
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.words import NEVER_KINDS
from palermo.trust.reasons import explain


class NeverShareForm(KitForm):
    """Whom or what never to share with."""

    kind = CodedChoiceField(label=_("What is it?"), choices=NEVER_KINDS.items(), unsaid=())
    office = forms.ChoiceField(
        label=_("Which organisation?"),
        required=False,
        help_text=_("Nothing about this file can be sent there, not even an enquiry without a name."),
    )
    words = short_line(
        _("Which person, or which place?"),
        help_text=_("Sealed. Shown as a warning before anything leaves; the program cannot check it."),
    )
    reason = long_text(_("Why?"), help_text=_("Only if the person wants it written. Sealed."), rows=2)

    def __init__(self, *args: Any, offices: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", _("Choose")), *offices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An office is chosen, an official or a place written."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind == NeverKind.OFFICE and not cleaned.get("office"):
            self.add_error("office", _("Choose the organisation."))
        elif kind in {NeverKind.OFFICIAL, NeverKind.PLACE} and not cleaned.get("words"):
            self.add_error("words", explain("never_share_without_words"))
        return cleaned
