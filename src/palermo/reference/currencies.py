"""Currencies: how many decimals an amount has (ISO 4217, list one; facts of the standard)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

_NONE: Final = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
_THREE: Final = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])


def decimals(currency: str) -> int:
    """How many decimals the smallest unit of a currency (ISO 4217) takes.

    >>> decimals("EUR"), decimals("JPY"), decimals("KWD")
    (2, 0, 3)
    """
    return 0 if currency in _NONE else 3 if currency in _THREE else 2


def in_units(amount: Decimal, currency: str) -> Decimal | None:
    """The amount with the decimals of its currency; None where it has more than there are.

    >>> in_units(Decimal("12.5"), "EUR"), in_units(Decimal("12.5"), "JPY"), in_units(Decimal("1200.00"), "JPY")
    (Decimal('12.50'), None, Decimal('1200'))
    """
    rounded = amount.quantize(Decimal(1).scaleb(-decimals(currency)))
    return rounded if rounded == amount else None
