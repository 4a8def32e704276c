"""The chain: a ring for each row, a light between two, the border where told, whole at both widths and both ways."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from palermo.charts import MIDDLE, NARROW, WIDE, Column, Layout, Picture, Table, chain
from palermo.charts.chain import SIGNS

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = (Column("name", "Ring"), Column("note", "What happens"), Column("sign", "Sign"))
ROWS = tuple((f"Ring {number}", f"What <{number}> does", sign) for number, sign in enumerate(SIGNS, start=1))


def draw(rows: tuple[tuple[str, str, str], ...] = ROWS, **changed: Any) -> Picture:
    words: dict[str, Any] = {"title": "A chain", "description": "In words.", "border_after": 5, **changed}
    return chain(Table(COLUMNS, rows), name="name", note="note", sign="sign", **words)


def parsed(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(picture.svg)  # noqa: S314 (our own text)


def lights(picture: Picture) -> list[tuple[float, float]]:
    return [
        (float(each.get("cx", "0")), float(each.get("cy", "0")))
        for each in parsed(picture).iter(f"{SVG}circle")
        if each.get("fill") == "#b3460c"
    ]


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("layout", [NARROW, MIDDLE, WIDE])
def test_each_ring_has_its_words_and_a_light_stands_between_two(layout: Layout, rtl: bool) -> None:
    picture = draw(layout=layout, rtl=rtl)
    root = parsed(picture)
    drawn = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    for name, note, _sign in ROWS:
        assert name in drawn
        assert note in drawn
    assert len(lights(picture)) == len(ROWS) - 1
    assert all(0 < x < layout.width and 0 < y < picture.height for x, y in lights(picture))
    assert (root.get("direction"), float(root.get("font-size", "0")) >= 14) == ("rtl" if rtl else "ltr", True)
    assert not re.search(
        r"\sstyle=|<style|<script|\son\w+=|href=|url\(", re.sub(r"<defs>.*?</defs>", "", picture.svg)
    )
    assert picture.table.rows == ROWS


def test_the_whole_chain_is_mirrored_and_the_border_with_it() -> None:
    plain, mirrored = draw(), draw(rtl=True)
    assert [round(WIDE.width - x) for x, _ in lights(plain)] == [round(x) for x, _ in lights(mirrored)]
    lines = [re.search(r'd="M([\d.]+) 0V', each.svg) for each in (plain, mirrored)]
    assert all(lines)
    assert sum(float(line[1]) for line in lines if line) == pytest.approx(WIDE.width, abs=0.2)


def test_wide_the_chain_is_a_row_and_on_a_telephone_a_column() -> None:
    assert len({y for _, y in lights(draw(layout=WIDE))}) == 1
    assert len({x for x, _ in lights(draw(layout=NARROW))}) == 1


def test_each_ring_passes_over_one_neighbour_and_under_the_other() -> None:
    """Seven rings are cut at twelve places: the ends once, the others twice."""
    rings = re.findall(r'<path d="M[^"]+A[^"]+"', draw(words=False).svg)
    assert len(rings) == 1 + 5 * 2 + 1


def test_a_page_that_sets_the_words_itself_gets_the_chain_bare_and_without_paper() -> None:
    bare = draw(words=False, paper=False)
    assert not list(parsed(bare).iter(f"{SVG}text"))
    assert not [each for each in parsed(bare).iter(f"{SVG}rect") if each.get("fill") == "#ffffff"]
    assert bare.height < draw().height


@pytest.mark.parametrize(
    ("rows", "border", "problem"),
    [
        (ROWS[:1], None, "at least two rings"),
        ((*ROWS[:1], ("b", "c", "crown")), None, "'crown' is no sign"),
        (ROWS, 7, "between two rings"),
        (ROWS, 0, "between two rings"),
    ],
)
def test_what_is_no_chain_is_refused(
    rows: tuple[tuple[str, str, str], ...], border: int | None, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        draw(rows, border_after=border)
