"""Strips: how many of each kind, as bars that lie under their own words; zero is an empty line, unknown is hatched.

The words stand above their strip and the number at its end, so that nothing is turned, cut or looked up in a
legend, and the picture serves a telephone and paper alike. In a script from right to left it is mirrored.
"""

from __future__ import annotations

from palermo.charts.picture import Picture, Table
from palermo.charts.svg import FONTS, HAIRLINE, INK, PAPER, SEA, Markup, element, number

WIDTH = 340
TEXT = 15
STRIP = 14
ROW = 48
NUMBER_ROOM = 44


def strips(
    table: Table, *, label: str, value: str, title: str, description: str, name: str, rtl: bool = False
) -> Picture:
    """Draw the whole numbers of column `value` as strips under the words of column `label`, in the table's order.

    The longest strip is the highest number; all begin at nothing. A cell without a number is unknown and hatched.
    `name` tells the ids of several pictures on one page apart.
    Raises ValueError for an empty table, and for a number below zero.
    """
    labels = [str(cell) for cell in table.cells(label)]
    values = [cell if isinstance(cell, int) else None for cell in table.cells(value)]
    if not labels:
        raise ValueError("strips need at least one row")
    if any(one is not None and one < 0 for one in values):
        raise ValueError("a strip cannot be shorter than nothing")
    longest = max((one for one in values if one is not None), default=0)
    room = WIDTH - NUMBER_ROOM
    height = ROW * len(labels)
    parts = [
        element("title", title, id=f"{name}-t"),
        element("desc", description, id=f"{name}-d"),
        _hatching(name),
    ]
    for position, (words, count) in enumerate(zip(labels, values, strict=True)):
        top = ROW * position
        length = room if count is None else room * count / longest if longest else 0.0
        parts.extend(_strip(words, count, top=top, length=length, rtl=rtl, name=name))
    svg = element(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height}",
        width=WIDTH,
        height=height,
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
        font_family=FONTS,
        font_size=TEXT,
        direction="rtl" if rtl else "ltr",
    )
    return Picture(svg=str(svg), table=table, title=title, description=description)


def _strip(words: str, count: int | None, *, top: float, length: float, rtl: bool, name: str) -> list[Markup]:
    """One line of words, the strip under it, and its number behind its end."""
    start = WIDTH if rtl else 0
    begin = WIDTH - length if rtl else 0
    end = WIDTH - length - 6 if rtl else length + 6
    under = top + TEXT + 8
    parts = [
        element("text", words, x=start, y=top + TEXT, text_anchor="start", fill=INK),
        element("path", d=f"M{number(start)} {number(under)}v{STRIP}", stroke=INK, fill="none"),
    ]
    if count is None or length:
        fill = SEA if count is not None else f"url(#{name}-unknown)"
        edge = SEA if count is not None else HAIRLINE
        parts.append(element("rect", x=begin, y=under, width=length, height=STRIP, fill=fill, stroke=edge))
    shown = "–" if count is None else str(count)
    parts.append(
        element("text", shown, x=end, y=under + STRIP - 2, text_anchor="start", fill=INK, font_weight="600")
    )
    return parts


def _hatching(name: str) -> Markup:
    lines = [
        element("rect", width=8, height=8, fill=PAPER),
        element("path", d="M0 8L8 0", stroke=HAIRLINE, stroke_width=1.5),
    ]
    pattern = element(
        "pattern", *lines, id=f"{name}-unknown", width=8, height=8, patternUnits="userSpaceOnUse"
    )
    return element("defs", pattern)
