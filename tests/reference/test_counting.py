"""Counts as of any day: published figures, bounds, and what every day must satisfy."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import palermo.reference
from palermo.reference.counting import Count, Measure, Standing, count, standing, status_as_of
from palermo.reference.protocol import Confidence, participations
from palermo.reference.scheme import PROTOCOL, sources

DAYS = st.dates(min_value=date(1999, 1, 1), max_value=date(2030, 1, 1))
PUBLISHED = Path(palermo.reference.__file__).parent / "data" / "published_counts.csv"


def published() -> list[dict[str, str]]:
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("row", published(), ids=lambda row: row["date"])
def test_the_counts_equal_every_published_figure(row: dict[str, str]) -> None:
    assert row["source"] in sources()
    status = status_as_of(date.fromisoformat(row["date"]))
    for measure in ("signatories", "parties", "participants"):
        if row[measure]:
            assert getattr(status, measure).with_union.best == int(row[measure]), measure


def test_the_last_known_day_has_117_signatories_and_182_parties_one_of_them_the_european_union() -> None:
    status = status_as_of(date(2024, 4, 20))
    assert status.signatories.with_union == Count(best=117, lowest=117, highest=117)
    assert status.parties.with_union.best == 182
    assert status.parties.without_union.best == 181
    assert status.participants.with_union.best == 184


def test_the_european_union_is_counted_from_its_own_deposit_on() -> None:
    before, on = status_as_of(date(2006, 9, 5)), status_as_of(date(2006, 9, 6))
    assert before.parties.with_union == before.parties.without_union
    assert on.parties.with_union.best == on.parties.without_union.best + 1


def test_a_day_after_the_last_known_one_is_counted_as_that_day_and_says_so() -> None:
    status = status_as_of(date(2026, 1, 1))
    assert status.beyond_knowledge
    assert status.counted_on == PROTOCOL.known_until
    assert status.parties == status_as_of(PROTOCOL.known_until).parties


def test_before_the_protocol_was_opened_nobody_takes_part() -> None:
    status = status_as_of(date(2000, 12, 11))
    assert status.participants.with_union == Count(best=0, lowest=0, highest=0)


def test_the_opening_days_in_palermo_count_signatures_and_no_party() -> None:
    status = status_as_of(date(2000, 12, 15))
    assert status.signatories.with_union.best > 70
    assert status.parties.with_union.best == 0


@given(day=DAYS, later=st.integers(min_value=0, max_value=4000))
def test_no_count_ever_falls(day: date, later: int) -> None:
    for measure in Measure:
        first, second = count(measure, day), count(measure, day + timedelta(days=later))
        assert first.best <= second.best
        assert first.lowest <= second.lowest
        assert first.highest <= second.highest


@given(day=DAYS)
def test_the_four_measures_fit_together_on_every_day(day: date) -> None:
    status = status_as_of(day)
    for tally in (status.signatories, status.parties, status.in_force, status.participants):
        assert tally.with_union.lowest <= tally.with_union.best <= tally.with_union.highest
        assert 0 <= tally.with_union.best - tally.without_union.best <= 1
    assert status.in_force.with_union.best <= status.parties.with_union.best
    assert status.parties.with_union.best <= status.participants.with_union.best
    assert status.signatories.with_union.best <= status.participants.with_union.best
    standings = [standing(row, status.counted_on) for row in participations()]
    assert standings.count(Standing.PARTY) == status.parties.with_union.best
    assert len(standings) - standings.count(Standing.NONE) == status.participants.with_union.best


@given(day=DAYS)
def test_the_grades_of_confidence_add_up_to_the_parties(day: date) -> None:
    status = status_as_of(day)
    assert sum(status.parties_by_confidence.values()) == status.parties.with_union.best


def test_the_parties_known_today_are_159_copied_17_read_on_a_page_and_6_unconfirmed() -> None:
    grades = status_as_of(PROTOCOL.known_until).parties_by_confidence
    assert grades == {Confidence.A: 159, Confidence.B: 17, Confidence.C: 6}
