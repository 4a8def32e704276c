"""Bars, series, pyramids and flows: the same table out, ranges as bands, the unknown hatched, nothing off the paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.charts import (
    MIDDLE,
    NARROW,
    WIDE,
    Cell,
    Column,
    Layout,
    Line,
    Picture,
    Table,
    Wing,
    bars,
    flows,
    pyramid,
    series,
)
from palermo.charts.figures import Amount, amounts, figure, steps
from palermo.charts.frame import spread, wrapped

SVG = "{http://www.w3.org/2000/svg}"
WORDS: dict[str, Any] = {"title": "What is <seen>", "description": "In words & full."}
COLUMNS = (Column("name", "Name"), Column("n", "Number"), Column("low", "Least"), Column("high", "Most"))
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("Known", 30, 30, 30),
    ("Estimated", 20, 10, 40),
    ("Suppressed", None, 0, 4),
    ("Zero", 0, 0, 0),
    ("Unknown", None, None, None),
)


def draw_bars(rows: tuple[tuple[Cell, ...], ...] = ROWS, **changed: Any) -> Picture:
    return bars(Table(COLUMNS, rows), label="name", value="n", band=("low", "high"), **{**WORDS, **changed})


def draw_series(rows: tuple[tuple[Cell, ...], ...] = ROWS, **changed: Any) -> Picture:
    years = tuple((2018 + place, *row[1:]) for place, row in enumerate(rows))
    line = Line("n", "Detected", band=("low", "high"))
    return series(Table(COLUMNS, years), years="name", lines=(line,), **{**WORDS, **changed})


def draw_pyramid(rows: tuple[tuple[Cell, ...], ...] = ROWS, **changed: Any) -> Picture:
    wings = (Wing("n", "One", ("low", "high")), Wing("n", "Other", ("low", "high")))
    return pyramid(Table(COLUMNS, rows), ages="name", wings=wings, **{**WORDS, **changed})


def draw_flows(rows: tuple[tuple[Cell, ...], ...] = ROWS, **changed: Any) -> Picture:
    table = Table((*COLUMNS, Column("to", "To")), tuple((*row, "Everywhere") for row in rows))
    names: dict[str, Any] = {"origin_label": "From", "destination_label": "To"}
    return flows(
        table,
        origin="name",
        destination="to",
        value="n",
        band=("low", "high"),
        **{**names, **WORDS, **changed},
    )


EVERY = pytest.mark.parametrize("draw", [draw_bars, draw_series, draw_pyramid, draw_flows])
Draw = Callable[..., Picture]


def parsed(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(picture.svg)  # noqa: S314 (our own text)


def texts(picture: Picture) -> list[str]:
    return [text.text or "" for text in parsed(picture).iter(f"{SVG}text")]


def boxes(picture: Picture, **look: str) -> list[tuple[float, float]]:
    """Start and width of each rectangle of a look."""
    return [
        (float(rect.get("x", "0")), float(rect.get("width", "0")))
        for rect in parsed(picture).iter(f"{SVG}rect")
        if all(rect.get(name.replace("_", "-")) == value for name, value in look.items())
    ]


@EVERY
@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("layout", [NARROW, MIDDLE, WIDE])
def test_each_picture_brings_its_table_its_words_and_nothing_a_strict_policy_refuses(
    draw: Draw, layout: Layout, rtl: bool
) -> None:
    picture = draw(layout=layout, rtl=rtl)
    root = parsed(picture)
    assert len(picture.table.rows) == len(ROWS)
    assert [child.text for child in root if child.get("id") in {"t", "d"}] == [
        "What is <seen>",
        "In words & full.",
    ]
    assert root.get("direction") == ("rtl" if rtl else "ltr")
    assert float(root.get("font-size", "0")) >= 14
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href=|@import|url\((?!#)", picture.svg)
    assert draw(layout=layout, rtl=rtl).svg == picture.svg


@EVERY
def test_no_red_is_used_and_nothing_but_the_neutral_palette(draw: Draw) -> None:
    colours = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', draw().svg))
    assert colours <= {"#ffffff", "#1d2733", "#4d5966", "#0b5d66", "#d9d4c7"}


@EVERY
def test_the_unknown_is_hatched_and_says_so(draw: Draw) -> None:
    picture = draw(unknown_label="nobody knows")
    assert [each for each in parsed(picture).iter() if each.get("fill") == "url(#h)"]
    assert any("nobody knows" in text for text in texts(picture))


def test_a_suppressed_number_is_a_range_and_is_never_drawn_as_a_number() -> None:
    picture = draw_bars((ROWS[2],))
    assert texts(picture)[-1] == "0–4"
    assert boxes(picture, fill="#0b5d66", fill_opacity="0.32")
    assert [
        box for box in boxes(picture, fill="#0b5d66") if box not in boxes(picture, fill_opacity="0.32")
    ] == []


def test_an_estimate_is_certain_up_to_its_least_and_a_band_up_to_its_most() -> None:
    picture = draw_bars((ROWS[1],))
    band = boxes(picture, fill="#0b5d66", fill_opacity="0.32")[0]
    certain = next(box for box in boxes(picture, fill="#0b5d66") if box != band)
    assert certain[0] + certain[1] == pytest.approx(band[0], abs=0.11)
    assert band[1] == pytest.approx(3 * certain[1], abs=0.4)
    assert texts(picture)[-1] == "20 (10–40)"


def test_zero_is_a_line_and_says_zero() -> None:
    picture = draw_bars((ROWS[3],))
    assert [width for _, width in boxes(picture, fill="#1d2733")] == [2.0]
    assert texts(picture)[-1] == "0"


def test_from_right_to_left_bars_grow_to_the_left() -> None:
    plain, mirrored = draw_bars((ROWS[0],)), draw_bars((ROWS[0],), rtl=True)
    (start, width), (other, other_width) = (boxes(each, fill="#0b5d66")[0] for each in (plain, mirrored))
    assert width == other_width
    assert start + other + width == pytest.approx(WIDE.width, abs=0.2)


def test_the_scale_of_shares_ends_where_it_is_told() -> None:
    table = Table(COLUMNS[:2], (("Half", 50.0),))
    half = bars(table, label="name", value="n", top=100, suffix=" %", **WORDS)
    full = bars(
        Table(COLUMNS[:2], (("Full", 100.0),)), label="name", value="n", top=100, suffix=" %", **WORDS
    )
    assert "50 %" in texts(half)
    assert boxes(full, fill="#0b5d66")[0][1] > 1.5 * boxes(half, fill="#0b5d66")[0][1]


def test_a_line_breaks_where_a_year_is_unknown_and_a_year_of_no_line_is_hatched() -> None:
    rows: tuple[tuple[Cell, ...], ...] = (("", 5, 5, 5), ("", None, None, None), ("", 6, 6, 6), ("", 7, 7, 7))
    picture = draw_series(rows)
    path = next(
        each.get("d", "") for each in parsed(picture).iter(f"{SVG}path") if each.get("stroke-width") == "3"
    )
    assert (path.count("M"), path.count("L")) == (2, 1)
    assert len(boxes(picture, fill="url(#h)")) == 1


def test_years_that_do_not_follow_one_another_are_refused() -> None:
    table = Table(COLUMNS[:2], ((2018, 1), (2020, 2)))
    with pytest.raises(ValueError, match="following"):
        series(table, years="name", lines=(Line("n", "n"),), **WORDS)
    with pytest.raises(ValueError, match="at least two years"):
        draw_series(ROWS[:1])


def test_the_youngest_age_stands_at_the_foot_and_the_first_wing_where_reading_begins() -> None:
    picture = parsed(draw_pyramid((("young", 1, 1, 1), ("old", 2, 2, 2))))
    places = {text.text: float(text.get("y", "0")) for text in picture.iter(f"{SVG}text")}
    assert places["young"] > places["old"]
    for rtl in (False, True):
        wings = {
            text.text: float(text.get("x", "0")) for text in parsed(draw_pyramid(rtl=rtl)).iter(f"{SVG}text")
        }
        assert (wings["One"] < wings["Other"]) is not rtl


def test_places_of_a_flow_keep_the_order_of_the_table_and_show_their_sum() -> None:
    rows: tuple[tuple[Cell, ...], ...] = (("Zed", 1, 1, 1), ("Alpha", 900, 900, 900))
    picture = parsed(draw_flows(rows))
    names = [text.text or "" for text in picture.iter(f"{SVG}text")]
    assert names.index("Zed\u202f 1") < names.index("Alpha\u202f 900")
    assert "Everywhere\u202f 901" in names


def test_the_same_pair_of_places_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        draw_flows((ROWS[0], ROWS[0]))


@EVERY
def test_a_table_without_rows_is_refused(draw: Draw) -> None:
    with pytest.raises(ValueError, match="needs"):
        draw(())


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("a", -1, None, None), "from 0 on"),
        (("a", float("nan"), None, None), "from 0 on"),
        (("a", 1, 0, None), "without the other"),
        (("a", 9, 0, 4), "within its bounds"),
        (("a", None, 4, 0), "within its bounds"),
    ],
)
def test_an_amount_that_cannot_be_is_refused(row: tuple[Cell, ...], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        amounts(Table(COLUMNS, (row,)), "n", ("low", "high"))


def test_a_word_where_a_number_belongs_is_refused() -> None:
    with pytest.raises(TypeError, match="not a number"):
        draw_bars((("a", "many", None, None),))


AMOUNTS = st.one_of(
    st.integers(0, 10**7).map(lambda n: (n, n, n)),
    st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500)).map(
        lambda three: (sorted(three)[1], sorted(three)[0], sorted(three)[2])
    ),
    st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda two: (None, min(two), max(two))),
    st.just((None, None, None)),
)


@EVERY
@settings(max_examples=60)
@given(
    found=st.lists(AMOUNTS, min_size=2, max_size=12),
    rtl=st.booleans(),
    layout=st.sampled_from([NARROW, WIDE]),
)
def test_whatever_the_table_holds_is_drawn_on_the_paper(
    draw: Draw, found: list[tuple[int | None, ...]], rtl: bool, layout: Layout
) -> None:
    picture = parsed(draw(tuple((f"Row {n}", *each) for n, each in enumerate(found)), rtl=rtl, layout=layout))
    height = float(picture.get("height", "0"))
    for rect in picture.iter(f"{SVG}rect"):
        x, width = float(rect.get("x", "0")), float(rect.get("width", "0"))
        assert -1.1 <= x <= x + width <= layout.width + 1.1
        assert float(rect.get("y", "0")) + float(rect.get("height", "0")) <= height + 0.1


@given(value=st.floats(min_value=0, max_value=1e12))
def test_ticks_reach_the_highest_amount_in_at_most_five_steps(value: float) -> None:
    step, top = steps(value)
    assert value <= top * (1 + 1e-9)
    assert top <= 5 * step * (1 + 1e-9)


@given(
    places=st.lists(st.floats(0, 300), min_size=1, max_size=10),
    apart=st.floats(1, 25),
)
def test_labels_are_spread_in_order_and_apart(places: list[float], apart: float) -> None:
    found = spread(places, apart=apart, lowest=0, highest=300)
    order = sorted(range(len(places)), key=lambda index: (places[index], index))
    assert all(found[b] - found[a] >= apart - 1e-6 for a, b in pairwise(order))
    assert all(-1e-6 <= place <= 300 + 1e-6 for place in found)


@given(text=st.text(), width=st.floats(1, 400))
def test_wrapped_words_keep_to_their_lines(text: str, width: float) -> None:
    assert 1 <= len(wrapped(text, width=width, layout=WIDE)) <= 2


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Amount(3, 3, 3), "3"),
        (Amount(None, 0, 4), "0–4"),
        (Amount(12000, 9000, 15000), "12\u202f000 (9000–15\u202f000)"),
        (Amount(None, None, None), "?"),
    ],
)
def test_an_amount_is_written_as_what_it_is(amount: Amount, written: str) -> None:
    assert amount.words(unknown="?") == written
    assert figure(0) == "0"
