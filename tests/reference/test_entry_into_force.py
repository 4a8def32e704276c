"""Article 17 against the rule, against published days, and against the compiled register if it is there."""

from __future__ import annotations

import csv
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.reference.entry_into_force import (
    ProtocolInForce,
    Rule,
    entry_into_force,
    protocol_in_force,
)
from palermo.reference.protocol import (
    Act,
    in_force_dates,
    in_force_for,
    participations,
    protocol_entry_into_force,
)

PROTOCOL_DAY = date(2003, 12, 25)
PROTOCOL = ProtocolInForce(day=PROTOCOL_DAY, fortieth_deposit=date(2003, 9, 26))
DAYS = st.dates(min_value=date(2000, 12, 12), max_value=date(2060, 1, 1))


def test_the_fortieth_instrument_brought_the_protocol_into_force_on_25_december_2003() -> None:
    assert protocol_entry_into_force() == PROTOCOL


def test_thirty_nine_instruments_bring_nothing_into_force() -> None:
    with pytest.raises(ValueError, match="39 instruments"):
        protocol_in_force([date(2003, 1, 1)] * 39, convention_in_force=date(2003, 1, 1))


def test_the_protocol_waits_for_the_convention() -> None:
    early = protocol_in_force([date(2001, 1, 1)] * 40, convention_in_force=date(2003, 9, 29))
    assert early.day == date(2003, 9, 29)


def test_the_instrument_of_the_european_union_is_not_among_the_forty() -> None:
    with_it = [date(2001, 1, 1)] * 39 + [date(2003, 9, 26)]
    assert protocol_in_force(with_it, convention_in_force=date(2003, 9, 29)).fortieth_deposit == date(
        2003, 9, 26
    )
    union = next(row for row in participations() if row.is_union)
    assert union.act is Act.APPROVAL
    assert union.consent is not None
    assert union.consent.best > PROTOCOL.fortieth_deposit


@given(deposit=DAYS)
def test_nobody_is_bound_before_the_protocol_is_in_force_nor_before_the_thirtieth_day(deposit: date) -> None:
    entry = entry_into_force(deposit, protocol=PROTOCOL)
    assert entry.day >= PROTOCOL_DAY
    assert entry.day >= deposit + timedelta(days=30)
    assert entry.day in {PROTOCOL_DAY, deposit + timedelta(days=30)}


@given(deposit=DAYS, later=st.integers(min_value=0, max_value=3000))
def test_a_later_deposit_never_enters_into_force_earlier(deposit: date, later: int) -> None:
    first = entry_into_force(deposit, protocol=PROTOCOL)
    second = entry_into_force(deposit + timedelta(days=later), protocol=PROTOCOL)
    assert first.day <= second.day


@pytest.mark.parametrize(
    ("deposit", "day", "rule"),
    [
        (date(2001, 6, 28), PROTOCOL_DAY, Rule.FIRST_FORTY),
        (date(2003, 9, 26), PROTOCOL_DAY, Rule.FIRST_FORTY),
        (date(2003, 10, 30), PROTOCOL_DAY, Rule.WITH_THE_PROTOCOL),
        (date(2003, 11, 25), PROTOCOL_DAY, Rule.THIRTIETH_DAY),
        (date(2004, 1, 29), date(2004, 2, 28), Rule.THIRTIETH_DAY),
    ],
)
def test_each_deposit_names_the_rule_that_gave_its_day(deposit: date, day: date, rule: Rule) -> None:
    entry = entry_into_force(deposit, protocol=PROTOCOL)
    assert (entry.day, entry.rule) == (day, rule)


def test_a_succession_says_that_article_17_does_not_speak_of_it() -> None:
    montenegro = next(row for row in participations() if row.code == "MNE")
    entry = in_force_for(montenegro)
    assert entry is not None
    assert entry.rule is Rule.SUCCESSION


def test_the_days_agree_with_34_days_the_treaty_bank_of_the_netherlands_gives() -> None:
    lines = (Path(__file__).parent / "entry_into_force_nl.csv").read_text(encoding="utf-8").splitlines()[1:]
    expected = {row["code"]: date.fromisoformat(row["entry_into_force"]) for row in csv.DictReader(lines)}
    assert len(expected) == 34
    found = {row.code: in_force_for(row) for row in participations() if row.code in expected}
    assert {code: entry.day for code, entry in found.items() if entry} == expected


def test_the_czech_ministry_publishes_the_day_the_rule_gives() -> None:
    czechia = next(row for row in participations() if row.code == "CZE")
    entry = in_force_for(czechia)
    assert entry is not None
    assert entry.day == date(2015, 1, 16)


def test_an_uncertain_deposit_gives_an_uncertain_entry_into_force() -> None:
    sri_lanka = next(row for row in participations() if row.code == "LKA")
    dates = in_force_dates(sri_lanka)
    assert dates is not None
    assert (dates.earliest, dates.latest) == (date(2015, 7, 1), date(2015, 7, 30))


def test_every_day_equals_the_compiled_register() -> None:
    folder = Path(os.environ.get("PALERMO_REFERENCE", Path(__file__).parents[3] / "shared" / "reference"))
    file = folder / "treaties" / "palermo_status_reconstructed.csv"
    if not file.exists():
        pytest.skip("the compiled register is not beside this checkout: set PALERMO_REFERENCE to compare")
    with file.open(encoding="utf-8", newline="") as lines:
        register = list(csv.DictReader(lines))
    ours = {row.code: row for row in participations()}
    assert {row["iso3"] or "EU" for row in register} == set(ours)
    for row in register:
        mine = ours[row["iso3"] or "EU"]
        entry = in_force_for(mine)
        assert (mine.signature.isoformat() if mine.signature else "") == row["signature"], row
        assert (mine.consent.best.isoformat() if mine.consent else "") == row["consent_to_be_bound"], row
        assert (mine.act or "") == row["action"], row
        assert (entry.day.isoformat() if entry else "") == row["entry_into_force_art17_computed"], row
        assert mine.confidence <= row["confidence"], (
            f"{mine.code}: a grade may be raised by a source, not lowered"
        )
