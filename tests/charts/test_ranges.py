"""Bands for what lies between, marks for the best value, arrows where there is no end."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.charts import NARROW, WIDE, Column, Layout, Picture, Reference, Table, ranges

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = tuple(Column(key, key) for key in ("name", "value", "low", "high"))
Cells = tuple[str, float | None, float | None, float | None]


def draw(
    *rows: Cells, layout: Layout = WIDE, top: float | None = None, reference: Reference | None = None
) -> Picture:
    return ranges(
        Table(COLUMNS, rows),
        label="name",
        value="value",
        band=("low", "high"),
        top=top,
        reference=reference,
        title="Totals",
        description="A band for each.",
        layout=layout,
    )


def bands(picture: Picture) -> list[tuple[float, float]]:
    """Start and end of each band along the page."""
    root = ElementTree.fromstring(picture.svg)  # noqa: S314 (our own)
    found = [each for each in root.iter(f"{SVG}rect") if each.get("fill-opacity")]
    return [
        (float(each.get("x", "")), float(each.get("x", "")) + float(each.get("width", ""))) for each in found
    ]


def test_a_band_runs_from_the_least_to_the_most_and_not_from_zero() -> None:
    (first, second) = bands(draw(("a", 50, 40, 60), ("b", 50, 0, 100)))
    assert second[0] < first[0] < first[1] < second[1]
    share = (first[0] - second[0]) / (second[1] - second[0])
    assert share == pytest.approx(0.4, abs=0.002)


def test_the_numbers_stand_beside_each_band_and_in_the_table() -> None:
    picture = draw(("stepwise", 11313, 9262, 15677))
    assert "11 313 (9262–15 677)" in picture.svg.replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert picture.table.rows == (("stepwise", 11313, 9262, 15677),)


def test_a_row_without_an_upper_end_says_so_and_ends_in_an_arrow() -> None:
    picture = draw(("open", 50, 40, None), ("closed", 50, 40, 60))
    assert "40 or more" in picture.svg
    assert len(re.findall(r'<path d="[^"]*Z"', picture.svg)) == 1


def test_what_is_not_known_is_hatched_and_said() -> None:
    picture = draw(("nothing", None, None, None), ("something", 5, 4, 6))
    assert picture.svg.count("url(#h)") == 1
    assert "not known" in picture.svg


def test_a_line_marks_the_value_all_rows_are_read_against() -> None:
    assert "known size" in draw(("a", 90, 80, 100), reference=Reference(100, "known size")).svg


def test_a_table_without_rows_and_a_negative_number_are_refused() -> None:
    with pytest.raises(ValueError, match="row"):
        draw()
    with pytest.raises(ValueError, match="from 0"):
        draw(("a", -1, None, None))


numbers = st.floats(0, 1e6) | st.integers(0, 10**6)


@given(
    rows=st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=6),
    top=st.none() | st.floats(1, 1e6),
    layout=st.sampled_from([WIDE, NARROW]),
)
def test_every_band_and_mark_stays_on_the_paper(
    rows: list[tuple[float, float, float]], top: float | None, layout: Layout
) -> None:
    ordered = [("row", *(sorted(row)[place] for place in (1, 0, 2))) for row in rows]
    picture = draw(*ordered, layout=layout, top=top)
    assert all(0 <= start <= end <= layout.width for start, end in bands(picture))
    ElementTree.fromstring(picture.svg)  # noqa: S314 (our own)
