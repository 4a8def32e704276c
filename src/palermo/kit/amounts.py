"""Amounts of money: told in their currency, and shown once more before they are kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.kit.cldr import currency_name
from palermo.kit.forms import KitForm
from palermo.kit.number_fields import number_words
from palermo.reference.currencies import decimals, in_units


def money_text(amount: Decimal, currency: str) -> str:
    """An amount with the decimals of its currency: "12.50 EUR"."""
    exact = in_units(amount, currency)
    return f"{number_words(amount if exact is None else exact)} {currency}"


class MoneyForm(KitForm):
    """A form with an amount and a currency. What it would keep is first shown as it will be kept.

    `money` names the two fields. A view keeps nothing while `is_to_be_seen`; the page then draws `kit/amount_seen.html`
    within the form, and the next sending says that it was seen.
    """

    money: ClassVar[tuple[str, str]] = ("cost", "currency")

    def clean(self) -> dict[str, Any]:
        """The amount has no more decimals than its currency."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        name, of = self.money
        amount, currency = cleaned.get(name), cleaned.get(of)
        if amount is not None and currency:
            exact = in_units(amount, currency)
            if exact is None:
                self.add_error(name, _too_exact(currency))
            else:
                cleaned[name] = exact
        return cleaned

    @property
    def seen_as(self) -> str:
        """What is sent along once the amount was shown: "12.50 EUR"; "" where there is none."""
        name, of = self.money
        amount = self.cleaned_data.get(name)
        return "" if amount is None else f"{amount:f} {self.cleaned_data.get(of)}"

    @property
    def is_to_be_seen(self) -> bool:
        """Whether a valid form has an amount that was not shown as it would be kept."""
        return self.is_valid() and self.seen_as != str(self.data.get(self.add_prefix("amount_seen"), ""))

    @property
    def amount_words(self) -> str:
        """The amount in its currency: "12.50 EUR (Euro)"."""
        name, of = self.money
        currency = self.cleaned_data[of]
        return _("%(amount)s (%(currency)s)") % {
            "amount": money_text(self.cleaned_data[name], currency),
            "currency": currency_name(currency),
        }


def _too_exact(currency: str) -> str:
    places = decimals(currency)
    if not places:
        return _("Enter a whole number: this currency has no smaller unit.")
    return ngettext(
        "Enter at most %(number)s decimal: this currency has no smaller unit.",
        "Enter at most %(number)s decimals: this currency has no smaller unit.",
        places,
    ) % {"number": places}
