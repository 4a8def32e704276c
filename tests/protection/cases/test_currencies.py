"""Currencies are stored as codes and offered with their names."""

from __future__ import annotations

import pytest
from django.utils import translation

from palermo.protection.cases.currencies import CURRENCIES, currency_choices


@pytest.mark.parametrize(
    ("language", "label"), [("en-gb", "XAF – Central African CFA Franc"), ("ar", "XAF – فرنك وسط أفريقي")]
)
def test_each_currency_is_offered_by_its_code_and_its_name_in_the_language_of_the_page(
    language: str, label: str
) -> None:
    with translation.override(language):
        offered = [(code, str(text)) for code, text in currency_choices()]
    assert [code for code, _text in offered] == ["", *CURRENCIES]
    assert ("XAF", label) in offered
    assert all(text.startswith(f"{code} – ") and len(text) > len(code) + 3 for code, text in offered[1:])
