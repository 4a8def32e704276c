"""The list as of a day, its filters, and the file made of it."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.kit.text import safe_cell
from palermo.partnership.downloads import BYTE_ORDER_MARK, HEADER, states_csv
from palermo.partnership.listing import entries, entry_of, filtered
from palermo.reference.counting import Standing, status_as_of
from palermo.reference.scheme import PROTOCOL
from palermo.reference.states import sort_key

LAST_DAY = PROTOCOL.known_until
DAYS = st.dates(min_value=date(1999, 1, 1), max_value=LAST_DAY)


def codes(**chosen: str) -> list[str]:
    return [entry.code for entry in filtered(entries(), on=LAST_DAY, **chosen)]


def test_every_state_and_the_european_union_stand_in_the_order_of_the_alphabet() -> None:
    names = [sort_key(entry.name) for entry in entries()]
    assert len(names) == 196
    assert names == sorted(names)


def test_who_signed_and_is_no_party_can_be_asked_for() -> None:
    assert codes(status="signatory") == ["COG", "UGA"]


def test_filters_narrow_together() -> None:
    assert codes(osce="yes", region="Asia", status="party", name="K") == ["KAZ", "KGZ"]
    assert codes(osce="yes", status="none") == []


def test_the_european_union_is_in_no_region_and_no_participating_state() -> None:
    assert "EU" in codes()
    assert "EU" in codes(osce="no", name="european")
    for region in ("Africa", "Americas", "Asia", "Europe", "Oceania"):
        assert "EU" not in codes(region=region)


def test_accents_and_case_of_a_name_are_folded_and_words_are_found_where_they_begin() -> None:
    assert codes(name="cOte d") == ["CIV"]
    assert "TUR" in codes(name="turk")
    assert "GNB" in codes(name="bissau")
    assert codes(name="zzz") == []
    assert len(codes(name="  ")) == 196


@given(day=DAYS)
def test_the_list_holds_as_many_parties_as_are_counted(day: date) -> None:
    parties = filtered(entries(), on=day, status=Standing.PARTY.value)
    assert len(parties) == status_as_of(day).parties.with_union.best


@given(day=DAYS, letter=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWYZ"))
def test_each_entry_is_in_exactly_one_standing(day: date, letter: str) -> None:
    by_standing = [
        entry.code
        for standing in Standing
        for entry in filtered(entries(), on=day, status=standing.value, name=letter)
    ]
    assert sorted(by_standing) == sorted(codes(name=letter))


def test_an_unknown_code_is_no_entry() -> None:
    assert entry_of("XAA") is None
    assert entry_of("EU") is not None


def test_the_file_has_a_line_for_each_entry_with_day_grade_and_source() -> None:
    text = states_csv(entries(), on=date(2015, 6, 20))
    assert text.startswith(BYTE_ORDER_MARK)
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK)))}
    assert len(rows) == 196
    sri_lanka = rows["LKA"]
    assert sri_lanka["standing"] == "party"
    assert (sri_lanka["consent"], sri_lanka["consent_earliest"], sri_lanka["consent_latest"]) == (
        "2015-06-15",
        "2015-06-01",
        "2015-06-30",
    )
    assert (sri_lanka["in_force_earliest"], sri_lanka["rule"]) == ("2015-07-01", "thirtieth_day")
    assert (sri_lanka["as_of"], sri_lanka["known_until"]) == ("2015-06-20", "2024-04-20")
    assert "Sri Lanka" in sri_lanka["sources"]
    assert rows["KOR"]["standing"] == "signatory"
    assert rows["SOM"]["confidence"] == ""
    assert tuple(sri_lanka) == HEADER


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_of_the_file_is_a_formula(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


@given(text=st.text())
def test_a_safe_cell_never_begins_like_a_formula_and_keeps_its_text(text: str) -> None:
    assert not safe_cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert safe_cell(text).endswith(text)
