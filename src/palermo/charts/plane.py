"""The ground of a picture with days along and numbers up: sizes, places, axes, words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from palermo.charts.figures import figure
from palermo.charts.svg import HAIRLINE, INK, MUTED, PAPER, Markup, element, number


@dataclass(frozen=True)
class Layout:
    """Sizes in user units, which are CSS pixels at the width the picture is drawn for."""

    width: int
    height: int
    text: int
    years_between_ticks: int
    before: int = 44
    after: int = 12
    above: int = 34
    below: int = 34

    @property
    def line(self) -> float:
        """The height of one line of words."""
        return self.text * 1.25


WIDE = Layout(width=960, height=440, text=16, years_between_ticks=4)
MIDDLE = Layout(width=680, height=420, text=15, years_between_ticks=4, before=40)
NARROW = Layout(width=360, height=380, text=14, years_between_ticks=8, before=36, after=8)


@dataclass(frozen=True)
class Plane:
    """Turns days and numbers into places; mirrors the days where the script runs from right to left."""

    layout: Layout
    first: date
    last: date
    top: int
    rtl: bool

    def x(self, day: date) -> float:
        """Return the place of a day across the page."""
        room = self.layout.width - self.layout.before - self.layout.after
        share = (day - self.first).days / (self.last - self.first).days
        place = self.layout.before + room * share
        return self.layout.width - place if self.rtl else place

    def y(self, value: float) -> float:
        """Return the place of a number down the page."""
        room = self.layout.height - self.layout.above - self.layout.below
        return self.layout.above + room * (1 - value / self.top)

    def shift(self, along: float) -> float:
        """Return a distance towards the future as a distance on the page."""
        return -along if self.rtl else along


def scale(highest: int) -> tuple[int, int]:
    """Return the distance between ticks (1, 2 or 5 times a power of ten; five at most) and the top."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if highest <= 5 * step:
                return step, max(step, -(-highest // step) * step)
        power *= 10


def axes(plane: Plane, *, step: int) -> list[Markup]:
    """Return hairlines and numbers at each step, ticks and years below."""
    layout = plane.layout
    start, end = number(plane.x(plane.first)), number(plane.x(plane.last))
    parts: list[Markup] = []
    for value in range(0, plane.top + 1, step):
        height = plane.y(value)
        colour = INK if value == 0 else HAIRLINE
        parts.append(element("path", d=f"M{start} {number(height)}H{end}", stroke=colour))
        place = plane.x(plane.first) - plane.shift(8)
        parts.append(
            element("text", figure(value), x=place, y=height + layout.text / 3, text_anchor="end", fill=MUTED)
        )
    base = layout.height - layout.below
    for year in range(plane.first.year, plane.last.year + 1):
        if year % layout.years_between_ticks or date(year, 1, 1) < plane.first:
            continue
        place = plane.x(date(year, 1, 1))
        parts.append(element("path", d=f"M{number(place)} {number(base)}v6", stroke=INK))
        parts.append(
            element("text", str(year), x=place, y=base + layout.text + 8, text_anchor="middle", fill=MUTED)
        )
    return parts


def words(text: str, *, x: float, y: float, anchor: str, fill: str = INK, weight: str = "400") -> Markup:
    """Return words with an edge of paper around them, so that no hairline runs through a letter."""
    return element(
        "text",
        text,
        x=x,
        y=y,
        text_anchor=anchor,
        fill=fill,
        font_weight=weight,
        stroke=PAPER,
        stroke_width=4,
        stroke_linejoin="round",
        paint_order="stroke",
    )
