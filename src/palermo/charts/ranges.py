"""Ranges: for each row a band from the least to the most, and a mark for the best value. Nothing starts at zero
but the scale: a band says "somewhere here", where a bar would say "so many".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from palermo.charts.figures import figure, steps
from palermo.charts.frame import BAND, hatched_bar, picture, width_of, wrapped
from palermo.charts.picture import Cell, Picture, Table
from palermo.charts.plane import WIDE, Layout, words
from palermo.charts.svg import HAIRLINE, INK, MUTED, SEA, Markup, element, number


@dataclass(frozen=True)
class Reference:
    """A value all rows are read against, such as a size that is known, with a word for it."""

    value: float
    label: str


def ranges(
    table: Table,
    *,
    label: str,
    value: str,
    band: tuple[str, str],
    top: float | None = None,
    suffix: str = "",
    reference: Reference | None = None,
    unknown_label: str = "not known",
    title: str,
    description: str,
    layout: Layout = WIDE,
    rtl: bool = False,
) -> Picture:
    """Draw a band for each row, in the order of the table; the picture is as high as it has rows.

    `label` names the column of words, `value` that of the best values, `band` the columns of the least and the
    most. A row with a value alone is a mark; with a least alone, it has no upper end and runs to the edge in an
    arrow; with nothing, it is unknown and hatched. `top` cuts the scale: what lies beyond ends in an arrow.
    Raises ValueError for a table without rows and for values that are negative, TypeError for no numbers.
    """
    rows = [
        _Row(*(_number(cell) for cell in cells))
        for cells in zip(table.cells(value), table.cells(band[0]), table.cells(band[1]), strict=True)
    ]
    if not rows:
        raise ValueError("the table needs a row")
    highest = max([each.reach for each in rows] + ([reference.value] if reference else []))
    plan = _Plan(
        table.words(label),
        rows,
        layout=layout,
        scale=steps(min(highest, top) if top else highest),
        suffix=suffix,
        unknown=unknown_label,
        rtl=rtl,
    )
    parts = plan.ticks()
    if reference:
        parts += plan.reference(reference)
    parts += [part for place in range(len(rows)) for part in plan.row(place)]
    drawn = replace(layout, height=plan.height)
    return picture(parts, table=table, title=title, description=description, layout=drawn, rtl=rtl)


@dataclass(frozen=True)
class _Row:
    value: float | None
    low: float | None
    high: float | None

    @property
    def reach(self) -> float:
        """The largest number of the row."""
        return max([each for each in (self.value, self.low, self.high) if each is not None], default=0.0)

    def words(self, unknown: str, suffix: str) -> str:
        if self.value is None and self.low is None:
            return unknown
        best = "" if self.value is None else f"{figure(_whole(self.value))}{suffix}"
        if self.low is None:
            return best
        lowest = figure(_whole(self.low))
        between = (
            f"{lowest}–{figure(_whole(self.high))}{suffix}" if self.high is not None else f"{lowest} or more"
        )
        return f"{best} ({between})" if best else between


class _Plan:
    """Places of one picture; labels stand beside the bands, on a telephone above them."""

    def __init__(
        self,
        labels: Sequence[str],
        rows: Sequence[_Row],
        *,
        layout: Layout,
        scale: tuple[float, float],
        suffix: str,
        unknown: str,
        rtl: bool,
    ) -> None:
        self.layout, self.rows, self.suffix, self.rtl = layout, rows, suffix, rtl
        self.step, self.top = scale
        self.narrow = layout.width < 500
        self.notes = [row.words(unknown, suffix) for row in rows]
        widest = max(width_of(text, layout) for text in labels) + 12
        beside = 0.0 if self.narrow else min(0.32 * layout.width, widest)
        after = 24.0 if self.narrow else max(width_of(note, layout) for note in self.notes) + 24
        room = layout.width - 24 if self.narrow else beside - 8
        self.lines = [
            wrapped(text, width=room, layout=layout, lines=1 if self.narrow else 2) for text in labels
        ]
        self.start = 12.0 + beside + (12 if self.narrow else 0)
        self.room = max(60.0, layout.width - self.start - after)
        lines = 3.0 if self.narrow else max(len(each) for each in self.lines)
        self.pitch = layout.line * lines + (20 if self.narrow else 14)
        self.head = layout.line * 2 + 8
        self.height = round(self.head + self.pitch * len(rows) + 10)

    def x(self, amount: float) -> float:
        place = self.start + self.room * min(amount, self.top) / self.top
        return self.layout.width - place if self.rtl else place

    def ticks(self) -> list[Markup]:
        """Return the numbers above and a hairline down from each."""
        places = [index * self.step for index in range(int(self.top / self.step + 1e-9) + 1)]
        wide = width_of(f"{figure(_whole(places[-1]))}{self.suffix}", self.layout) + 8
        every = 1 if abs(self.x(self.step) - self.x(0)) > wide else len(places) - 1
        parts: list[Markup] = []
        for place in places[:: every or 1]:
            line = f"M{number(self.x(place))} {number(self.head)}V{self.height - 6}"
            parts.append(element("path", d=line, stroke=INK if place == 0 else HAIRLINE))
            name = f"{figure(_whole(place))}{self.suffix}"
            parts.append(
                element("text", name, x=self.x(place), y=self.head - 8, text_anchor="middle", fill=MUTED)
            )
        return parts

    def reference(self, reference: Reference) -> list[Markup]:
        """Return a line through all rows, with its word above the scale."""
        x = self.x(reference.value)
        line = f"M{number(x)} {number(self.head - 4)}V{self.height - 6}"
        return [
            element("path", d=line, stroke=INK, stroke_width=2, stroke_dasharray="6 4"),
            words(reference.label, x=x, y=self.layout.text, anchor="middle"),
        ]

    def row(self, place: int) -> list[Markup]:
        """Return one row: its words, its band and mark, its numbers."""
        row, layout, sign = self.rows[place], self.layout, -1 if self.rtl else 1
        above, thick = self.head + self.pitch * place, layout.line * 0.8
        if self.narrow:
            y, first, at, anchor = above + layout.line + 6, above + layout.text + 2, 12.0, "start"
        else:
            y = above + (self.pitch - thick) / 2
            first = (
                above + self.pitch / 2 + layout.text * 0.36 - layout.line * (len(self.lines[place]) - 1) / 2
            )
            at, anchor = self.start - 10, "end"
        at = layout.width - at if self.rtl else at
        parts = [
            words(line, x=at, y=first + layout.line * index, anchor=anchor)
            for index, line in enumerate(self.lines[place])
        ]
        parts += self._band(row, y=y, thick=thick)
        beyond = (
            (row.value is None and row.low is None)
            or row.reach > self.top
            or (row.low is not None and row.high is None)
        )
        end = self.x(self.top if beyond else row.reach) + sign * (16 if beyond else 8)
        middle = y + thick / 2 + layout.text * 0.36
        note, colour = self.notes[place], MUTED if row.value is None else INK
        if self.narrow:
            below = y + thick + layout.text + 1
            parts.append(words(note, x=self.x(0) + sign * 6, y=below, anchor="start", fill=colour))
        else:
            parts.append(words(note, x=end, y=middle, anchor="start", fill=colour))
        return parts

    def _band(self, row: _Row, *, y: float, thick: float) -> list[Markup]:
        if row.value is None and row.low is None:
            return [hatched_bar(start=self.x(0), end=self.x(self.top), y=y, height=thick)]
        parts: list[Markup] = []
        if row.low is not None:
            high = math.inf if row.high is None else row.high
            ends = sorted((self.x(row.low), self.x(high)))
            width = max(ends[1] - ends[0], 1.0)
            parts.append(
                element("rect", x=ends[0], y=y, width=width, height=thick, fill=SEA, fill_opacity=str(BAND))
            )
            if high > self.top:
                parts.append(self._arrow(y=y, thick=thick))
        if row.value is not None and row.value <= self.top:
            mark = f"M{number(self.x(row.value))} {number(y)}v{number(thick)}"
            parts.append(element("path", d=mark, stroke=SEA, stroke_width=4))
        elif row.value is not None:
            parts.append(self._arrow(y=y, thick=thick))
        return parts

    def _arrow(self, *, y: float, thick: float) -> Markup:
        """Return the sign that a band goes on beyond the edge."""
        edge, sign = self.x(self.top), -1 if self.rtl else 1
        path = (
            f"M{number(edge)} {number(y)}l{sign * 10} {number(thick / 2)}l{-sign * 10} {number(thick / 2)}Z"
        )
        return element("path", d=path, fill=SEA)


def _number(cell: Cell) -> float | None:
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise TypeError(f"{cell!r} is not a number")
    if not cell >= 0:
        raise ValueError(f"{cell!r} is not a number from 0 on")
    return None if math.isinf(cell) else cell


def _whole(value: float) -> float:
    """Return a number as a whole one where it is large, or where it is one."""
    return round(value) if abs(value) >= 10 or float(value).is_integer() else value
