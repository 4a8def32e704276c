"""What every picture has: its paper, its words for who does not see it, the hatching, shades of the one hue."""

from __future__ import annotations

from collections.abc import Sequence

from palermo.charts.picture import Picture, Table
from palermo.charts.plane import Layout
from palermo.charts.svg import FONTS, HAIRLINE, INK, MUTED, PAPER, SEA, Markup, element

HATCHED = "url(#h)"
ABSENT = "#efece4"  # what a picture does not speak of
SHADES = ("#d3e5e6", "#9fc7ca", "#5b9fa5", "#24757d", "#084850")  # one hue, light to dark
WIDE_LETTER = 0.6  # of the size of the type: a wide font's mean
BAND = 0.32  # how much of the hue a band keeps


def picture(
    parts: Sequence[Markup],
    *,
    table: Table,
    title: str,
    description: str,
    layout: Layout,
    rtl: bool,
    paper: bool = True,
) -> Picture:
    """Put the parts on paper of the layout's size, or on none; the same parts give the same bytes."""
    ground = [element("rect", width=layout.width, height=layout.height, fill=PAPER)] if paper else []
    svg = element(
        "svg",
        element("title", title, id="t"),
        element("desc", description, id="d"),
        hatching(),
        *ground,
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {layout.width} {layout.height}",
        width=layout.width,
        height=layout.height,
        role="img",
        aria_labelledby="t d",
        direction="rtl" if rtl else "ltr",
        font_family=FONTS,
        font_size=layout.text,
        fill=INK,
    )
    return Picture(
        svg=str(svg),
        table=table,
        title=title,
        description=description,
        width=layout.width,
        height=layout.height,
    )


def hatching() -> Markup:
    """Return the pattern of the unknown."""
    stroke = element("path", d="M0 8L8 0", stroke=MUTED, stroke_width=1, opacity=0.55)
    pattern = element("pattern", stroke, id="h", width=8, height=8, patternUnits="userSpaceOnUse")
    return element("defs", pattern)


def width_of(text: str, layout: Layout) -> float:
    """Return about how wide words are; the reader's font is not known here."""
    return len(text) * layout.text * WIDE_LETTER


def wrapped(text: str, *, width: float, layout: Layout, lines: int = 2) -> list[str]:
    """Return words in at most so many lines of about that width; what does not fit ends in an ellipsis."""
    room = max(4, int(width / (layout.text * WIDE_LETTER)))
    found = [""]
    for word in text.split():
        joined = f"{found[-1]} {word}".strip()
        if len(joined) <= room or not found[-1]:
            found[-1] = joined
        else:
            found.append(word)
    kept = found[:lines]
    if len(found) > lines:
        kept[-1] = f"{kept[-1]} …"
    return [line if len(line) <= room else f"{line[: room - 1]}…" for line in kept]


def bar(*, start: float, floor: float, ceiling: float, y: float, height: float) -> list[Markup]:
    """Return a bar along the page: full as far as is certain, a band as far as is possible, a line for zero."""
    parts = [_box(start, floor, y, height, SEA, 1)] if floor != start else []
    if ceiling != floor:
        parts.append(_box(floor, ceiling, y, height, SEA, BAND))
    if ceiling == start:
        parts.append(element("rect", x=start - 1, y=y, width=2, height=height, fill=INK))
    return parts


def hatched_bar(*, start: float, end: float, y: float, height: float) -> Markup:
    """Return the place where an unknown amount would stand."""
    edges = sorted((start, end))
    return element(
        "rect", x=edges[0], y=y, width=edges[1] - edges[0], height=height, fill=HATCHED, stroke=HAIRLINE
    )


def spread(places: Sequence[float], *, apart: float, lowest: float, highest: float) -> list[float]:
    """Return places for labels, in the same order down the page, none nearer than `apart` where there is room."""
    order = sorted(range(len(places)), key=lambda index: (places[index], index))
    found = list(places)
    for _ in range(2):
        at = lowest
        for index in order:
            found[index] = max(found[index], at)
            at = found[index] + apart
        at = highest
        for index in reversed(order):
            found[index] = min(found[index], at)
            at = found[index] - apart
    return found


def _box(start: float, end: float, y: float, height: float, fill: str, opacity: float) -> Markup:
    edges = sorted((start, end))
    faint = {} if opacity == 1 else {"fill_opacity": str(opacity)}
    return element("rect", x=edges[0], y=y, width=edges[1] - edges[0], height=height, fill=fill, **faint)
