"""The map of the Protocol: every State by its standing on the day, the unconfirmed hatched, in both directions."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.utils.translation import override

from palermo.charts import NARROW, WIDE
from palermo.partnership.listing import entries, entry_of
from palermo.partnership.world_map import (
    BOUND,
    MapKind,
    map_description,
    map_key,
    map_kind,
    map_picture,
    map_table,
)
from palermo.reference.counting import Measure, count
from palermo.reference.scheme import PROTOCOL


@pytest.mark.parametrize(
    "on", [date(2000, 11, 14), date(2005, 1, 1), date(2015, 12, 31), PROTOCOL.known_until]
)
def test_the_map_agrees_with_the_counts_of_its_day(on: date) -> None:
    kinds = Counter(row[2] for row in map_table(on=on).rows)
    counted = count(Measure.PARTIES, on, with_union=False)
    assert sum(kinds[kind] for kind in BOUND) == counted.lowest
    assert kinds[MapKind.UNCONFIRMED] == counted.highest - counted.lowest
    assert sum(kinds.values()) == len([entry for entry in entries() if entry.state])


def test_a_state_whose_day_is_open_is_unconfirmed_between_its_limits_only() -> None:
    nepal = entry_of("NPL")
    assert nepal
    assert map_kind(nepal, on=date(2018, 7, 23)) is MapKind.NONE
    assert map_kind(nepal, on=date(2019, 1, 1)) is MapKind.UNCONFIRMED
    assert map_kind(nepal, on=date(2024, 4, 20)) is MapKind.BOUND_LATER


def test_the_map_is_drawn_in_the_language_and_direction_of_the_moment() -> None:
    with override("ar"):
        picture = map_picture(layout=NARROW, on=PROTOCOL.known_until)
        assert 'direction="rtl"' in picture.svg
        assert "ملتزمة من 2000 إلى 2004" in picture.svg
        assert "<title>دولة فلسطين" in picture.svg
    with override("en-gb"):
        assert "Not a participant" in map_picture(layout=WIDE, on=PROTOCOL.known_until).svg


def test_who_does_not_see_the_map_hears_its_numbers() -> None:
    words = map_description(on=PROTOCOL.known_until)
    assert "181 States bound, 2 that had signed only" in words


def test_the_key_counts_every_state_once_and_no_look_is_red() -> None:
    key = map_key(on=PROTOCOL.known_until)
    assert sum(number for _fill, _words, number in key) == 195
    assert [str(words) for _fill, words, _number in key][:2] == ["Bound 2000 to 2004", "Bound 2005 to 2009"]
    for fill, _words, _number in key:
        if fill.startswith("#"):
            red, green, blue = (int(fill[at : at + 2], 16) for at in (1, 3, 5))
            assert red <= max(green, blue)


def test_on_a_page_each_state_is_a_link_and_the_picture_leaves_key_and_note_to_the_page() -> None:
    picture = map_picture(layout=WIDE, on=PROTOCOL.known_until, linked=True)
    assert picture.svg.count("<a ") == 195
    assert "<text" not in picture.svg
    assert picture.table == map_table(on=PROTOCOL.known_until)
