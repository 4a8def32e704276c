"""Results as pictures: which one an indicator is shown in, and the table it is drawn from."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from palermo.charts import (
    NARROW,
    WIDE,
    Cell,
    Column,
    Layout,
    Line,
    Picture,
    Table,
    Wing,
    bars,
    choropleth,
    flows,
    pyramid,
    series,
)
from palermo.charts.document import PictureBlock
from palermo.evidence.indicators.catalogue import Draw
from palermo.evidence.indicators.groupings import CITIZENSHIP, COUNTRY, NO_INFORMATION, SEVERAL
from palermo.evidence.indicators.output import label_of
from palermo.evidence.indicators.persons import Result
from palermo.evidence.release.suppress import Published

BAND = ("low", "high")
MOST_BARS, MOST_FLOWS = 30, 24
SIDES = ("Feminine", "Masculine")


def block(draw: Callable[[Layout], Picture], *, note: str) -> PictureBlock:
    """Return a picture drawn for a desk and for a telephone, with its note."""
    return PictureBlock(draw(WIDE), draw(NARROW), note=note)


def picture_of(result: Result) -> PictureBlock | None:
    """Return the picture of an indicator over all records; None where there is nothing to draw."""
    lines = [line for line in result.lines if not line.by and NO_INFORMATION not in line.categories]
    if not lines:
        return None
    draw = result.indicator.draw
    if draw is Draw.PYRAMID:
        return _pyramid(result)
    if draw is Draw.FLOWS:
        return _flows(result)
    title, note = result.indicator.title, note_of(result)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            line.categories[0],
            label_of(result, line),
            *cells(line.count),
            None if line.share is None else line.share.value,
        )
        for line in lines
    )
    columns = (
        Column("code", "Code"),
        Column("label", result.indicator.groupings[0].title),
        Column("value", "Persons detected"),
        Column("low", "Least"),
        Column("high", "Most"),
        Column("share", "Per cent"),
    )
    table = Table(columns, rows)
    words = f"{title}: {len(rows)} groups; the table has every number."
    if draw is Draw.MAP:
        placed = Table(columns, tuple(row for row in rows if row[0] != SEVERAL))
        return block(
            lambda layout: choropleth(
                placed,
                code="code",
                value="value",
                band=BAND,
                absent_label="nobody recorded",
                title=title,
                description=words,
                layout=layout,
            ),
            note=note,
        )
    if draw is Draw.SERIES and (drawn := _series(result, note)):
        return drawn
    if len(rows) > MOST_BARS:
        return None
    return block(
        lambda layout: bars(
            table, label="label", value="value", band=BAND, title=title, description=words, layout=layout
        ),
        note=note,
    )


def note_of(result: Result) -> str:
    """Return what stands below a picture: definition, denominator, source, doubts."""
    each = result.indicator
    over = f" Shares: of {each.denominator}." if each.denominator else ""
    return f"{each.definition}{over} Source of the definition: {each.source}. {' '.join(each.caveats)}"


def cells(count: Published) -> tuple[Cell, Cell, Cell]:
    """Return value, least and most for a picture; without an upper limit the number is not known."""
    if count.value is None and count.high is None:
        return None, None, None
    return count.value, count.low, count.high


def _series(result: Result, note: str) -> PictureBlock | None:
    years = {
        int(line.categories[0]): line.count
        for line in result.lines
        if not line.by and line.categories[0].isdecimal()
    }
    if len(years) < 2:
        return None
    nobody = Published(0, 0, 0)
    rows = tuple((year, *cells(years.get(year, nobody))) for year in range(min(years), max(years) + 1))
    table = Table(
        (
            Column("year", "Year"),
            Column("value", "Persons detected"),
            Column("low", "Least"),
            Column("high", "Most"),
        ),
        rows,
    )
    title = result.indicator.title
    return block(
        lambda layout: series(
            table,
            years="year",
            lines=(Line("value", "Persons detected", band=BAND),),
            title=title,
            description=f"{title}, {rows[0][0]} to {rows[-1][0]}; the table has every number.",
            layout=layout,
        ),
        note=note,
    )


def _pyramid(result: Result) -> PictureBlock | None:
    age, sex = result.indicator.groupings
    found = {line.categories: line.count for line in result.lines if not line.by}
    ages = [code for code in age.order(sorted({ages for ages, _ in found})) if not code.startswith("(")]
    if not ages or not any((code, side) in found for code in ages for side in SIDES):
        return None
    nobody = Published(0, 0, 0)
    rows = tuple(
        (
            age.label(code),
            *cells(found.get((code, SIDES[0]), nobody)),
            *cells(found.get((code, SIDES[1]), nobody)),
        )
        for code in ages
    )
    names = [sex.label(side) for side in SIDES]
    columns = [Column("age", age.title)]
    for side, name in zip("fm", names, strict=True):
        columns += [
            Column(side, name),
            Column(f"{side}_low", f"{name}, least"),
            Column(f"{side}_high", f"{name}, most"),
        ]
    table = Table(tuple(columns), rows)
    wings = (Wing("f", names[0], ("f_low", "f_high")), Wing("m", names[1], ("m_low", "m_high")))
    title = result.indicator.title
    return block(
        lambda layout: pyramid(
            table,
            ages="age",
            wings=wings,
            title=title,
            description=f"{title}: {len(rows)} age bands.",
            layout=layout,
        ),
        note=note_of(result),
    )


def _flows(result: Result) -> PictureBlock | None:
    """Draw the newest year whose corridors are shown: a corridor has a year."""
    silent = {NO_INFORMATION, SEVERAL}
    lines = [line for line in result.lines if not silent & set(line.categories)]
    for year, group in groupby(
        sorted(lines, key=lambda line: line.categories[2], reverse=True), key=lambda line: line.categories[2]
    ):
        shown = [line for line in group if line.count.value is not None]
        rows = [
            (CITIZENSHIP.label(line.categories[0]), COUNTRY.label(line.categories[1]), *cells(line.count))
            for line in shown
        ]
        # Whichever are drawn, they stand by the alphabet; the fewest are left to the table when there are too many.
        least = sorted((line.count.low for line in shown), reverse=True)[:MOST_FLOWS][-1] if shown else 0
        drawn = sorted(row for row, line in zip(rows, shown, strict=True) if line.count.low >= least)[
            :MOST_FLOWS
        ]
        if not drawn:
            continue
        columns = ("origin", "Citizenship"), ("to", "Country of exploitation"), ("value", "Persons detected")
        table = Table(
            (*(Column(*each) for each in columns), Column("low", "Least"), Column("high", "Most")),
            tuple(drawn),
        )
        title = f"{result.indicator.title}, {year}: those of {least} persons and more"
        return block(
            lambda layout, table=table, title=title: flows(  # type: ignore[misc]
                table,
                origin="origin",
                destination="to",
                value="value",
                band=BAND,
                origin_label="Citizenship",
                destination_label="Exploited in",
                title=title,
                description=f"{title}; the files have every corridor of every year.",
                layout=layout,
            ),
            note=note_of(result),
        )
    return None
