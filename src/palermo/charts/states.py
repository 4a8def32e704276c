"""States on a map that can be pointed at: each with its name, and a link where there is one."""

from __future__ import annotations

from collections.abc import Mapping

from palermo.charts.frame import ABSENT
from palermo.charts.plane import Layout
from palermo.charts.svg import MUTED, PAPER, Markup, element, number
from palermo.charts.world import world

RADIUS = 4.4  # of a dot, at any width
WHOLE, SLACK = (
    1,
    0.85,
)  # a coarser grid than a picture of its own has: a map inside a page comes with each visit


def named_states(
    fills: Mapping[str, str], words: Mapping[str, str], links: Mapping[str, str], layout: Layout
) -> tuple[list[Markup], int]:
    """Return each State as one thing to point at, in the order given, and the height of the map.

    States with a dot come last, so that no area hides one. `words` and `links` are by code, as `fills` is.
    """
    earth = world(layout.width, least_area=RADIUS * RADIUS, apart=RADIUS * 2 + 1, grid=WHOLE, slack=SLACK)
    land = [
        element("path", d=path, fill=ABSENT)
        for code, path in earth.areas.items()
        if code not in fills and path
    ]
    drawn: list[Markup] = []
    for code in sorted(fills, key=lambda each: each in earth.dots):
        shapes = [element("title", words[code])] if code in words else []
        # White on white paper needs an edge; what is filled has the paper between it and its neighbour.
        edge = {"stroke": MUTED} if fills[code] == PAPER else {}
        if path := earth.areas.get(code):
            shapes.append(element("path", d=path, fill=fills[code], **edge))
        if dot := earth.dots.get(code):
            x, y = dot
            shapes.append(element("circle", cx=number(x), cy=number(y), r=RADIUS, fill=fills[code], **edge))
        if code in links:
            drawn.append(element("a", *shapes, href=links[code]))
        else:
            drawn.append(element("g", *shapes))
    return [
        element("g", *land, *drawn, stroke=PAPER, stroke_width=0.8, stroke_linejoin="round")
    ], earth.height
