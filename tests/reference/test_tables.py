"""The tables themselves: complete, coherent, and refused when broken."""

from __future__ import annotations

from datetime import date

import pytest

from palermo.reference import tables
from palermo.reference.dates import FactDate
from palermo.reference.indicators import elements, indicators
from palermo.reference.osce import osce_participating_states
from palermo.reference.protocol import EUROPEAN_UNION, Act, Confidence, participations
from palermo.reference.provisions import Level, provisions
from palermo.reference.scheme import PROTOCOL, sources
from palermo.reference.states import UnitedNations, states


def test_every_member_and_observer_of_the_united_nations_is_listed_once() -> None:
    found = states()
    assert len({state.iso3 for state in found}) == len(found) == 195
    assert sum(state.united_nations is UnitedNations.MEMBER for state in found) == 193


def test_every_participant_is_a_listed_state_or_the_european_union() -> None:
    known = {state.iso3 for state in states()} | {EUROPEAN_UNION}
    codes = [row.code for row in participations()]
    assert set(codes) <= known
    assert len(set(codes)) == len(codes) == 184


def test_twelve_states_do_not_take_part_as_far_as_is_known() -> None:
    codes = {row.code for row in participations()}
    assert sorted(state.iso3 for state in states() if state.iso3 not in codes) == [
        "IRN", "MHL", "PNG", "PRK", "SLB", "SOM", "SSD", "TON", "TUV", "VUT", "WSM", "YEM",
    ]  # fmt: skip


def test_every_row_names_a_source_and_an_uncertain_day_never_has_the_highest_grade() -> None:
    for row in participations():
        assert row.sources
        if row.consent is not None and not row.consent.confirmed:
            assert row.confidence is not Confidence.A
            assert row.note


def test_no_signature_lies_outside_the_months_in_which_the_protocol_could_be_signed() -> None:
    for row in participations():
        if row.signature is not None:
            assert PROTOCOL.opened_for_signature <= row.signature <= PROTOCOL.closed_for_signature


def test_an_act_that_does_not_fit_the_signature_is_kept_as_listed_and_explained() -> None:
    odd = [
        row
        for row in participations()
        if row.act is not None and (row.signature is None) != (row.act in {Act.ACCESSION, Act.SUCCESSION})
    ]
    assert [row.code for row in odd] == ["ATG"]
    assert all(row.note for row in odd)


def test_no_day_lies_after_the_last_one_known() -> None:
    for row in participations():
        if row.consent is not None:
            assert row.consent.latest <= PROTOCOL.known_until


def test_the_osce_has_57_participating_states_all_of_them_listed() -> None:
    found = osce_participating_states()
    assert len(found) == 57
    assert set(found) <= {state.iso3 for state in states()}


def test_the_digest_has_46_provisions_and_the_verbs_decide_the_level() -> None:
    levels = {row.article: row.level for row in provisions()}
    assert len(levels) == 46
    assert {article for article, level in levels.items() if level is Level.CONSIDER} == {
        "6.3",
        "7.1",
        "11.5",
        "11.6",
    }
    assert {article for article, level in levels.items() if level is Level.ENDEAVOUR} == {"6.5", "9.2"}


def test_every_source_is_used_or_belongs_to_a_published_count() -> None:
    used = {source.key for row in participations() for source in row.sources}
    used |= {row.source.key for row in (*indicators(), *elements())}
    used |= {source.key for row in osce_participating_states().values() for source in row.sources}
    assert set(sources()) - used == {"untc-2008"}


def test_a_table_with_a_wrong_header_or_a_short_row_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "read_text", lambda _name: "a,b\n1,2\n")
    with pytest.raises(ValueError, match="header"):
        tables.read_table("x", columns=("a", "c"))
    monkeypatch.setattr(tables, "read_text", lambda _name: "a,b\n1\n")
    with pytest.raises(ValueError, match="line 2"):
        tables.read_table("x", columns=("a", "b"))


def test_a_best_day_outside_its_limits_is_refused() -> None:
    with pytest.raises(ValueError, match="does not lie between"):
        FactDate(best=date(2020, 1, 1), earliest=date(2020, 1, 2), latest=date(2020, 1, 3))
