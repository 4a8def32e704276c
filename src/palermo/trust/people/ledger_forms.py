"""Forms of the auditor about the ledger: which events, and a proof that was kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice
from palermo.kit.fields import id_or_none
from palermo.kit.forms import FilterForm, KitForm
from palermo.trust.ledger.exposure import Window
from palermo.trust.ledger.queries import Others, Sought
from palermo.trust.ledger.words import known_verbs, verb_words
from palermo.trust.reasons import explain
from palermo.trust.verbs import LedgerVerb

OFTEN = (LedgerVerb.REVEALED, LedgerVerb.REFUSED, LedgerVerb.PROBED)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class LedgerFilterForm(FilterForm):
    """From which day to which (inclusive, UTC), whose acts, which act; kept in the address."""

    first = _day(_("From"))
    last = _day(_("Until"))
    by = forms.ChoiceField(label=_("Who"))
    act = forms.ChoiceField(label=_("What"))

    def __init__(self, *args: Any, accounts: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        itself = (Others.SYSTEM.value, _now("Palermo itself"))
        self._offer("by", [("", _now("Anybody")), itself, *accounts])
        acts = sorted(((verb, verb_words(verb)) for verb in known_verbs()), key=lambda one: one[1].casefold())
        often = [(verb.value, verb_words(verb)) for verb in OFTEN]
        self._offer(
            "act", [("", _now("Anything")), (_now("Looked for most"), often), (_now("Every act"), acts)]
        )

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The last day does not lie before the first."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", explain("dates_out_of_order"))
        return cleaned

    def sought(self, *, about: Any = None) -> Sought:
        """The events that the filters in use name."""
        chosen = self.chosen
        window = Window.of_days(None, chosen.get("first"), chosen.get("last"))
        by = chosen.get("by", "")
        return Sought(
            since=window.since,
            until=window.until,
            by=Others(by) if by in set(Others) else id_or_none(by),
            verb=chosen.get("act", ""),
            about=about,
        )


class ProofForm(KitForm):
    """A proof that was kept: the line of the file."""

    line = forms.CharField(
        label=_("The proof you kept"),
        help_text=_('Open the file with a text editor and copy all of it. It begins with {"organisation".'),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )
