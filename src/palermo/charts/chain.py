"""A chain of help: each ring an office, the thread the person, a light where the person says yes, dots for a border.

Wide, the rings stand in a row with their words below; at `NARROW` they hang in a column with their words beside. The
rings are cut where another passes over them, so that the picture lies on any paper, or on none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from palermo.charts.frame import picture, wrapped
from palermo.charts.picture import Picture, Table
from palermo.charts.plane import WIDE, Layout
from palermo.charts.svg import INK, MUTED, Markup, element, number

THREAD, GLOW = "#b3460c", "#f7cfae"
RINGS = ("#0a5a66", "#4b909b", "#9cc7cc")
OVERLAP = 0.12  # of a ring's reach: how far neighbours stand in one another
IN_A_COLUMN = 600  # below this width the rings hang in a column
ROOM = 66  # height of one ring's row there

SIGNS: dict[str, tuple[str, tuple[float, float, float] | None]] = {
    "eye": ("M-20 0C-10-14 10-14 20 0 10 14-10 14-20 0Z", (0, 0, 5.5)),
    "door": ("M-18-14h26v28h-26zM8-14l10 5v28l-10-5", None),
    "talk": ("M-19-13h28v18h-16l-8 7v-7h-4zM13-5h6v16h-3v6l-7-6h-9", None),
    "shield": ("M0-18 15-12v11c0 9-6 15-15 19-9-4-15-10-15-19v-11zM-6-1l5 5 8-9", None),
    "bed": ("M-20 12v-24M-20 4h40v8M20 4c0-9-8-10-14-10h-14v10", (-14, -3, 3.5)),
    "scales": ("M0-18v34M-9 16h18M-15-12h30M-15-12l-6 13h12zM15-12l-6 13h12z", None),
    "house": ("M-16 14v-16L0-15 16-2v16zM-4 14v-10h8v10", None),
}
"""Strokes of the signs a ring may bear, around their own middle, and a circle among them."""


def chain(
    table: Table,
    *,
    name: str,
    note: str,
    sign: str,
    border_after: int | None = None,
    words: bool = True,
    paper: bool = True,
    title: str,
    description: str,
    layout: Layout = WIDE,
    rtl: bool = False,
) -> Picture:
    """Draw one ring for each row of the table, in its order: `name` and `note` are its words, `sign` its sign.

    `sign` is a key of `SIGNS`, or empty. The border runs after as many rings as `border_after` says. Without `words`
    the picture is bare, for a page that sets the words beside it itself; without `paper` the ground shows through.
    Raises ValueError for fewer than two rings, a sign that is none and a border outside the chain.
    """
    names, notes, signs = table.words(name), table.words(note), table.words(sign)
    if len(names) < 2:
        raise ValueError("a chain needs at least two rings")
    if unknown := [each for each in signs if each and each not in SIGNS]:
        raise ValueError(f"{unknown[0]!r} is no sign; there are {', '.join(SIGNS)}")
    if border_after is not None and not 0 < border_after < len(names):
        raise ValueError("the border has to lie between two rings")
    draw = _column if layout.width < IN_A_COLUMN else _row
    parts, height = draw(names, notes, signs, border_after, layout, words=words, rtl=rtl)
    return picture(
        parts,
        table=table,
        title=title,
        description=description,
        layout=Layout(layout.width, height, layout.text, layout.years_between_ticks),
        rtl=rtl,
        paper=paper,
    )


def _row(
    names: Sequence[str],
    notes: Sequence[str],
    signs: Sequence[str],
    border_after: int | None,
    layout: Layout,
    *,
    words: bool,
    rtl: bool,
) -> tuple[list[Markup], int]:
    count, stroke = len(names), layout.width * 0.0075
    pitch = layout.width / count
    radius = pitch / 2 * (1 + OVERLAP)
    # The outer rings stand whole on the paper, so the middles move together a little.
    step = (layout.width - 2 * (radius + stroke / 2)) / (count - 1)
    first, middle = radius + stroke / 2, radius + stroke
    places = [first + index * step for index in range(count)]
    if rtl:
        places = [layout.width - place for place in places]
    toward = -1 if rtl else 1
    parts: list[Markup] = []
    crossings = [(one + other) / 2 for one, other in pairwise(places)]
    if border_after is not None:
        parts.append(_border(f"M{number(crossings[border_after - 1])} 0V{number(2 * middle)}"))
    reach = math.degrees(math.acos(step / 2 / radius))  # from a ring's axis to where its neighbour crosses it
    gap = math.degrees(stroke * 1.05 / radius)
    for index, place in enumerate(places):
        # Above the thread a ring passes under the next, below it over the one before.
        cuts = [] if index == count - 1 else [(-reach - gap, -reach + gap)]
        cuts += [] if index == 0 else [(180 - reach - gap, 180 - reach + gap)]
        parts += [
            _arc(place, middle, radius, start, end, toward, RINGS[index % 3], stroke)
            for start, end in _between(cuts)
        ]
    swing = radius * 0.55
    thread = f"M{number(places[0] - toward * radius)} {number(middle)}"
    stops = [*crossings, places[-1] + toward * radius]
    at = places[0] - toward * radius
    for place, stop in zip(places, stops, strict=True):
        thread += _swing(at, place, stop, middle, swing)
        at = stop
    parts.append(_thread(thread, stroke * 0.36))
    for crossing in crossings:
        parts += _light(crossing, middle, stroke * 0.55)
    for place, sign in zip(places, signs, strict=True):
        parts += _sign(sign, place, middle - radius * 0.2, radius / 98)
    height = 2 * middle
    if words:
        lines = [
            _words_below(place, height, label, note, step, layout)
            for place, label, note in zip(places, names, notes, strict=True)
        ]
        parts += [part for found, _ in lines for part in found]
        height = max(end for _, end in lines)
    return parts, math.ceil(height)


def _column(
    names: Sequence[str],
    notes: Sequence[str],
    signs: Sequence[str],  # noqa: ARG001 - a telephone has no room for signs; one shape with _row
    border_after: int | None,
    layout: Layout,
    *,
    words: bool,
    rtl: bool,
) -> tuple[list[Markup], int]:
    half, tall, stroke = 14.0, 44.0, 5.0
    x = layout.width - half - stroke if rtl else half + stroke
    room = max(ROOM, layout.line * 3 + 8) if words else ROOM
    height = math.ceil(room * len(names))
    parts: list[Markup] = []
    tops = [index * room + stroke for index in range(len(names))]
    if border_after is not None:
        line = tops[border_after] - stroke - (room - tall) / 2 + 2
        parts.append(_border(f"M0 {number(line)}H{layout.width}"))
    parts += [
        element(
            "rect",
            x=x - half,
            y=top,
            width=2 * half,
            height=tall,
            rx=half,
            fill="none",
            stroke=RINGS[index % 2],
            stroke_width=stroke,
        )
        for index, top in enumerate(tops)
    ]
    parts.append(_thread(f"M{number(x)} 0V{number(tops[-1] + tall + stroke)}", 2.2))
    for top in tops[1:]:
        parts += _light(x, top - (room - tall) / 2, 4)
    if words:
        start = x - half - 16 if rtl else x + half + 16
        width = layout.width - 2 * half - stroke - 24
        for top, label, note in zip(tops, names, notes, strict=True):
            parts += _lines(
                start,
                top + layout.text,
                [(label, True)] + [(line, False) for line in wrapped(note, width=width, layout=layout)],
                layout,
                anchor="start",
            )
    return parts, height


def _between(cuts: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The arcs that remain of a circle, in degrees, when these are cut out of it."""
    if not cuts:
        return [(-180.0, 180.0)]
    ordered = sorted(
        (start % 360, end % 360 if end % 360 > start % 360 else end % 360 + 360) for start, end in cuts
    )
    ends = [start for start, _ in ordered[1:]] + [ordered[0][0] + 360]
    return [(end, until) for (_, end), until in zip(ordered, ends, strict=True)]


def _arc(
    x: float, y: float, radius: float, start: float, end: float, toward: int, colour: str, stroke: float
) -> Markup:
    if end - start >= 360:
        return element("circle", cx=x, cy=y, r=radius, fill="none", stroke=colour, stroke_width=stroke)
    points = [
        (x + toward * radius * math.cos(math.radians(each)), y + radius * math.sin(math.radians(each)))
        for each in (start, end)
    ]
    (ax, ay), (bx, by) = points
    large, sweep = int(end - start > 180), int(toward > 0)
    path = f"M{number(ax)} {number(ay)}A{number(radius)} {number(radius)} 0 {large} {sweep} {number(bx)} {number(by)}"
    return element("path", d=path, fill="none", stroke=colour, stroke_width=stroke)


def _swing(at: float, low: float, stop: float, y: float, depth: float) -> str:
    """One sag of the thread through a ring, from light to light."""
    before, after = (low - at) * 0.6, (stop - low) * 0.6
    points = (
        (at + before * 0.66, y, low - before * 0.8, y + depth, low, y + depth),
        (low + after * 0.8, y + depth, stop - after * 0.66, y, stop, y),
    )
    return "".join("C" + " ".join(number(each) for each in point) for point in points)


def _thread(path: str, width: float) -> Markup:
    return element("path", d=path, fill="none", stroke=THREAD, stroke_width=width, stroke_linecap="round")


def _light(x: float, y: float, radius: float) -> list[Markup]:
    return [
        element("circle", cx=x, cy=y, r=radius * 2, fill=GLOW),
        element("circle", cx=x, cy=y, r=radius, fill=THREAD),
    ]


def _border(path: str) -> Markup:
    return element(
        "path",
        d=path,
        fill="none",
        stroke=MUTED,
        stroke_width=1.6,
        stroke_dasharray="0.1 6",
        stroke_linecap="round",
    )


def _sign(sign: str, x: float, y: float, scale: float) -> list[Markup]:
    if not sign:
        return []
    path, circle = SIGNS[sign]
    inside = [element("path", d=path)]
    if circle:
        inside.append(element("circle", cx=circle[0], cy=circle[1], r=circle[2]))
    return [
        element(
            "g",
            *inside,
            transform=f"translate({number(x)} {number(y)}) scale({scale:.2f})",
            fill="none",
            stroke=INK,
            stroke_width=2.4,
            stroke_linecap="round",
            stroke_linejoin="round",
        )
    ]


def _words_below(
    x: float, y: float, label: str, note: str, width: float, layout: Layout
) -> tuple[list[Markup], float]:
    lines = [(line, True) for line in wrapped(label, width=width, layout=layout)]
    lines += [(line, False) for line in wrapped(note, width=width, layout=layout, lines=4)]
    top = y + layout.text * 1.6
    return _lines(x, top, lines, layout, anchor="middle"), top + layout.line * len(lines)


def _lines(
    x: float, y: float, lines: Sequence[tuple[str, bool]], layout: Layout, *, anchor: str
) -> list[Markup]:
    return [
        element(
            "text",
            line,
            x=x,
            y=y + index * layout.line,
            text_anchor=anchor,
            fill=INK if strong else MUTED,
            font_weight="650" if strong else "400",
        )
        for index, (line, strong) in enumerate(lines)
    ]
