"""Strips show how many of each kind, begin at nothing, and are mirrored where the script is."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.charts import Column, Picture, Table, strips
from palermo.charts.strips import NUMBER_ROOM, WIDTH

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = (Column("what", "What"), Column("number", "Number"))


def drawn(rows: list[tuple[str, int | None]], *, rtl: bool = False) -> Picture:
    return strips(
        Table(COLUMNS, tuple(rows)),
        label="what",
        value="number",
        title="Needs",
        description="Needs now",
        name="needs",
        rtl=rtl,
    )


def bars(picture: Picture) -> list[tuple[float, float]]:
    """Where each strip begins, and how long it is."""
    root = ElementTree.fromstring(picture.svg)  # noqa: S314 - our own picture
    return [(float(bar.get("x", "0")), float(bar.get("width", "0"))) for bar in root.findall(f"{SVG}rect")]


@given(st.lists(st.integers(min_value=1, max_value=10_000), min_size=1, max_size=12))
def test_the_length_of_a_strip_is_its_share_of_the_longest(numbers: list[int]) -> None:
    picture = drawn([(str(position), number) for position, number in enumerate(numbers)])
    for (begins, length), number in zip(bars(picture), numbers, strict=True):
        assert begins == 0
        assert length == pytest.approx((WIDTH - NUMBER_ROOM) * number / max(numbers), abs=0.05)


def test_mirrored_strips_begin_at_the_other_edge() -> None:
    for (begins, length), (_left, same) in zip(
        bars(drawn([("a", 3), ("b", 1)], rtl=True)), bars(drawn([("a", 3), ("b", 1)])), strict=True
    ):
        assert begins + length == pytest.approx(WIDTH, abs=0.1)
        assert length == same


def test_nothing_has_no_strip_but_its_number_and_the_unknown_is_hatched() -> None:
    assert bars(drawn([("a", 0)])) == []
    assert ">0</text>" in drawn([("a", 0)]).svg
    unknown = drawn([("a", None)])
    assert "url(#needs-unknown)" in unknown.svg
    assert ">–</text>" in unknown.svg


def test_words_are_escaped_and_every_id_carries_the_name_of_the_picture() -> None:
    picture = drawn([("<b>", 1)])
    assert "<b>" not in picture.svg
    assert set(re.findall(r'\bid="([^"]+)"', picture.svg)) == {"needs-t", "needs-d", "needs-unknown"}


def test_a_picture_of_nothing_and_a_number_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        drawn([])
    with pytest.raises(ValueError, match="shorter than nothing"):
        drawn([("a", -1)])
