"""The map of the Protocol: every State by its standing on the day, the unconfirmed hatched, in both directions."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.utils.translation import override

from palermo.charts import NARROW, WIDE
from palermo.partnership.listing import entries, entry_of
from palermo.partnership.world_map import UNCONFIRMED, map_description, map_kind, map_picture, map_table
from palermo.reference.counting import Measure, count
from palermo.reference.scheme import PROTOCOL


@pytest.mark.parametrize(
    "on", [date(2000, 11, 14), date(2005, 1, 1), date(2015, 12, 31), PROTOCOL.known_until]
)
def test_the_map_agrees_with_the_counts_of_its_day(on: date) -> None:
    kinds = Counter(row[2] for row in map_table(on=on).rows)
    counted = count(Measure.PARTIES, on, with_union=False)
    assert kinds["party"] == counted.lowest
    assert kinds[UNCONFIRMED] == counted.highest - counted.lowest
    assert sum(kinds.values()) == len([entry for entry in entries() if entry.state])


def test_a_state_whose_day_is_open_is_unconfirmed_between_its_limits_only() -> None:
    nepal = entry_of("NPL")
    assert nepal
    assert map_kind(nepal, on=date(2018, 7, 23)) == "none"
    assert map_kind(nepal, on=date(2019, 1, 1)) == UNCONFIRMED
    assert map_kind(nepal, on=date(2024, 4, 20)) == "party"


def test_the_map_is_drawn_in_the_language_and_direction_of_the_moment() -> None:
    with override("ar"):
        picture = map_picture(layout=NARROW, on=PROTOCOL.known_until)
        assert 'direction="rtl"' in picture.svg
        assert "طرف" in picture.svg
    with override("en-gb"):
        assert "Not a participant" in map_picture(layout=WIDE, on=PROTOCOL.known_until).svg


def test_who_does_not_see_the_map_hears_its_numbers() -> None:
    words = map_description(on=PROTOCOL.known_until)
    assert "181 States bound, 2 that had signed only" in words
