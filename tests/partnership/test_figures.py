"""The line of time of the Protocol: the numbers of its table, and its words in two directions."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from palermo.charts import NARROW, WIDE
from palermo.partnership.figures import LAYOUTS, growth_picture, growth_table
from palermo.reference.counting import Measure, count
from palermo.reference.scheme import PROTOCOL

YEAR = date(2027, 1, 1)


def test_the_table_has_the_number_of_every_day_on_which_it_changed() -> None:
    table = growth_table()
    for day, parties, lowest, highest in zip(
        table.days("day"),
        table.numbers("parties"),
        table.numbers("lowest"),
        table.numbers("highest"),
        strict=True,
    ):
        counted = count(Measure.PARTIES, day)
        assert (counted.best, counted.lowest, counted.highest) == (parties, lowest, highest)
    assert table.days("day")[-1] <= PROTOCOL.known_until
    assert table.numbers("parties")[-1] == 182
    assert table.numbers("signatories")[-1] == 117


def test_every_row_says_what_happened() -> None:
    table = growth_table()
    happened = {row[0]: str(row[1]) for row in table.rows}
    assert all(happened.values())
    assert happened[date(2006, 9, 6)] == "Bound: European Union (approval)."
    assert "Earliest possible day: Sri Lanka." in happened[date(2015, 6, 1)]


def test_the_picture_comes_with_the_table_it_was_drawn_from() -> None:
    assert growth_picture(layout=WIDE, until=YEAR).table == growth_table()


@pytest.mark.parametrize("width", sorted(LAYOUTS))
def test_the_picture_names_the_european_union_the_unconfirmed_and_the_unknown(width: str) -> None:
    svg = growth_picture(layout=LAYOUTS[width], until=YEAR).svg
    for words in (
        "European Union, counted",
        "dates unconfirmed",
        "nothing known after 20 Apr 2024",
        "182 parties",
    ):
        assert words in svg


def test_in_a_language_from_right_to_left_the_picture_runs_so_too() -> None:
    with override("ar"):
        assert 'direction="rtl"' in growth_picture(layout=NARROW, until=YEAR).svg
    with override("en-gb"):
        assert 'direction="ltr"' in growth_picture(layout=NARROW, until=YEAR).svg
