"""An age-sex pyramid: ages up the middle, one sex to each side, on one scale."""

from __future__ import annotations

from dataclasses import dataclass, replace

from palermo.charts.figures import Amount, amounts, steps
from palermo.charts.frame import bar, hatched_bar, picture, width_of
from palermo.charts.picture import Picture, Table
from palermo.charts.plane import WIDE, Layout, words
from palermo.charts.svg import HAIRLINE, INK, MUTED, Markup, element, number


@dataclass(frozen=True)
class Wing:
    """One side: the column of its amounts, its name, and the columns of their bounds."""

    column: str
    label: str
    band: tuple[str, str] | None = None


def pyramid(
    table: Table,
    *,
    ages: str,
    wings: tuple[Wing, Wing],
    unknown_label: str = "not known",
    title: str,
    description: str,
    layout: Layout = WIDE,
    rtl: bool = False,
) -> Picture:
    """Draw one row for each age band, the youngest (the table's first row) at the foot.

    The first wing stands on the side where reading begins. Raises ValueError for a table without rows and for
    amounts as `figures.amounts` does.
    """
    names = table.words(ages)
    if not names:
        raise ValueError("the table needs a row")
    sides = [amounts(table, wing.column, wing.band) for wing in wings]
    step, top = steps(max(amount.ceiling for side in sides for amount in side))
    middle_room = max(width_of(name, layout) for name in names) + 20
    notes = [[amount.words(unknown=unknown_label) for amount in side] for side in sides]
    outside = max(width_of(note, layout) for side in notes for note in side) + 14
    room = (layout.width - middle_room) / 2 - outside
    pitch = layout.line + 12
    head = layout.line * 1.6
    height = round(head + pitch * len(names) + 12)
    parts: list[Markup] = []
    for number_of_side, (wing, side) in enumerate(zip(wings, sides, strict=True)):
        sign = (-1 if number_of_side == 0 else 1) * (-1 if rtl else 1)
        start = layout.width / 2 + sign * middle_room / 2
        ground = _Side(start=start, sign=sign, room=max(20.0, room), top=top, pitch=pitch, head=head)
        parts += ground.lines(step, height)
        anchor = "start" if (sign > 0) != rtl else "end"
        parts.append(words(wing.label, x=start, y=layout.text + 2, anchor=anchor, weight="600"))
        for index, amount in enumerate(side):
            row = len(side) - 1 - index
            parts += ground.row(amount, notes[number_of_side][index], row, layout, anchor)
    for index, name in enumerate(names):
        y = head + pitch * (len(names) - 1 - index) + pitch / 2 + layout.text * 0.36
        parts.append(words(name, x=layout.width / 2, y=y, anchor="middle"))
    layout = replace(layout, height=height)
    return picture(parts, table=table, title=title, description=description, layout=layout, rtl=rtl)


@dataclass(frozen=True)
class _Side:
    """One half of the plane; bars run outwards."""

    start: float
    sign: int
    room: float
    top: float
    pitch: float
    head: float

    def x(self, amount: float) -> float:
        return self.start + self.sign * self.room * amount / self.top

    def lines(self, step: float, height: int) -> list[Markup]:
        """Return a hairline for each step; the numbers stand on the bars."""
        count = int(self.top / step + 1e-9)
        return [
            element(
                "path",
                d=f"M{number(self.x(step * tick))} {number(self.head - 4)}V{height - 8}",
                stroke=INK if tick == 0 else HAIRLINE,
            )
            for tick in range(count + 1)
        ]

    def row(self, amount: Amount, note: str, row: int, layout: Layout, anchor: str) -> list[Markup]:
        """Return one bar and its number."""
        thick = self.pitch - 8
        y = self.head + self.pitch * row + 4
        if amount.unknown:
            end = self.x(self.top)
            parts = [hatched_bar(start=self.start, end=end, y=y, height=thick)]
        else:
            end = self.x(amount.ceiling)
            parts = bar(start=self.start, floor=self.x(amount.floor), ceiling=end, y=y, height=thick)
        colour = MUTED if amount.value is None else INK
        middle = y + thick / 2 + layout.text * 0.36
        parts.append(words(note, x=end + self.sign * 6, y=middle, anchor=anchor, fill=colour))
        return parts
