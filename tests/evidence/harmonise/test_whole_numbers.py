"""Whole numbers as they are written: thousands and decimals only where the mapping or the column proves them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.harmonise.kit import Done, done, table

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.mapping import parse
from palermo.evidence.harmonise.published import read_count
from palermo.evidence.harmonise.whole_numbers import ALONE, Marks, learn, said, whole

MAPPING = """
[mapping]
name = "invented"
version = "1"
title = "Invented"
source = "Invented"
[reading]
unknown = ["?"]
{reading}
[[column]]
name = "case"
as = "key"
[[column]]
name = "kids"
as = "number"
field = "victim_children"
low = 0
high = 5000000
"""
SIGNS = st.sampled_from([",", ".", " ", "'", "\u2019"])


def kids(folder: Path, *cells: str, reading: str = "") -> Done:
    rows = [("case", "kids"), *((str(number), cell) for number, cell in enumerate(cells))]
    return done(table(folder / "t.csv", *rows), parse(MAPPING.format(reading=reading), where="i"), folder)


def numbers(found: Done) -> list[object]:
    return [record["victim_children"] for record in found.records]


@pytest.mark.parametrize(
    ("text", "number", "rule"),
    [
        ("0.125", None, "not_a_number"),
        ("000.123", None, "not_a_number"),
        ("0,125", None, "not_a_number"),
        ("000,123", None, "not_a_number"),
        ("1.234", None, "ambiguous_number"),
        ("12.000", None, "ambiguous_number"),
        ("1,234.567", None, "not_a_number"),
        ("1.234,567", None, "not_a_number"),
        ("1,234 567", None, "not_a_number"),
        ("1.234.567", 1234567, "thousands_separator"),
        ("1,234,567", 1234567, "thousands_separator"),
        ("1,234.00", 1234, "thousands_separator"),
        ("1 234", 1234, "thousands_separator"),
        ("1'234'567", 1234567, "thousands_separator"),
        ("12,34,567", None, "not_a_number"),
        ("12.5", None, "not_a_number"),
        ("2019.0", 2019, "number_form"),
        ("\u0662\u0660\u0661\u0669", 2019, "other_digits"),
        ("\u096b\u0967", 51, "other_digits"),
        ("", None, "not_a_number"),
    ],
)
def test_a_number_alone_means_what_every_reader_of_it_would_say(text: str, number: object, rule: str) -> None:
    assert whole(text) == (number, (rule,))


@pytest.mark.parametrize("three", ["1.234", "12.000", "999.999"])
def test_a_point_before_three_digits_is_read_only_where_the_column_proves_what_it_parts(
    tmp_path: Path, three: str
) -> None:
    lone = kids(tmp_path, three, "7", "12")
    assert numbers(lone) == [None, 7, 12]
    assert lone.caught == [(1, "kids", "ambiguous_number")]
    grouped = kids(tmp_path, three, "7", "1.234.567")
    assert numbers(grouped) == [int(three.replace(".", "")), 7, 1234567]
    with_comma = kids(tmp_path, three, "7", "12,5")
    assert numbers(with_comma)[:2] == [int(three.replace(".", "")), 7]


def test_three_decimals_of_a_statistical_program_become_no_thousands(tmp_path: Path) -> None:
    found = kids(tmp_path, "0.025", "000.012", "12.5", "3.000", "1.250")
    assert numbers(found) == [None, None, None, 3, None]
    assert found.outcome.rules["number_form"] == 1
    assert found.outcome.rules["not_a_number"] == 4


def test_a_comma_parts_thousands_beside_whole_numbers_and_not_beside_decimals(tmp_path: Path) -> None:
    assert numbers(kids(tmp_path, "1,234", "57")) == [1234, 57]
    assert numbers(kids(tmp_path, "1,234", "57", "0,5")) == [None, 57, None]
    assert numbers(kids(tmp_path, "1,234", "2,345")) == [None, None]


def test_the_mapping_says_what_parts_thousands_and_that_decides(tmp_path: Path) -> None:
    assert numbers(kids(tmp_path, "1.234", "7", reading='thousands = "."')) == [1234, 7]
    assert numbers(kids(tmp_path, "1,234", "2.0", reading='thousands = ","')) == [1234, 2]
    assert numbers(kids(tmp_path, "1,234", "7", reading='thousands = " "')) == [None, 7]
    with pytest.raises(InputError, match="thousands must be one of"):
        kids(tmp_path, "1", reading='thousands = "x"')


def test_a_count_that_can_be_told_two_ways_keeps_its_row_out(tmp_path: Path) -> None:
    mapping = parse(MAPPING.format(reading=""), where="i")
    assert read_count("1.234", mapping, marks=Marks()).bad == "ambiguous_count"
    assert read_count("0.125", mapping, marks=Marks()).bad == "not_a_count"
    assert read_count("1.234", mapping, marks=Marks(".", ",")).lower == 1234


@given(number=st.integers(0, 10**12), sign=SIGNS)
def test_a_number_grouped_by_one_sign_is_that_number_wherever_the_sign_is_proven(
    number: int, sign: str
) -> None:
    text = f"{number:,}".replace(",", sign)
    value, _rules = whole(text, said(sign) if sign in ",." else ALONE)
    assert value == number


@given(
    number=st.integers(0, 10**6),
    decimals=st.text("0123456789", min_size=1, max_size=5),
    sign=st.sampled_from(",."),
)
def test_a_number_with_decimals_is_refused_or_the_whole_number_it_is_and_never_a_thousandfold(
    number: int, decimals: str, sign: str
) -> None:
    for marks in (ALONE, Marks(), learn([f"{number}{sign}{decimals}", "0.5" if sign == "." else "0,5"])):
        value, rules = whole(f"{number}{sign}{decimals}", marks)
        if value is not None and "thousands_separator" not in rules:
            assert value == number
        if marks.decimal == sign or (len(decimals) != 3 and sign not in marks.thousands):
            assert value in {None, number}


@given(cells=st.lists(st.from_regex(r"\A[0-9]{1,4}([.,][0-9]{1,4}){0,3}\Z"), max_size=8))
def test_what_a_column_proves_never_gives_a_sign_two_meanings(cells: list[str]) -> None:
    marks = learn(cells)
    assert not set(marks.thousands) & set(marks.decimal)
    for cell in cells:
        value, rules = whole(cell, marks)
        assert (value is None) == bool({"not_a_number", "ambiguous_number"} & set(rules))


@given(text=st.text(max_size=20))
def test_any_text_is_a_number_or_has_a_rule_that_refuses_it(text: str) -> None:
    value, rules = whole(text)
    assert (value is None) == bool({"not_a_number", "ambiguous_number"} & set(rules))
