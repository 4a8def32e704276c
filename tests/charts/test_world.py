"""The map: every State on it, small ones visible and apart, no border across the paper, its note on borders with it."""

from __future__ import annotations

import math
import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.charts import (
    NARROW,
    WIDE,
    Cell,
    Column,
    Fill,
    Kind,
    Layout,
    Picture,
    Table,
    choropleth,
    kinds_map,
)
from palermo.charts.choropleth import BORDERS
from palermo.charts.world import GRID, equal_earth, world
from palermo.reference.states import states

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = (Column("code", "Code"), Column("n", "Number"), Column("low", "Least"), Column("high", "Most"))
WORDS: dict[str, Any] = {"title": "Seen", "description": "In words."}


def draw(*rows: tuple[Cell, ...], **changed: Any) -> Picture:
    return choropleth(
        Table(COLUMNS, rows), code="code", value="n", band=("low", "high"), **{**WORDS, **changed}
    )


def known(code: str, number: int) -> tuple[Cell, ...]:
    return (code, number, number, number)


def groups(picture: Picture) -> dict[str, int]:
    """How many areas and dots have each fill."""
    root = ElementTree.fromstring(picture.svg)  # noqa: S314 (our own text)
    found: dict[str, int] = {}
    for group in root.iter(f"{SVG}g"):
        paths = [each for each in group if each.tag == f"{SVG}path"]
        if paths and group.get("fill"):
            found[group.get("fill", "")] = found.get(group.get("fill", ""), 0) + len(paths)
    for circle in root.iter(f"{SVG}circle"):
        found[circle.get("fill", "")] = found.get(circle.get("fill", ""), 0) + 1
    return found


@pytest.mark.parametrize("layout", [NARROW, WIDE])
def test_every_state_is_on_the_map_as_an_area_or_as_a_dot(layout: Layout) -> None:
    earth = world(layout.width, least_area=8, apart=6)
    missing = {state.iso3 for state in states()} - set(earth.areas) - set(earth.dots)
    assert missing == set()


def test_states_too_small_to_see_are_dots() -> None:
    dots = world(WIDE.width, least_area=12, apart=8).dots
    assert {"MLT", "SGP", "TUV", "NRU", "MDV", "VAT", "BHR"} <= set(dots)
    assert not {"RUS", "BRA", "FRA"} & set(dots)


@pytest.mark.parametrize("layout", [NARROW, WIDE])
def test_no_dot_hides_another_and_none_lies_off_the_paper(layout: Layout) -> None:
    earth = world(layout.width, least_area=8, apart=6)
    for (ax, ay), (bx, by) in combinations(earth.dots.values(), 2):
        assert math.hypot(ax - bx, ay - by) >= 5.7
    assert all(0 <= x <= layout.width and 0 <= y <= earth.height for x, y in earth.dots.values())


def test_no_border_runs_across_the_paper() -> None:
    earth = world(WIDE.width, least_area=12, apart=8)
    for code, path in earth.areas.items():
        for ring in path.split("M")[1:]:
            steps = [int(each) for each in re.findall(r"-?\d+", ring.partition("l")[2])]
            assert max((abs(across) for across in steps[::2]), default=0) < WIDE.width * GRID / 8, code


@given(longitude=st.floats(-180, 180), latitude=st.floats(-89, 89))
def test_the_projection_keeps_areas(longitude: float, latitude: float) -> None:
    """A small square of the globe has the area cos(latitude) dφ dλ wherever it lies."""
    step = 1e-4
    (x0, y0), (x1, y1), (x2, y2) = (
        equal_earth(longitude, latitude),
        equal_earth(longitude + step, latitude),
        equal_earth(longitude, latitude + step),
    )
    area = abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0))
    expected = math.cos(math.radians(latitude)) * math.radians(step) ** 2
    assert area == pytest.approx(expected, rel=2e-3)


def test_the_map_is_not_mirrored_but_its_key_runs_with_the_script() -> None:
    plain, mirrored = draw(known("ITA", 5)), draw(known("ITA", 5), rtl=True)
    assert re.findall(r'<path d="(M[^"]+)"', plain.svg) == re.findall(r'<path d="(M[^"]+)"', mirrored.svg)
    assert re.findall(r"<text[^>]* x=\"8\"", plain.svg)
    assert not re.findall(r"<text[^>]* x=\"8\"", mirrored.svg)


def test_the_note_on_borders_travels_with_the_map() -> None:
    text = " ".join(re.findall(r"<text[^>]*>([^<]+)</text>", draw(known("ITA", 5)).svg))
    assert BORDERS in text


def test_zero_is_white_the_unknown_hatched_a_range_striped_and_the_rest_pale() -> None:
    found = groups(
        draw(
            known("ITA", 0), ("FRA", None, None, None), ("ESP", None, 0, 4), known("DEU", 9), known("MLT", 9)
        )
    )
    assert found["#ffffff"] == 1
    assert found["url(#h)"] == 1
    assert found["url(#r)"] == 1
    assert found[Fill.LEVEL_1.value] == 2
    assert found["#efece4"] > 150


def test_where_only_ranges_are_known_they_are_striped() -> None:
    found = groups(draw(("FRA", None, 1, 22), known("ITA", 0)))
    assert (found["url(#r)"], found["#ffffff"]) == (1, 1)


def test_more_is_darker_and_limits_are_round_numbers() -> None:
    rows = [known(state.iso3, 3**place) for place, state in enumerate(states()[:12])]
    picture = draw(*rows)
    key = re.findall(r"<text[^>]*>([^<]+)</text>", picture.svg)
    assert "1–4" in key
    assert any(text.endswith(" +") for text in key)
    luminance = [sum(int(level.value[at : at + 2], 16) for at in (1, 3, 5)) for level in list(Fill)[:5]]
    assert luminance == sorted(luminance, reverse=True)


@given(numbers=st.lists(st.integers(0, 10**7), min_size=1, max_size=40))
def test_any_numbers_give_at_most_five_shades_in_order(numbers: list[int]) -> None:
    codes = [state.iso3 for state in states()]
    rows = [known(code, number) for code, number in zip(codes, numbers, strict=False)]
    key = re.findall(r"<text[^>]*>([^<]+)</text>", draw(*rows, layout=NARROW).svg)
    assert "not in the table" in key


def test_no_red_is_used() -> None:
    colours = set(
        re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', draw(known("ITA", 5), known("FRA", 500)).svg)
    )
    for colour in colours:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        assert red <= green + 10 or red - blue < 30, colour


def test_kinds_are_drawn_in_the_look_they_are_given() -> None:
    kinds = (Kind("yes", "Party", Fill.LEVEL_4), Kind("no", "Not a party", Fill.ZERO))
    table = Table(COLUMNS[:2], (("ITA", "yes"), ("MLT", "no"), ("EU", "yes")))
    picture = kinds_map(table, code="code", kind="n", kinds=kinds, absent_label="Not listed", **WORDS)
    found = groups(picture)
    assert (found[Fill.LEVEL_4.value], found["#ffffff"]) == (1, 1)
    assert picture.table is table
    with pytest.raises(ValueError, match="no look"):
        kinds_map(table, code="code", kind="n", kinds=kinds[:1], absent_label="", **WORDS)


def test_a_code_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        draw(known("ITA", 1), known("ITA", 2))


def test_states_can_be_named_and_linked_each_once_small_ones_above_the_rest() -> None:
    rows = tuple((state.iso3, "in", f"{state.name} <now>") for state in states())
    table = Table((Column("code", "Code"), Column("kind", "Kind"), Column("says", "Says")), rows)
    looks: dict[str, Any] = {
        "kinds": (Kind("in", "Inside", Fill.LEVEL_3),),
        "absent_label": "Not named",
        **WORDS,
    }
    links = {code: f"/states/{code}/" for code, _kind, _says in rows if code != "ITA"}
    linked = kinds_map(table, code="code", kind="kind", says="says", links=links, **looks)
    drawn = ElementTree.fromstring(linked.svg)  # noqa: S314 (our own text)
    anchors = list(drawn.iter(f"{SVG}a"))
    assert sorted(each.get("href", "") for each in anchors) == sorted(links.values())
    titles = [title.text for title in drawn.iter(f"{SVG}title")]
    assert sorted(titles[1:], key=str) == sorted((says for _code, _kind, says in rows), key=str)
    dotted = [any(part.tag == f"{SVG}circle" for part in each) for each in anchors]
    assert dotted == sorted(dotted)
    assert not list(drawn.iter(f"{SVG}text"))
    named = kinds_map(table, code="code", kind="kind", says="says", **looks)
    assert "<a " not in named.svg
    assert BORDERS in " ".join(re.findall(r"<text[^>]*>([^<]+)</text>", named.svg))
