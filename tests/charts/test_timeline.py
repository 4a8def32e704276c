"""The line of time: same table out, the unknown hatched, mirrored, and nothing that a page may not show."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.charts import MIDDLE, NARROW, WIDE, Column, Layout, Line, Mark, Picture, Side, Table, timeline
from palermo.charts.plane import scale

SVG = "{http://www.w3.org/2000/svg}"
TABLE = Table(
    columns=(Column("day", "Day"), Column("n", "Number"), Column("low", "Lowest"), Column("high", "Highest")),
    rows=(
        (date(2001, 1, 1), 10, 10, 10),
        (date(2004, 6, 1), 60, 50, 70),
        (date(2009, 6, 1), 90, 80, 95),
    ),
)


def draw(table: Table = TABLE, **changed: Any) -> Picture:
    arguments: dict[str, Any] = {
        "days": "day",
        "lines": (Line("n", label="90 things", main=True, band=("low", "high"), band_label=("uncertain",)),),
        "marks": (Mark(day=date(2005, 1, 1), column="n", words=("A day",), side=Side.UNDER_AFTER),),
        "first": date(2000, 1, 1),
        "known_until": date(2010, 1, 1),
        "last": date(2012, 1, 1),
        "unknown_label": "Nothing known",
        "title": "Things & days",
        "description": "From 10 < 90.",
    }
    return timeline(table, **{**arguments, **changed})


def parsed(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(picture.svg)  # noqa: S314 (our own text)


def horizontal(path: str) -> list[float]:
    return [float(place) for place in re.findall(r"H([0-9.]+)", path)]


def test_the_table_that_went_in_comes_out_with_the_picture() -> None:
    assert draw().table is TABLE


def test_a_screen_reader_hears_a_title_and_a_description() -> None:
    picture = parsed(draw())
    assert picture.get("role") == "img"
    named = picture.get("aria-labelledby", "").split()
    texts = [element.text for element in picture if element.get("id") in named]
    assert texts == ["Things & days", "From 10 < 90."]


@pytest.mark.parametrize("layout", [NARROW, MIDDLE, WIDE])
def test_no_label_is_smaller_than_fourteen_pixels_at_the_width_it_is_drawn_for(layout: Layout) -> None:
    picture = parsed(draw(layout=layout))
    assert float(picture.get("font-size", "0")) >= 14
    assert picture.get("width") == str(layout.width)


def test_a_strict_content_security_policy_lets_the_picture_pass() -> None:
    svg = draw().svg
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href=|@import|url\((?!#)", svg)


def test_no_red_is_used_and_nothing_but_the_neutral_palette() -> None:
    colours = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', draw().svg))
    assert colours <= {"#ffffff", "#1d2733", "#4d5966", "#0b5d66", "#d9d4c7"}


def test_what_lies_after_the_last_known_day_is_hatched_and_no_line_runs_into_it() -> None:
    picture = parsed(draw())
    hatched = next(rect for rect in picture.iter(f"{SVG}rect") if rect.get("fill") == "url(#h)")
    begins = float(hatched.get("x", "0"))
    assert "Nothing known" in [text.text for text in picture.iter(f"{SVG}text")]
    line = next(path for path in picture.iter(f"{SVG}path") if path.get("stroke-width") == "3")
    assert max(horizontal(line.get("d", ""))) == pytest.approx(begins, abs=0.1)


def test_from_right_to_left_the_picture_is_the_mirror_of_itself() -> None:
    plain, mirrored = parsed(draw()), parsed(draw(rtl=True))
    assert mirrored.get("direction") == "rtl"
    for one, other in zip(plain.iter(f"{SVG}circle"), mirrored.iter(f"{SVG}circle"), strict=True):
        assert float(one.get("cx", "0")) + float(other.get("cx", "0")) == pytest.approx(WIDE.width, abs=0.2)
        assert one.get("cy") == other.get("cy")


def test_a_number_grows_from_nothing_in_steps_and_stays_within_its_band() -> None:
    picture = parsed(draw())
    line = next(path for path in picture.iter(f"{SVG}path") if path.get("stroke-width") == "3")
    heights = [float(place) for place in re.findall(r"V([0-9.]+)", line.get("d", ""))]
    assert heights == sorted(heights, reverse=True)
    assert len(heights) == 3


def test_words_with_markup_in_them_stay_words() -> None:
    picture = draw(title="<script>alert(1)</script>", unknown_label='"&<')
    assert "<script" not in picture.svg
    assert parsed(picture)[0].text == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "changed",
    [
        {"table": Table(columns=TABLE.columns, rows=())},
        {"table": Table(columns=TABLE.columns, rows=TABLE.rows[::-1])},
        {"known_until": date(2009, 1, 1)},
        {"last": date(2009, 12, 31)},
        {"first": date(2002, 1, 1)},
        {"marks": (Mark(day=date(2000, 6, 1), column="n", words=("Early",), side=Side.OVER_BEFORE),)},
    ],
)
def test_days_that_do_not_follow_one_another_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"order|follow|before"):
        draw(**changed)


def test_a_table_refuses_a_row_that_does_not_fit_and_a_cell_of_another_kind() -> None:
    with pytest.raises(ValueError, match="2 columns"):
        Table(columns=TABLE.columns[:2], rows=((date(2001, 1, 1),),))
    words = Table(columns=TABLE.columns[:2], rows=((date(2001, 1, 1), "many"),))
    with pytest.raises(TypeError, match="whole number"):
        words.numbers("n")
    with pytest.raises(TypeError, match="not a day"):
        words.days("n")
    with pytest.raises(KeyError, match="no column 'x'"):
        words.numbers("x")


@given(highest=st.integers(min_value=0, max_value=10_000_000))
def test_the_scale_reaches_the_highest_number_in_at_most_five_steps(highest: int) -> None:
    step, top = scale(highest)
    assert highest <= top <= 5 * step
    assert top % step == 0


@given(
    numbers=st.lists(st.integers(min_value=0, max_value=500), min_size=1, max_size=30),
    rtl=st.booleans(),
)
def test_any_growing_table_is_drawn_inside_the_picture(numbers: list[int], rtl: bool) -> None:
    rows = tuple(
        (date(2001, 1, 1 + place), number, number, number) for place, number in enumerate(sorted(numbers))
    )
    picture = parsed(draw(Table(columns=TABLE.columns, rows=rows), marks=(), rtl=rtl, layout=NARROW))
    for path in picture.iter(f"{SVG}path"):
        for place in horizontal(path.get("d", "")):
            assert 0 <= place <= NARROW.width
