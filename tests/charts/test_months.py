"""Months: two lines over the same months, as high as their numbers; mirrored where the script is; nothing cut off."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.charts import DESK, TELEPHONE, Column, Picture, Table, Width, months

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = (Column("month", "Month"), Column("opened", "opened"), Column("closed", "closed"))
SOME = [("Jan 2026", 3, 1), ("Feb 2026", 0, 2), ("Mar 2026", 5, 5)]


def drawn(rows: list[tuple[str, int, int]], *, size: Width = DESK, rtl: bool = False) -> Picture:
    return months(
        Table(COLUMNS, tuple(rows)),
        month="month",
        first="opened",
        second="closed",
        title="Cases",
        description="Cases opened and closed",
        size=size,
        rtl=rtl,
    )


def lines(picture: Picture) -> list[list[tuple[float, float]]]:
    """Places of the two lines: the full one, then the dashed one."""
    root = ElementTree.fromstring(picture.svg)  # noqa: S314 - our own picture
    paths = [one.get("d", "") for one in root.findall(f"{SVG}path") if one.get("stroke-width") == "2.5"]
    return [[(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)] for path in paths]


@given(
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=2, max_size=60),
    st.sampled_from([DESK, TELEPHONE]),
)
def test_a_higher_number_stands_higher_and_all_lie_on_the_page(
    numbers: list[tuple[int, int]], size: Width
) -> None:
    picture = drawn([(f"{index}", *pair) for index, pair in enumerate(numbers)], size=size)
    for line, values in zip(lines(picture), zip(*numbers, strict=True), strict=True):
        assert len(line) == len(values)
        assert all(0 <= x <= size.width and 0 <= y <= size.height for x, y in line)
        for (_x, y), value in zip(line, values, strict=True):
            for (_other_x, other_y), other in zip(line, values, strict=True):
                assert value <= other or y <= other_y


def test_time_runs_leftwards_in_a_script_that_does() -> None:
    (there, _dashed), (mirrored, _other) = lines(drawn(SOME)), lines(drawn(SOME, rtl=True))
    assert [x for x, _y in there] == sorted(x for x, _y in there)
    assert [x for x, _y in mirrored] == sorted((x for x, _y in mirrored), reverse=True)


def test_the_ends_carry_names_and_numbers_and_the_table_comes_out_again() -> None:
    picture = drawn(SOME)
    assert ">opened 5<" in picture.svg
    assert ">closed 5<" in picture.svg
    assert picture.table.cells("month") == ["Jan 2026", "Feb 2026", "Mar 2026"]
    assert not re.search(r'\bid="', picture.svg), "two pictures stand on one page"


def test_what_is_no_line_is_refused() -> None:
    with pytest.raises(ValueError, match="two months"):
        drawn(SOME[:1])
    with pytest.raises(ValueError, match="less than nothing"):
        drawn([("Jan", 1, -1), ("Feb", 1, 1)])
