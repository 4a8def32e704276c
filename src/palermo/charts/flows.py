"""Flows from places of origin to places of destination, in one year or a run of years that the title names.

Both sides stand in the order of the table, which is not one of size: nothing here ranks a State. A ribbon is full as
far as its number is certain and a band as far as it is possible; a flow of unknown size is hatched at the width of one
person in its side's scale, so that it is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from palermo.charts.figures import THIN, Amount, amounts, total
from palermo.charts.frame import BAND, HATCHED, picture, spread, width_of, wrapped
from palermo.charts.picture import Picture, Table
from palermo.charts.plane import WIDE, Layout, words
from palermo.charts.svg import INK, MUTED, SEA, Markup, element, number

THINNEST = 1.5
UNKNOWN = 8.0
GAP = 10.0


@dataclass(frozen=True)
class _Ribbon:
    source: str
    target: str
    amount: Amount
    width: float


def flows(
    table: Table,
    *,
    origin: str,
    destination: str,
    value: str,
    band: tuple[str, str] | None = None,
    origin_label: str,
    destination_label: str,
    unknown_label: str = "not known",
    title: str,
    description: str,
    layout: Layout = WIDE,
    rtl: bool = False,
) -> Picture:
    """Draw a ribbon for each row, from the column `origin` to the column `destination`.

    Raises ValueError for a table without rows or with the same pair twice, and for amounts as `figures.amounts` does.
    """
    sources, targets = table.words(origin), table.words(destination)
    found = amounts(table, value, band)
    if not found:
        raise ValueError("the table needs a row")
    if len(set(zip(sources, targets, strict=True))) < len(found):
        raise ValueError("the same pair of places stands twice")
    names = (list(dict.fromkeys(sources)), list(dict.fromkeys(targets)))
    rows = 2 if layout.width < 500 else 1  # on a telephone the number stands under the name
    pitch = layout.line * rows + GAP
    everyone = sum(amount.ceiling for amount in found) or 1.0
    room = max(len(each) for each in names) * pitch * 0.9 + 120
    ribbons = [
        _Ribbon(
            source,
            target,
            amount,
            UNKNOWN if amount.unknown else max(THINNEST, amount.ceiling / everyone * room),
        )
        for source, target, amount in zip(sources, targets, found, strict=True)
    ]
    head = layout.line * 1.8
    stacks = [
        _Stack(names[0], ribbons, "source", head, pitch),
        _Stack(names[1], ribbons, "target", head, pitch),
    ]
    height = round(max(stack.end for stack in stacks) + 14)
    longest = max(
        width_of(name, layout)
        + (width_of(total(stack.amounts[name]).words(unknown=unknown_label), layout) if rows == 1 else 0)
        for stack in stacks
        for name in stack.names
    )
    beside = min((0.32 if rows == 1 else 0.34) * layout.width, longest + 36)
    edges = (layout.width - beside, beside) if rtl else (beside, layout.width - beside)
    parts = [*_ribbons(ribbons, stacks, edges)]
    for side, label in enumerate((origin_label, destination_label)):
        outwards = (-1 if side == 0 else 1) * (-1 if rtl else 1)
        anchor = "end" if side == 0 else "start"
        parts.append(
            words(
                label,
                x=edges[side] + outwards * 10,
                y=layout.text + 4,
                anchor=anchor,
                fill=MUTED,
                weight="600",
            )
        )
        parts += _names(stacks[side], edges[side], outwards, anchor, unknown_label, layout, beside, rows)
    layout = replace(layout, height=height)
    return picture(parts, table=table, title=title, description=description, layout=layout, rtl=rtl)


class _Stack:
    """One side: where each place stands and where each of its ribbons joins."""

    def __init__(
        self, names: Sequence[str], ribbons: Sequence[_Ribbon], side: str, head: float, pitch: float
    ) -> None:
        self.names = names
        self.places: dict[str, tuple[float, float]] = {}
        self.joins: dict[int, float] = {}
        self.amounts: dict[str, list[Amount]] = {}
        y = head
        for name in names:
            mine = [ribbon for ribbon in ribbons if getattr(ribbon, side) == name]
            self.amounts[name] = [ribbon.amount for ribbon in mine]
            begin = y + max(0.0, (pitch - GAP - sum(ribbon.width for ribbon in mine)) / 2)
            at = begin
            for ribbon in mine:
                self.joins[id(ribbon)] = at
                at += ribbon.width
            self.places[name] = (begin, at)
            y = max(at + GAP, y + pitch)
        self.end = y


def _ribbons(
    ribbons: Sequence[_Ribbon], stacks: Sequence[_Stack], edges: tuple[float, float]
) -> list[Markup]:
    """Return the ribbons, the certain part full and the possible part as a band below it."""
    parts = []
    for ribbon in ribbons:
        tops = [stack.joins[id(ribbon)] for stack in stacks]
        certain = (
            0.0
            if ribbon.amount.unknown
            else ribbon.width * ribbon.amount.floor / (ribbon.amount.ceiling or 1)
        )
        if ribbon.amount.unknown:
            parts.append(_ribbon(edges, tops, 0, ribbon.width, fill=HATCHED))
            continue
        if certain:
            parts.append(_ribbon(edges, tops, 0, certain, fill=SEA, fill_opacity="0.72"))
        if certain < ribbon.width:
            parts.append(_ribbon(edges, tops, certain, ribbon.width, fill=SEA, fill_opacity=str(BAND)))
    return parts


def _ribbon(
    edges: tuple[float, float], tops: Sequence[float], begin: float, end: float, **look: str
) -> Markup:
    (x0, x1), (y0, y1) = edges, tops
    bend = (x0 + x1) / 2
    d = (
        f"M{number(x0)} {number(y0 + begin)}C{number(bend)} {number(y0 + begin)} {number(bend)} "
        f"{number(y1 + begin)} {number(x1)} {number(y1 + begin)}V{number(y1 + end)}"
        f"C{number(bend)} {number(y1 + end)} {number(bend)} {number(y0 + end)} {number(x0)} {number(y0 + end)}Z"
    )
    return element("path", d=d, **look)


def _names(
    stack: _Stack,
    edge: float,
    outwards: int,
    anchor: str,
    unknown: str,
    layout: Layout,
    beside: float,
    rows: int,
) -> list[Markup]:
    parts: list[Markup] = []
    wanted = [sum(stack.places[name]) / 2 for name in stack.names]
    middles = spread(wanted, apart=layout.line * rows, lowest=layout.line * 2, highest=stack.end)
    for name, middle in zip(stack.names, middles, strict=True):
        begin, end = stack.places[name]
        x = edge + outwards * 2
        parts.append(
            element("path", d=f"M{number(x)} {number(begin)}V{number(end)}", stroke=INK, stroke_width=4)
        )
        note = total(stack.amounts[name]).words(unknown=unknown)
        room = beside - 14 - (width_of(note, layout) + 10 if rows == 1 else 0)
        short = wrapped(name, width=room, layout=layout, lines=1)[0]
        lines = [f"{short}{THIN} {note}"] if rows == 1 else [short, note]
        first = middle + layout.text * 0.36 - layout.line * (rows - 1) / 2
        for row, text in enumerate(lines):
            parts.append(words(text, x=edge + outwards * 10, y=first + layout.line * row, anchor=anchor))
    return parts
