"""Forms about breaches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice
from palermo.kit.fields import CodedChoiceField, PartialDateField, today
from palermo.kit.forms import KitForm
from palermo.kit.office_time import day_begins, office_today
from palermo.kit.partial_date import PartialDate
from palermo.trust.ledger.codes import AuthorityAnswer, BreachKind, TellingOutcome
from palermo.trust.ledger.exposure import Window
from palermo.trust.people.breach_words import ANSWERS, KINDS, OUTCOMES
from palermo.trust.reasons import explain


class WindowForm(KitForm):
    """Whose acts, from which day to which (inclusive, UTC). `accounts` are the office's, past ones too."""

    account = forms.ChoiceField(label=_("Whose account"), required=False)
    first = PartialDateField(label=_("From"), whole=True, required=False, latest=today)
    last = PartialDateField(
        label=_("Until"),
        whole=True,
        required=False,
        help_text=_("The last day. Leave it empty for until now."),
    )

    def __init__(self, *args: Any, accounts: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Anybody’s")), *accounts]

    def clean(self) -> dict[str, Any]:
        """The last day does not lie before the first."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last.earliest < first.earliest:
            self.add_error("last", explain("dates_out_of_order"))
        return cleaned

    @property
    def window(self) -> Window:
        """The cleaned answers as the ledger is asked."""
        account, first, last = (self.cleaned_data[name] for name in ("account", "first", "last"))
        return Window.of_days(
            UUID(account) if account else None,
            first.earliest if first else None,
            last.earliest if last else None,
        )


class BreachForm(KitForm):
    """A breach to note: how it came about, since when it is known."""

    kind = CodedChoiceField(label=_("What happened?"), choices=KINDS.items(), unsaid=())
    known_on = PartialDateField(
        label=_("Since when does your office know?"),
        whole=True,
        latest=today,
        help_text=_(
            "The authority is told within 72 hours from then. For an earlier day the clock began as it began."
        ),
    )

    @property
    def chosen_kind(self) -> BreachKind:
        """How it came about."""
        return BreachKind(self.cleaned_data["kind"])

    @property
    def known_at(self) -> datetime:
        """Now for today, else the day's beginning: the clock runs rather too early than too late."""
        known: PartialDate = self.cleaned_data["known_on"]
        return timezone.now() if known.earliest == office_today() else day_begins(known.earliest)


class AuthorityForm(KitForm):
    """What came of telling the authority."""

    answer = CodedChoiceField(label=_("What came of it?"), choices=ANSWERS.items(), unsaid=())

    @property
    def chosen(self) -> AuthorityAnswer:
        """The answer."""
        return AuthorityAnswer(self.cleaned_data["answer"])


class TellingForm(KitForm):
    """What came of telling a person."""

    outcome = CodedChoiceField(
        label=_("What came of it?"),
        choices=[(code, text) for code, text in OUTCOMES.items() if code != TellingOutcome.ERASED],
        unsaid=(),
    )

    @property
    def chosen(self) -> TellingOutcome:
        """The outcome."""
        return TellingOutcome(self.cleaned_data["outcome"])
