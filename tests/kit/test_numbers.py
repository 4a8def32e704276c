"""Numbers and amounts as people type them: read by what was typed, asked back where two habits differ."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

import palermo
from palermo.kit.amounts import MoneyForm, money_text
from palermo.kit.cldr import currency_name
from palermo.kit.number_fields import AmountField, WholeNumberField
from palermo.kit.numbers import readings
from palermo.reference.currencies import decimals, in_units

FIGURES = [
    "0123456789",
    "٠١٢٣٤٥٦٧٨٩",
    "۰۱۲۳۴۵۶۷۸۹",
    "०१२३४५६७८९",
    "០១២៣៤៥៦៧៨៩",
    "၀၁၂၃၄၅၆၇၈၉",
    "０１２３４５６７８９",
]
HABITS = [
    (",", "."),
    (".", ","),
    (" ", ","),
    ("\u202f", ","),
    ("\u00a0", "."),
    ("'", "."),
    ("\u2019", ","),
    ("\u066c", "\u066b"),
]
amounts = st.decimals(0, 9_999_999, places=2)


class Form(MoneyForm):
    units = WholeNumberField(label="Units", min_value=1, max_value=500, required=False)
    cost = AmountField(label="Cost", required=False)
    currency = forms.CharField(label="Currency", required=False)


def sent(**said: Any) -> Form:
    return Form({name: str(value) for name, value in said.items()})


@given(amounts, st.sampled_from(HABITS), st.sampled_from(FIGURES), st.booleans())
def test_an_amount_is_read_whatever_the_habit_and_the_script(
    amount: Decimal, habit: tuple[str, str], figures: str, grouped: bool
) -> None:
    group, mark = habit
    text = f"{amount:,.2f}" if grouped else f"{amount:.2f}"
    typed = text.translate(str.maketrans({",": group, ".": mark}))
    typed = typed.translate(str.maketrans("0123456789", figures))
    assert readings(typed) == (amount,), "two decimals leave no doubt"


@given(st.integers(0, 99_999_999), st.sampled_from(HABITS), st.sampled_from(FIGURES))
def test_what_was_meant_is_always_among_the_readings(
    number: int, habit: tuple[str, str], figures: str
) -> None:
    typed = f"{number:,}".replace(",", habit[0]).translate(str.maketrans("0123456789", figures))
    found = readings(typed)
    assert Decimal(number) in found
    assert len(found) == (2 if habit[0] in ",." and 1000 <= number < 1_000_000 else 1)


@given(st.text(max_size=50))
def test_no_text_breaks_the_reading_and_none_is_negative(text: str) -> None:
    found = readings(text)
    assert len(found) <= 2
    assert all(number >= 0 for number in found)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12,50", ["12.50"]),
        ("1,250", ["1250", "1.250"]),
        ("1.250", ["1250", "1.250"]),
        ("0,125", ["0.125"]),
        ("1250,000", ["1250.000"]),
        ("1.250,50", ["1250.50"]),
        ("1,25,000", ["125000"]),
        ("1.250.000", ["1250000"]),
        ("\u20ac 12,50", ["12.50"]),
        ("12.\u2013", ["12"]),
        ("\u2066 +12\u2069", []),
        ("\u206612\u2069", ["12"]),
        ("12..5", []),
        ("1,2,3", []),
        ("1.2,3.4", []),
        ("-5", []),
        ("12 euro", []),
        (",", []),
    ],
)
def test_readings(typed: str, meant: list[str]) -> None:
    assert [format(number, "f") for number in readings(typed)] == meant


def test_what_is_doubtful_is_asked_back_and_the_choice_counts_for_that_text_alone() -> None:
    form = sent(cost="1,250", currency="EUR")
    assert not form.is_valid()
    page = str(form["cost"])
    assert re.findall(r'name="cost_meant" value="([^"]+)"', page) == ["1250", "1.250"]
    assert "Choose what is meant" in str(form.errors["cost"])
    assert re.findall(r">([0-9.]+)</label>", page) == ["1250", "1.25"], "no reading looks like the other"
    chosen = sent(cost="1,250", cost_meant="1.250", currency="EUR")
    assert chosen.is_valid()
    assert chosen.cleaned_data["cost"] == Decimal("1.25")
    assert not sent(cost="2,250", cost_meant="1.250", currency="EUR").is_valid()
    assert not sent(cost="1,250", cost_meant="7", currency="EUR").is_valid()


def test_a_whole_number_takes_what_can_be_whole_only() -> None:
    for typed, number in (
        ("12", 12),
        ("\u0661\u0662", 12),
        ("12,0", 12),
        ("12,5", None),
        ("0", None),
        ("501", None),
    ):
        form = sent(units=typed)
        assert form.is_valid() is (number is not None), typed
        if number is not None:
            assert form.cleaned_data["units"] == number
    assert re.findall(r'name="units_meant" value="([^"]+)"', str(sent(units="1.000")["units"])) == [
        "1000",
        "1",
    ]
    assert "units_meant" not in str(sent(units="1.250")["units"]), "a whole number is no 1.25"


def test_an_amount_is_shown_in_its_currency_before_it_is_kept() -> None:
    form = sent(cost="12,5", currency="EUR")
    assert form.is_to_be_seen
    assert form.amount_words == "12.50 EUR (Euro)"
    again = sent(cost="12,5", currency="EUR", amount_seen=form.seen_as)
    assert again.is_valid()
    assert not again.is_to_be_seen
    assert sent(cost="13", currency="EUR", amount_seen=form.seen_as).is_to_be_seen, "another amount was shown"
    assert sent(cost="12,5", currency="USD", amount_seen=form.seen_as).is_to_be_seen
    assert not sent(units="3").is_to_be_seen
    with translation.override("fr"):
        assert (
            money_text(Decimal("1250.5"), "EUR").replace("\u202f", " ").replace("\xa0", " ") == "1 250,50 EUR"
        )


def test_an_amount_has_no_more_decimals_than_its_currency() -> None:
    assert [decimals(code) for code in ("EUR", "JPY", "XAF", "KWD", "IQD")] == [2, 0, 0, 3, 3]
    assert not sent(cost="12,5", currency="JPY").is_valid()
    assert in_units(Decimal("12.5"), "KWD") == Decimal("12.500")
    assert currency_name("KWD")


def test_no_field_of_the_program_has_the_type_number() -> None:
    """Its wheel changes what was typed, and it drops figures of other scripts without a word."""
    source = Path(palermo.__file__).parent
    ours = re.compile(
        r"forms\.(Integer|Decimal|Float)Field\(|NumberInput\(attrs|[\"' ]type=[\"']?number|\"type\": \"number\""
    )
    wrong = [
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.suffix in {".py", ".html", ".js"} and ours.search(path.read_text("utf-8"))
    ]
    assert wrong == []
