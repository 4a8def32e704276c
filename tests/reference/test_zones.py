"""Zones are coarse, invented for the demo's States, and say how far apart they lie."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.reference.states import states
from palermo.reference.zones import Travel, read_zones, zones

ONE = 'country = "XA"\n[zones]\nXA-A = "A"\nXA-B = "B"\n[travel]\nup_to_2h = [["XA-A", "XA-B"]]\n'
codes = st.sampled_from([*zones().by_code, "nowhere"])


@given(codes, codes)
def test_it_is_as_far_there_as_back(one: str, other: str) -> None:
    assert zones().travel(one, other) is zones().travel(other, one)


@given(codes)
def test_a_zone_lies_in_itself_and_what_is_no_zone_at_an_unknown_distance(code: str) -> None:
    expected = Travel.SAME_ZONE if code in zones().by_code else Travel.NOT_KNOWN
    assert zones().travel(code, code) is expected


def test_a_pair_that_is_named_is_near_and_every_other_is_further() -> None:
    assert zones().travel("XA-COAST", "XA-HILLS") is Travel.UP_TO_2H
    assert zones().travel("XA-COAST", "XB-NORTH") is Travel.FURTHER
    assert zones().travel("XA-PLAIN", "XB-SOUTH") is Travel.UP_TO_2H


def test_no_real_state_has_zones_here() -> None:
    assert {zone.country for zone in zones().by_code.values()} == {"XA", "XB"}
    assert states()


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ([ONE, ONE], "told twice"),
        ([f'{ONE}[names.ar]\nXA-C = "C"'], "name a zone of this file"),
        ([ONE.replace('"XA-B"]', '"XA-C"]')], "name two zones that exist"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_with_what_to_mend(texts: list[str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_zones(texts)


def test_a_zone_has_its_name_in_the_language_of_the_page_or_the_common_one() -> None:
    coast = zones().by_code["XA-COAST"]
    assert (coast.name_in("ar"), coast.name_in("en-gb"), coast.name_in("xx")) == (
        "ميريديا، الساحل",
        "Meridia, coast",
        "Meridia, coast",
    )
    assert all(zone.name_in("ar") != zone.name for zone in zones().by_code.values())
