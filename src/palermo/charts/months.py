"""Two amounts month by month: a full line and a dashed one, the band between them, their names at their ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from palermo.charts.picture import Picture, Table
from palermo.charts.plane import scale
from palermo.charts.svg import FONTS, HAIRLINE, INK, MUTED, SEA, Markup, element, number

BAND = "#e2eff0"
LETTER = 0.56
"""Of the size of the type: a letter's mean width."""


@dataclass(frozen=True, kw_only=True)
class Width:
    """For how wide a page a picture is drawn, in CSS pixels, so that letters keep their size."""

    width: int
    height: int = 176
    text: int = 13
    before: int = 40
    above: int = 14
    below: int = 26


DESK = Width(width=980)
TELEPHONE = Width(width=358, before=28)


def months(
    table: Table,
    *,
    month: str,
    first: str,
    second: str,
    title: str,
    description: str,
    size: Width = DESK,
    rtl: bool = False,
) -> Picture:
    """Draw columns `first` (full line) and `second` (dashed) over the words of column `month`, in the table's order.

    Whole numbers; the names at the ends are those of the columns. In a script from right to left time runs leftwards.
    Raises ValueError for fewer than two months and for a number below zero.
    """
    labels = [str(cell) for cell in table.cells(month)]
    lines = [[int(str(cell)) for cell in table.cells(column)] for column in (first, second)]
    if len(labels) < 2:
        raise ValueError("a line needs at least two months")
    if any(value < 0 for line in lines for value in line):
        raise ValueError("an amount cannot be less than nothing")
    words = {column.key: column.title for column in table.columns}
    names = [f"{words[column]} {line[-1]}" for column, line in zip((first, second), lines, strict=True)]
    step, top = scale(max(1, *(value for line in lines for value in line)))
    after = round(max(len(name) for name in names) * size.text * LETTER) + 16
    room, base = size.width - size.before - after, size.height - size.below
    places = [size.before + room * index / (len(labels) - 1) for index in range(len(labels))]
    if rtl:
        places = [size.width - place for place in places]
    heights = [[base - (base - size.above) * value / top for value in line] for line in lines]
    back = _path(places[::-1], heights[1][::-1], begin="L")
    parts = [
        *_axes(size, places, labels, step=step, top=top, rtl=rtl),
        element("path", d=f"{_path(places, heights[0])}{back}Z", fill=BAND),
        element("path", d=_path(places, heights[0]), fill="none", stroke=SEA, stroke_width=2.5),
        element(
            "path",
            d=_path(places, heights[1]),
            fill="none",
            stroke=SEA,
            stroke_width=2.5,
            stroke_dasharray="5 4",
        ),
        *_names(size, names, places[-1], [line[-1] for line in heights], rtl=rtl),
    ]
    svg = element(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {size.width} {size.height}",
        width=size.width,
        height=size.height,
        role="img",
        aria_label=description,
        direction="rtl" if rtl else "ltr",
        font_family=FONTS,
        font_size=size.text,
    )
    return Picture(svg=str(svg), table=table, title=title, description=description)


def _path(places: Sequence[float], heights: Sequence[float], *, begin: str = "M") -> str:
    points = [f"{number(place)} {number(height)}" for place, height in zip(places, heights, strict=True)]
    return f"{begin}{points[0]}L{' '.join(points[1:])}"


def _axes(
    size: Width, places: Sequence[float], labels: Sequence[str], *, step: int, top: int, rtl: bool
) -> list[Markup]:
    base = size.height - size.below
    parts: list[Markup] = []
    for value in range(0, top + 1, step):
        height = base - (base - size.above) * value / top
        parts.append(
            element("path", d=f"M{number(places[0])} {number(height)}H{number(places[-1])}", stroke=HAIRLINE)
        )
        at = places[0] + (6 if rtl else -6)
        parts.append(
            element("text", str(value), x=at, y=height + size.text / 3, text_anchor="end", fill=MUTED)
        )
    apart = abs(places[1] - places[0])
    widest = max(len(label) for label in labels) * size.text * LETTER + 10
    every = max(1, round(widest / apart + 0.5))
    for index, (place, label) in enumerate(zip(places, labels, strict=True)):
        if (len(labels) - 1 - index) % every == 0:
            parts.append(element("text", label, x=place, y=size.height - 6, text_anchor="middle", fill=MUTED))
    return parts


def _names(
    size: Width, names: Sequence[str], last: float, heights: Sequence[float], *, rtl: bool
) -> list[Markup]:
    upper, lower = sorted(range(2), key=lambda index: (heights[index], index))
    at = list(heights)
    if at[lower] - at[upper] < size.text + 3:
        middle = (at[upper] + at[lower]) / 2
        at[upper], at[lower] = middle - (size.text + 3) / 2, middle + (size.text + 3) / 2
    x = last - 10 if rtl else last + 10
    return [
        element("text", name, x=x, y=height + size.text / 3, text_anchor="start", fill=INK)
        for name, height in zip(names, at, strict=True)
    ]
