"""Amounts year by year: lines that break where nothing is known, bands where an amount is a range or an estimate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from palermo.charts.figures import Amount, amounts, figure
from palermo.charts.frame import BAND, HATCHED, picture, spread, width_of, wrapped
from palermo.charts.picture import Picture, Table
from palermo.charts.plane import WIDE, Layout, Plane, axes, scale, words
from palermo.charts.svg import INK, MUTED, PAPER, SEA, Markup, element, number
from palermo.charts.timeline import Line

DASHES = ("", "7 4", "2 4", "10 3 2 3")


def series(
    table: Table,
    *,
    years: str,
    lines: Sequence[Line],
    unknown_label: str = "not known",
    title: str,
    description: str,
    layout: Layout = WIDE,
    rtl: bool = False,
) -> Picture:
    """Draw each line over the column of years, which are whole numbers in order without a gap.

    A year without value but with bounds (`Line.band`) is a range; a year without both breaks the line, and is
    hatched where no line knows it. Raises ValueError for fewer than two years, years that do not follow one another,
    no line or more than four.
    """
    found = table.numbers(years)
    if len(found) < 2 or found != list(range(found[0], found[0] + len(found))):
        raise ValueError("the table needs at least two years, each following the one before")
    if not 1 <= len(lines) <= len(DASHES):
        raise ValueError(f"one line at least, {len(DASHES)} at most")
    amounts_of = [amounts(table, line.column, line.band) for line in lines]
    step, top = scale(int(max(amount.ceiling for each in amounts_of for amount in each) + 0.999))
    layout = _fitted(layout, lines, years=len(found), top=top)
    first, last = date(found[0], 1, 1), date(found[-1], 1, 1)
    plane = Plane(layout=layout, first=first, last=last, top=top, rtl=rtl)
    places = [plane.x(date(year, 1, 1)) for year in found]
    blank = [all(each[index].unknown for each in amounts_of) for index in range(len(found))]
    parts = [*axes(plane, step=step), *_unknown(plane, places, blank, unknown_label)]
    for position, each in enumerate(amounts_of):
        parts += _bands(plane, places, each, position)
    for position, each in enumerate(amounts_of):
        parts += _line(plane, places, each, position)
    parts += _labels(plane, places[-1], lines, amounts_of)
    return picture(parts, table=table, title=title, description=description, layout=layout, rtl=rtl)


def _fitted(layout: Layout, lines: Sequence[Line], *, years: int, top: int) -> Layout:
    """Leave room for the numbers before and for the lines' names after."""
    before = round(width_of(figure(top), layout) + 16)
    longest = max(width_of(line.label, layout) for line in lines) + 18
    after = round(min(longest, layout.width * 0.28))
    room = (layout.width - before - after) / (layout.text * 3.2)
    between = next(each for each in (1, 2, 5, 10, 20, 50, 100, 1000) if years <= room * each or each == 1000)
    return replace(layout, before=before, after=after, years_between_ticks=between)


def _unknown(plane: Plane, places: Sequence[float], blank: Sequence[bool], label: str) -> list[Markup]:
    layout = plane.layout
    half = abs(places[1] - places[0]) / 2
    ends = sorted((places[0], places[-1]))
    parts: list[Markup] = []
    named = False
    for place, is_blank in zip(places, blank, strict=True):
        if not is_blank:
            continue
        left, right = max(place - half, ends[0]), min(place + half, ends[1])
        height = layout.height - layout.above - layout.below
        parts.append(element("rect", x=left, y=layout.above, width=right - left, height=height, fill=HATCHED))
        if not named:
            anchor = "start" if place == places[0] else "end" if place == places[-1] else "middle"
            parts.append(words(label, x=place, y=layout.above - 10, anchor=anchor, fill=MUTED))
            named = True
    return parts


def _bands(plane: Plane, places: Sequence[float], found: Sequence[Amount], position: int) -> list[Markup]:
    """Return a polygon between neighbours that have bounds, and a short column where a neighbour has none."""
    colour = SEA if position == 0 else MUTED
    width = min(12.0, abs(places[1] - places[0]) * 0.5)
    parts = []
    for index, amount in enumerate(found):
        if amount.unknown:
            continue
        following = found[index + 1] if index + 1 < len(found) else None
        if following and not following.unknown and (_wide(amount) or _wide(following)):
            x, next_x = places[index], places[index + 1]
            low, high = plane.y(amount.floor), plane.y(amount.ceiling)
            next_low, next_high = plane.y(following.floor), plane.y(following.ceiling)
            upper = f"M{number(x)} {number(high)}L{number(next_x)} {number(next_high)}"
            lower = f"M{number(x)} {number(low)}L{number(next_x)} {number(next_low)}"
            inside = f"{upper}L{number(next_x)} {number(next_low)}L{number(x)} {number(low)}Z"
            parts.append(element("path", d=inside, fill=colour, fill_opacity=str(BAND)))
            # A narrow band would hardly be seen without its edges.
            parts.append(element("path", d=upper + lower, fill="none", stroke=colour, stroke_width=1.2))
        if _wide(amount) and amount.value is None:
            low, high = plane.y(amount.floor), plane.y(amount.ceiling)
            x = places[index] - width / 2
            parts.append(
                element(
                    "rect", x=x, y=high, width=width, height=low - high, fill=colour, fill_opacity=str(BAND)
                )
            )
    return parts


def _line(plane: Plane, places: Sequence[float], found: Sequence[Amount], position: int) -> list[Markup]:
    path, drawing = "", False
    dots = []
    for place, amount in zip(places, found, strict=True):
        if amount.value is None:
            drawing = False
            continue
        path += f"{'L' if drawing else 'M'}{number(place)} {number(plane.y(amount.value))}"
        drawing = True
        dots.append(element("circle", cx=place, cy=plane.y(amount.value), r=3.5, fill=PAPER))
    if not path:
        return []
    dashes = {"stroke_dasharray": DASHES[position]} if DASHES[position] else {}
    stroke = element(
        "path", d=path, fill="none", stroke_width=3 if position == 0 else 2, stroke_linejoin="round", **dashes
    )
    return [element("g", stroke, *dots, stroke=_colour(position), stroke_width=2)]


def _labels(
    plane: Plane, last: float, lines: Sequence[Line], amounts_of: Sequence[Sequence[Amount]]
) -> list[Markup]:
    layout = plane.layout
    heights = []
    for each in amounts_of:
        known = [amount for amount in each if not amount.unknown]
        end = known[-1] if known else Amount(0, 0, 0)
        heights.append(plane.y(end.value if end.value is not None else (end.floor + end.ceiling) / 2))
    names = [wrapped(line.label, width=(layout.after - 12) * 0.82, layout=layout, lines=2) for line in lines]
    tallest = max(len(each) for each in names)
    places = spread(
        heights,
        apart=layout.line * tallest,
        lowest=layout.above + layout.text / 2,
        highest=layout.height - layout.below - layout.line * (tallest - 1),
    )
    parts = []
    for position, (name, place) in enumerate(zip(names, places, strict=True)):
        for row, text in enumerate(name):
            y = place + layout.text * 0.36 + layout.line * row
            weight = "600" if position == 0 else "400"
            x = last + plane.shift(10)
            parts.append(words(text, x=x, y=y, anchor="start", fill=_colour(position), weight=weight))
    return parts


def _wide(amount: Amount) -> bool:
    return amount.floor < amount.ceiling


def _colour(position: int) -> str:
    return SEA if position == 0 else INK if position == 2 else MUTED
