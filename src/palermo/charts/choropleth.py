"""The world by amount or by kind: one neutral hue, the unknown hatched, small States as dots, no rank.

A map is never mirrored; its key runs with the reader's script. The note on borders is part of the picture, so that
it travels with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from palermo.charts.figures import Amount, amounts, figure
from palermo.charts.frame import ABSENT, HATCHED, SHADES, picture, width_of, wrapped
from palermo.charts.picture import Picture, Table
from palermo.charts.plane import WIDE, Layout
from palermo.charts.states import named_states
from palermo.charts.svg import INK, MUTED, PAPER, SEA, Markup, element
from palermo.charts.world import GRID, world

BORDERS = (
    "Borders and names on this map express no opinion on the legal status of any country, territory, city or area, "
    "or of its authorities, or on its frontiers. Small States are dots. Borders: Natural Earth."
)


class Fill(Enum):
    """How an area looks: a shade of the hue, white with a line, a range, hatched."""

    LEVEL_1 = SHADES[0]
    LEVEL_2 = SHADES[1]
    LEVEL_3 = SHADES[2]
    LEVEL_4 = SHADES[3]
    LEVEL_5 = SHADES[4]
    ZERO = PAPER
    RANGE = "url(#r)"
    UNKNOWN = HATCHED


LEVELS = (Fill.LEVEL_1, Fill.LEVEL_2, Fill.LEVEL_3, Fill.LEVEL_4, Fill.LEVEL_5)


DARK = {level.value for level in LEVELS[2:]}


@dataclass(frozen=True)
class Kind:
    """One kind of area: the word that stands in the table's column, the words of the key, the look."""

    key: str
    label: str
    fill: Fill


def kinds_map(
    table: Table,
    *,
    code: str,
    kind: str,
    kinds: Sequence[Kind],
    absent_label: str,
    borders: str = BORDERS,
    says: str = "",
    links: Mapping[str, str] | None = None,
    title: str,
    description: str,
    layout: Layout = WIDE,
    rtl: bool = False,
) -> Picture:
    """Draw each State of the table, by ISO 3166-1 alpha-3 code, in the look of its kind.

    A code that is on no map, such as that of the European Union, is left to the table. Areas the table does not
    name are pale and called `absent_label`. `says` is the column of words that name a State under the pointer. With
    `links`, by code, the map is for a page: each State with one is a link, key and note on borders are left to the
    page, which has to say both. Raises ValueError for a code that stands twice and for a kind without
    a look.
    """
    codes = table.words(code)
    if len(set(codes)) < len(codes):
        raise ValueError("a code stands twice in the table")
    looks = {each.key: each.fill for each in kinds}
    if unknown := sorted(set(table.words(kind)) - set(looks)):
        raise ValueError(f"no look is given for the kind {unknown[0]!r}")
    fills = {each: looks[key] for each, key in zip(codes, table.words(kind), strict=True)}
    present = [each for each in kinds if each.fill in set(fills.values())]
    key = [(each.fill.value, each.label) for each in present]
    key.append((ABSENT, absent_label))
    if not says and links is None:
        return _drawn(table, fills, key, borders, title, description, layout, rtl=rtl)
    words = dict(zip(codes, table.words(says), strict=True)) if says else {}
    looks_of = {each: fill.value for each, fill in fills.items()}
    parts, height = named_states(looks_of, words, links or {}, layout)
    if links is None:
        return _under(parts, height, table, key, borders, title, description, layout, rtl=rtl)
    bare = replace(layout, height=height)
    return picture(
        parts, table=table, title=title, description=description, layout=bare, rtl=rtl, paper=False
    )


def choropleth(
    table: Table,
    *,
    code: str,
    value: str,
    band: tuple[str, str] | None = None,
    suffix: str = "",
    unknown_label: str = "not known",
    range_label: str = "a range, see the table",
    absent_label: str = "not in the table",
    borders: str = BORDERS,
    title: str,
    description: str,
    layout: Layout = WIDE,
    rtl: bool = False,
) -> Picture:
    """Draw amounts by State in at most five shades, light for few; zero is white, the unknown hatched.

    An amount with bounds that reach into two shades is striped and left to the table. Limits between shades are
    round numbers near the fifths of the amounts. Raises ValueError for a code that stands twice and for amounts as
    `figures.amounts` does.
    """
    codes, found = table.words(code), amounts(table, value, band)
    if len(set(codes)) < len(codes):
        raise ValueError("a code stands twice in the table")
    limits = _limits([amount.value for amount in found if amount.value])
    fills = {each: _fill(amount, limits) for each, amount in zip(codes, found, strict=True)}
    whole = all(float(amount.value).is_integer() for amount in found if amount.value is not None)
    used = set(fills.values())
    key = [(PAPER, f"0{suffix}")] if Fill.ZERO in used else []
    key += [
        (level.value, _between(limits, index, whole=whole, suffix=suffix))
        for index, level in enumerate(LEVELS)
        if level in used
    ]
    key += [(Fill.RANGE.value, range_label)] if Fill.RANGE in used else []
    key += [(HATCHED, unknown_label)] if Fill.UNKNOWN in used else []
    return _drawn(table, fills, [*key, (ABSENT, absent_label)], borders, title, description, layout, rtl=rtl)


def _limits(values: Sequence[float]) -> list[float]:
    """Return the least amount of each shade: round numbers, ascending, five at most."""
    if not values:
        return []
    ordered = sorted(values)
    fifths = [ordered[len(ordered) * part // 5] for part in range(5)]
    return sorted({_round_down(each) for each in fifths})


def _round_down(value: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is not above a value.

    >>> _round_down(87), _round_down(0.3), _round_down(2)
    (50, 0.2, 2)
    """
    power = 0
    while 10.0**power > value:
        power -= 1
    while 10.0 ** (power + 1) <= value:
        power += 1
    leading = max(each for each in (1, 2, 5) if each * 10.0**power <= value * (1 + 1e-12))
    return (
        leading * 10**power
        if power > 0
        else float(round(leading * 10.0**power, -power))
        if power
        else leading
    )


def _fill(amount: Amount, limits: Sequence[float]) -> Fill:
    if amount.unknown:
        return Fill.UNKNOWN
    if not limits:  # no amount above zero is known
        return Fill.RANGE if amount.ceiling else Fill.ZERO
    low, high = (_level(each, limits) for each in (amount.floor, amount.ceiling))
    if low is not high:
        return Fill.RANGE if amount.value is None else _level(amount.value, limits)
    return low


def _level(value: float, limits: Sequence[float]) -> Fill:
    if value == 0:
        return Fill.ZERO
    reached = sum(limit <= value for limit in limits)
    return LEVELS[max(reached, 1) - 1]


def _between(limits: Sequence[float], index: int, *, whole: bool, suffix: str) -> str:
    low = figure(limits[index])
    if index + 1 == len(limits):
        return f"{low}{suffix} +"
    if whole:
        high = figure(int(limits[index + 1]) - 1)
        return f"{low}{suffix}" if high == low else f"{low}–{high}{suffix}"
    return f"{low} – < {figure(limits[index + 1])}{suffix}"


def _drawn(
    table: Table,
    fills: dict[str, Fill],
    key: Sequence[tuple[str, str]],
    borders: str,
    title: str,
    description: str,
    layout: Layout,
    *,
    rtl: bool,
) -> Picture:
    radius = 3.6 if layout.width >= 900 else 3.0 if layout.width >= 600 else 2.4
    earth = world(layout.width, least_area=radius * radius, apart=radius * 2 + 1)
    parts: list[Markup] = [_stripes()]
    shapes: dict[str, list[Markup]] = {}
    for code, path in earth.areas.items():
        fill = fills[code].value if code in fills else ABSENT
        shapes.setdefault(fill, []).append(element("path", d=path))
    land = [element("g", *each, fill=fill) for fill, each in shapes.items()]
    parts.append(
        element(
            "g",
            *land,
            transform=f"scale({1 / GRID})",
            stroke=MUTED,
            stroke_width=0.9,
            stroke_linejoin="round",
        )
    )
    dots = [
        element("circle", cx=x, cy=y, r=radius, fill=fills[code].value)
        for code, (x, y) in earth.dots.items()
        if code in fills
    ]
    parts.append(element("g", *dots, stroke=INK, stroke_width=0.8))
    return _under(parts, earth.height, table, key, borders, title, description, layout, rtl=rtl)


def _under(
    parts: list[Markup],
    map_height: int,
    table: Table,
    key: Sequence[tuple[str, str]],
    borders: str,
    title: str,
    description: str,
    layout: Layout,
    *,
    rtl: bool,
) -> Picture:
    """Set the key and the note on borders under a map."""
    height = float(map_height + 12)
    drawn, height = _key(key, height, layout, rtl=rtl)
    parts += drawn
    small = replace(layout, text=layout.text - 1 if layout.width >= 600 else layout.text - 2)
    for line in wrapped(borders, width=layout.width - 16, layout=small, lines=12):
        height += small.line
        x = layout.width - 8 if rtl else 8
        parts.append(
            element("text", line, x=x, y=height, text_anchor="start", fill=MUTED, font_size=small.text)
        )
    layout = replace(layout, height=round(height + 12))
    return picture(parts, table=table, title=title, description=description, layout=layout, rtl=rtl)


def _key(
    key: Sequence[tuple[str, str]], top: float, layout: Layout, *, rtl: bool
) -> tuple[list[Markup], float]:
    """Return the key in as many lines as it needs, and where it ends."""
    parts: list[Markup] = []
    at, y, box = 8.0, top, layout.text
    for fill, label in key:
        room = box + 8 + width_of(label, layout) + 20
        if at > 8 and at + room > layout.width:
            at, y = 8.0, y + layout.line * 1.35
        x = layout.width - at - box if rtl else at
        parts.append(
            element("rect", x=x, y=y, width=box, height=box, fill=fill, stroke=MUTED, stroke_width=1)
        )
        beside = layout.width - at - box - 8 if rtl else at + box + 8
        parts.append(element("text", label, x=beside, y=y + box * 0.86, text_anchor="start"))
        at += room
    return parts, y + layout.line * 1.35


def _stripes() -> Markup:
    """Return the pattern of a range: stripes of the hue on its lightest shade."""
    ground = element("rect", width=6, height=6, fill=SHADES[0])
    stroke = element("path", d="M0 0L6 6", stroke=SEA, stroke_width=1.4)
    pattern = element("pattern", ground, stroke, id="r", width=6, height=6, patternUnits="userSpaceOnUse")
    return element("defs", pattern)
