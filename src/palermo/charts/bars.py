"""Bars: one amount for each row; a band as far as it is uncertain, a range where suppressed, hatched where unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from palermo.charts.figures import Amount, amounts, figure, steps
from palermo.charts.frame import bar, hatched_bar, picture, width_of, wrapped
from palermo.charts.picture import Picture, Table
from palermo.charts.plane import WIDE, Layout, words
from palermo.charts.svg import HAIRLINE, INK, MUTED, Markup, element, number


def bars(
    table: Table,
    *,
    label: str,
    value: str,
    band: tuple[str, str] | None = None,
    top: float | None = None,
    suffix: str = "",
    unknown_label: str = "not known",
    title: str,
    description: str,
    layout: Layout = WIDE,
    rtl: bool = False,
) -> Picture:
    """Draw a bar for each row, in the order of the table; the picture is as high as it has rows.

    `label` names the column of words, `value` that of amounts, `band` the columns of the least and the most it can
    be. An amount without a value but with bounds is suppressed; without both it is unknown.
    `top` fixes the end of the scale, such as 100 for shares; `suffix` stands after each number ("%").
    Raises ValueError for a table without rows and for amounts as `figures.amounts` does.
    """
    labels, found = table.words(label), amounts(table, value, band)
    if not found:
        raise ValueError("the table needs a row")
    narrow = layout.width < 500
    drawn = _Plan(
        layout, labels, found, top=top, suffix=suffix, unknown=unknown_label, narrow=narrow, rtl=rtl
    )
    layout = replace(layout, height=drawn.height)
    parts = [*drawn.scale(), *(part for index in range(len(found)) for part in drawn.row(index))]
    return picture(parts, table=table, title=title, description=description, layout=layout, rtl=rtl)


@dataclass(frozen=True)
class _Ground:
    """Where bars begin, how much room they have, and in which direction they run."""

    start: float
    room: float
    top: float
    sign: int

    def x(self, amount: float) -> float:
        return self.start + self.sign * self.room * amount / self.top


class _Plan:
    """Places of one picture of bars; labels stand beside the bars, on a telephone above them."""

    def __init__(
        self,
        layout: Layout,
        labels: Sequence[str],
        found: Sequence[Amount],
        *,
        top: float | None,
        suffix: str,
        unknown: str,
        narrow: bool,
        rtl: bool,
    ) -> None:
        self.layout, self.found, self.suffix, self.narrow = layout, found, suffix, narrow
        self.notes = [amount.words(unknown=unknown, suffix=suffix) for amount in found]
        self.step, highest = steps(max(amount.ceiling for amount in found))
        if top is not None:
            self.step, highest = steps(top)[0], max(top, highest)
        margin = 12.0
        beside = (
            0.0 if narrow else min(0.34 * layout.width, max(width_of(text, layout) for text in labels) + 12)
        )
        after = max(width_of(note, layout) for note in self.notes) + 14
        self.lines = [
            wrapped(
                text,
                width=(layout.width - 24) if narrow else beside - 8,
                layout=layout,
                lines=1 if narrow else 2,
            )
            for text in labels
        ]
        sign = -1 if rtl else 1
        start = margin + beside
        self.ground = _Ground(
            start=layout.width - start if rtl else start,
            room=max(60.0, layout.width - start - after),
            top=highest,
            sign=sign,
        )
        self.pitch = (
            layout.line * 2 + 14 if narrow else layout.line * max(len(each) for each in self.lines) + 14
        )
        self.head = layout.line + 8
        self.height = round(self.head + self.pitch * len(found) + 10)

    def scale(self) -> list[Markup]:
        """Return the numbers above and a hairline down from each."""
        parts: list[Markup] = []
        ticks = [index * self.step for index in range(int(self.ground.top / self.step + 1e-9) + 1)]
        room = abs(self.ground.x(self.step) - self.ground.start)
        every = 1 if room > width_of(f"{figure(ticks[-1])}{self.suffix}", self.layout) + 8 else len(ticks) - 1
        for tick in ticks[:: every or 1]:
            x = self.ground.x(tick)
            colour = INK if tick == 0 else HAIRLINE
            parts.append(
                element("path", d=f"M{number(x)} {number(self.head)}V{self.height - 6}", stroke=colour)
            )
            name = f"{figure(_short(tick))}{self.suffix}"
            parts.append(element("text", name, x=x, y=self.layout.text + 4, text_anchor="middle", fill=MUTED))
        return parts

    def row(self, index: int) -> list[Markup]:
        """Return one row: its words, its bar, its number."""
        amount, lines, layout, ground = self.found[index], self.lines[index], self.layout, self.ground
        above = self.head + self.pitch * index
        thick = layout.line * 0.95
        if self.narrow:
            y = above + layout.line + 6
            at, anchor, first = ground.start, "start", above + layout.text + 2
        else:
            y = above + (self.pitch - thick) / 2
            at, anchor = ground.start - ground.sign * 10, "end"
            first = above + self.pitch / 2 + layout.text * 0.36 - layout.line * (len(lines) - 1) / 2
        parts = [
            words(line, x=at, y=first + layout.line * place, anchor=anchor)
            for place, line in enumerate(lines)
        ]
        floor, ceiling = ground.x(amount.floor), ground.x(amount.ceiling)
        end = ground.x(ground.top) if amount.unknown else ceiling
        if amount.unknown:
            parts.append(hatched_bar(start=ground.start, end=end, y=y, height=thick))
        else:
            parts += bar(start=ground.start, floor=floor, ceiling=ceiling, y=y, height=thick)
            if amount.value is not None and floor != ceiling:
                place = ground.x(amount.value)
                parts.append(
                    element(
                        "path", d=f"M{number(place)} {number(y)}v{number(thick)}", stroke=INK, stroke_width=2
                    )
                )
        middle = y + thick / 2 + layout.text * 0.36
        colour = MUTED if amount.value is None else INK
        parts.append(words(self.notes[index], x=end + ground.sign * 8, y=middle, anchor="start", fill=colour))
        return parts


def _short(tick: float) -> float:
    """Return a tick without the noise of binary fractions."""
    return int(tick) if float(tick).is_integer() else round(tick, 10)
