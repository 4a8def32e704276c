"""A line of time: how numbers grew from nothing in steps; the uncertain as a band, the unknown hatched.

The picture is drawn for a width, not shrunk to it: `NARROW` for a telephone, `MIDDLE` for a tablet and for
paper, `WIDE` for a desk.
In a script that runs from right to left the whole picture is mirrored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from palermo.charts.frame import HATCHED, picture, width_of
from palermo.charts.picture import Picture, Table
from palermo.charts.plane import WIDE, Layout, Plane, axes, scale, words
from palermo.charts.svg import MUTED, PAPER, SEA, Markup, element, number


@dataclass(frozen=True)
class Line:
    """One number through time. `column` holds it; `band` names the columns of its lowest and highest."""

    column: str
    label: str
    main: bool = False
    band: tuple[str, str] | None = None
    band_label: tuple[str, ...] = ()


class Side(Enum):
    """Where the words of a mark stand: over it, towards the past, or under it, towards the future."""

    OVER_BEFORE = "over_before"
    UNDER_AFTER = "under_after"


@dataclass(frozen=True)
class Mark:
    """A day worth naming on a line, with one or more short lines of words."""

    day: date
    column: str
    words: tuple[str, ...]
    side: Side


def timeline(
    table: Table,
    *,
    days: str,
    lines: Sequence[Line],
    marks: Sequence[Mark] = (),
    first: date,
    known_until: date,
    last: date,
    unknown_label: str,
    title: str,
    description: str,
    layout: Layout = WIDE,
    rtl: bool = False,
) -> Picture:
    """Draw the columns named by `lines` over the column of days named by `days`; return picture and table.

    The table's rows are in order of time; a number holds from its row's day until the next row. Lines end at
    `known_until`; from there to `last` the picture is hatched and says `unknown_label`.
    Raises ValueError for an empty table, for days out of order, or if `first`, `known_until`, `last` are.
    """
    rows_of = table.days(days)
    if not rows_of or rows_of != sorted(rows_of):
        raise ValueError("the table needs rows in order of time")
    if not first <= rows_of[0] <= rows_of[-1] <= known_until <= last or first == last:
        raise ValueError(f"{first}, the table's days, {known_until} and {last} must follow one another")
    highest = max(max(table.numbers(line.band[1] if line.band else line.column)) for line in lines)
    step, top = scale(highest)
    plane = Plane(layout=layout, first=first, last=last, top=top, rtl=rtl)
    parts = [
        *axes(plane, step=step),
        *_unknown(plane, known_until=known_until, label=unknown_label),
    ]
    # Bands lie under every line, or a wide band would hide a line that crosses it.
    parts += [_band(plane, table, rows_of, line, known_until) for line in lines if line.band]
    for line in lines:
        parts += _line(plane, table, rows_of, line, known_until)
    for mark in marks:
        parts += _mark(plane, table, rows_of, mark)
    return picture(parts, table=table, title=title, description=description, layout=layout, rtl=rtl)


def _unknown(plane: Plane, *, known_until: date, label: str) -> list[Markup]:
    layout = plane.layout
    edges = sorted((plane.x(known_until), plane.x(plane.last)))
    height = layout.height - layout.above - layout.below
    area = element("rect", x=edges[0], y=layout.above, width=edges[1] - edges[0], height=height, fill=HATCHED)
    words = element("text", label, x=plane.x(plane.last), y=layout.above - 12, text_anchor="end", fill=MUTED)
    return [area, words]


def _steps(plane: Plane, days: Sequence[date], values: Sequence[int], until: date) -> str:
    """Return the path of a number that grows from nothing and holds until it changes, up to a day."""
    path = [f"M{number(plane.x(days[0]))} {number(plane.y(0))}"]
    height = number(plane.y(0))
    for day, value in zip(days, values, strict=True):
        if (new := number(plane.y(value))) != height:
            path.append(f"H{number(plane.x(day))}V{new}")
            height = new
    path.append(f"H{number(plane.x(until))}")
    return "".join(path)


def _band(plane: Plane, table: Table, days: Sequence[date], line: Line, until: date) -> Markup:
    lowest, highest = line.band or ("", "")
    upper = _steps(plane, days, table.numbers(highest), until)
    low = table.numbers(lowest)
    back = [f"V{number(plane.y(low[-1]))}"]
    for position in range(len(days) - 1, 0, -1):
        if low[position - 1] != low[position]:
            back.append(f"H{number(plane.x(days[position]))}V{number(plane.y(low[position - 1]))}")
    back.append(f"H{number(plane.x(days[0]))}Z")
    return element("path", d=upper + "".join(back), fill=SEA, fill_opacity=0.28)


def _line(plane: Plane, table: Table, days: Sequence[date], line: Line, until: date) -> list[Markup]:
    layout = plane.layout
    values = table.numbers(line.column)
    path = element(
        "path",
        d=_steps(plane, days, values, until),
        fill="none",
        stroke=SEA if line.main else MUTED,
        stroke_width=3 if line.main else 2,
        **({} if line.main else {"stroke_dasharray": "7 4"}),
    )
    parts = [path]
    x = plane.x(until) - plane.shift(6)
    colour = SEA if line.main else MUTED
    weight = "600" if line.main else "400"
    over = plane.y(values[-1]) - layout.text / 2
    parts.append(words(line.label, x=x, y=over, anchor="end", fill=colour, weight=weight))
    if line.band and line.band_label:
        # The line falls towards the past: the words stand under its height at their own far end.
        lowest = table.numbers(line.band[0])
        clear = [
            plane.y(_value_at(plane, days, lowest, before_end=width_of(label, layout))) + layout.text * 1.15
            for label in line.band_label
        ]
        first_line = max(height - layout.line * position for position, height in enumerate(clear))
        for position, label in enumerate(line.band_label):
            height = first_line + layout.line * position
            parts.append(words(label, x=x, y=height, anchor="end", fill=colour))
    return parts


def _value_at(plane: Plane, days: Sequence[date], values: Sequence[int], *, before_end: float) -> int:
    """Return the number a distance before the last day of the table, 0 before its first."""
    edge = abs(plane.x(days[-1]) - plane.x(plane.first)) - before_end
    reached = [
        value
        for day, value in zip(days, values, strict=True)
        if abs(plane.x(day) - plane.x(plane.first)) <= edge
    ]
    return reached[-1] if reached else 0


def _mark(plane: Plane, table: Table, days: Sequence[date], mark: Mark) -> list[Markup]:
    layout = plane.layout
    known = [value for day, value in zip(days, table.numbers(mark.column), strict=True) if day <= mark.day]
    if not known:
        raise ValueError(f"{mark.day} lies before the table")
    x, y = plane.x(mark.day), plane.y(known[-1])
    parts = [element("circle", cx=x, cy=y, r=5, fill=PAPER, stroke=SEA, stroke_width=2.5)]
    if mark.side is Side.OVER_BEFORE:
        first_line, along, anchor = y - 10 - layout.line * (len(mark.words) - 1), -6.0, "end"
    else:
        first_line, along, anchor = y + layout.text, 10.0, "start"
    for position, label in enumerate(mark.words):
        height = first_line + layout.line * position
        parts.append(words(label, x=x + plane.shift(along), y=height, anchor=anchor))
    return parts
