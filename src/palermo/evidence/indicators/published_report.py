"""The report on counts that others published: ranges kept, State beside State, with what each sum rests on."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from palermo.charts import Cell, Column, Layout, Line, Picture, Table, choropleth, series
from palermo.charts.document import Document, Facts, Fold, Notice, Paragraph, Piece, Section, TableBlock
from palermo.charts.figures import figure
from palermo.evidence.indicators.catalogue import BY_KEY, FORMS_OVERLAP, Indicator
from palermo.evidence.indicators.pictures import block
from palermo.evidence.indicators.published import (
    INDICATORS,
    Counted,
    Population,
    by_year,
    detected_by,
    detected_by_country,
    per_100_000,
)
from palermo.reference.vocabularies import vocabulary

BAND = ("low", "high")
CUTS = {"sex": "Sex", "age": "Age", "form": "Form of exploitation", "citizenship": "Citizenship"}
HEADER = (
    "indicator",
    "country",
    "year",
    "group",
    "unit",
    "value",
    "least",
    "most",
    "cells",
    "suppressed",
    "missing",
)


class Published:
    """Everything calculated once from the published counts; rows for the files, sections for the report."""

    def __init__(self, cases: duckdb.DuckDBPyRelation, population: Population | None) -> None:
        self.by_country = detected_by_country(cases)
        self.years = {name: by_year(cases, name) for name in INDICATORS}
        self.cuts = {name: detected_by(cases, name) for name in CUTS}
        self.population = population
        self.rates = {} if population is None else per_100_000(self.by_country, population)

    def rows(self) -> Iterator[list[object]]:
        """Return the lines of the files under `HEADER`; sums over States have no country."""
        for (country, year), count in self.by_country.items():
            yield _row("published_detected", country, year, "", "persons", count)
        for name, found in self.years.items():
            for (year,), count in found.items():
                unit = "offences" if name == "offences" else "persons"
                yield _row("justice", "", year, name, unit, count)
        for name, found in self.cuts.items():
            for (group, year), count in found.items():
                yield _row("published_detected", "", year, f"{name}: {group}", "persons", count)
        for (country, year), (low, high) in self.rates.items():
            value = round(low, 4) if low == high else None
            yield [
                "sdg_16_2_2",
                country,
                year,
                "",
                "persons per 100,000",
                value,
                round(low, 4),
                round(high, 4),
                1,
                int(low != high),
                0,
            ]

    def report(self, facts: dict[str, str], *, footer: str) -> str:
        """Return the report as one HTML document."""
        notice = Notice("Detected is not all", "These are victims that authorities detected and reported.")
        sections = [
            Section("What this is", [Facts(list(facts.items())), notice]),
            self._detected(),
            self._cuts(),
        ]
        sections += [self._rate()] if self.rates else []
        sections += [self._justice(), self._quality()]
        lead = f"Published counts of {len({country for country, _ in self.by_country})} reporting States and areas."
        return Document("Detected victims as reported", sections, lead=lead, footer=footer).html()

    def _detected(self) -> Section:
        indicator = BY_KEY["published_detected"]
        found = {year: count for (year,), count in self.years["detected_victims"].items()}
        rows = tuple(
            (int(str(year)), count.value, count.low, count.high, count.cells)
            for year, count in sorted(found.items(), key=lambda each: int(str(each[0])))
        )
        table = Table(_columns("year", "Year", "cells", "States that reported"), rows)
        title = "Detected victims in the States that reported, year by year"
        pieces: list[Piece] = []
        if len(rows) > 1 and [row[0] for row in rows] == list(range(rows[0][0], rows[-1][0] + 1)):
            line = Line("value", "Detected victims", band=BAND)

            def drawn(layout: Layout) -> Picture:
                words = (
                    f"{title}. The number of States that reported differs from year to year; see the table."
                )
                return series(
                    table, years="year", lines=(line,), title=title, description=words, layout=layout
                )

            pieces.append(block(drawn, note=_note(indicator)))
        newest = max((int(str(year)) for _, year in self.by_country), default=0)
        pieces.append(self._map(indicator, newest))
        return Section("Detected victims", pieces, id=indicator.key)

    def _map(self, indicator: Indicator, year: int) -> Piece:
        rows = tuple(
            (country, name, count.value, count.low, count.high)
            for country, name, count in sorted(
                (
                    (str(code), _name(str(code)), count)
                    for (code, at), count in self.by_country.items()
                    if at == year
                ),
                key=lambda each: each[1],
            )
        )
        columns = (
            Column("code", "Code"),
            Column("name", "Reporting State or area"),
            *_columns("", "", "", "")[1:4],
        )
        return _world(Table(columns, rows), f"Detected victims reported for {year}", _note(indicator))

    def _cuts(self) -> Section:
        pieces: list[Piece] = []
        for name, title in CUTS.items():
            rows = tuple(
                (
                    _group(name, str(group)),
                    int(str(year)),
                    count.value,
                    count.low,
                    count.high,
                    count.suppressed,
                )
                for (group, year), count in sorted(
                    self.cuts[name].items(), key=lambda each: (str(each[0][0]), str(each[0][1]))
                )
            )
            columns = (
                Column("group", title),
                Column("year", "Year"),
                *_columns("", "", "suppressed", "Suppressed cells")[1:],
            )
            table = TableBlock(
                Table(columns, rows),
                caption=f"Detected victims by {title.lower()}",
                note=FORMS_OVERLAP if name == "form" else "",
                empty="Not reported.",
            )
            pieces.append(Fold(f"By {title.lower()}", [table]))
        return Section("By sex, age, form and citizenship", pieces)

    def _rate(self) -> Section:
        indicator = BY_KEY["sdg_16_2_2"]
        newest = max(year for _, year in self.rates)
        rows = tuple(
            (code, _name(code), low if low == high else None, low, high)
            for (code, year), (low, high) in sorted(self.rates.items(), key=lambda each: _name(each[0][0]))
            if year == newest
        )
        columns = (Column("code", "Code"), Column("name", "State or area"), *_columns("", "", "", "")[1:4])
        source = self.population.source if self.population else ""
        note = f"{_note(indicator)} Population: {source}."
        drawn = _world(Table(columns, rows), f"Detected victims per 100,000 inhabitants, {newest}", note)
        return Section(indicator.title, [drawn], id=indicator.key)

    def _justice(self) -> Section:
        indicator = BY_KEY["justice"]
        years = sorted({int(str(year)) for found in self.years.values() for (year,) in found})
        rows: list[tuple[Cell, ...]] = []
        for year in years:
            cells: list[Cell] = [year]
            for found in self.years.values():
                count = found.get((year,))
                cells.append(
                    "not reported" if count is None else f"{_words(count)} ({count.cells} reporting)"
                )
            rows.append(tuple(cells))
        columns = (Column("year", "Year"), *(Column(name, title) for name, title in INDICATORS.items()))
        warning = Notice("Not a rate", " ".join(indicator.caveats), kind="attention")
        table = TableBlock(Table(columns, tuple(rows)), caption=indicator.title, note=indicator.definition)
        return Section(indicator.title, [warning, table], id=indicator.key)

    def _quality(self) -> Section:
        rows = tuple(
            (
                title,
                str(sum(each.cells for each in found.values())),
                str(sum(each.suppressed for each in found.values())),
                str(sum(each.missing for each in found.values())),
                _spread(list(found.values())),
            )
            for title, found in self._conclusions()
        )
        heads = ("Conclusion", "Cells", "Suppressed", "Not given", "Part of the most it can be that is open")
        columns = tuple(Column(f"c{place}", head) for place, head in enumerate(heads))
        text = (
            "A sum is a range where a cell in it was suppressed. What was not given adds nothing, so that a "
            "sum may be too low."
        )
        table = TableBlock(Table(columns, rows), caption="What each conclusion rests on")
        return Section("How good the counts are", [Paragraph(text, small=True), table], id="quality")

    def _conclusions(self) -> Iterator[tuple[str, dict[tuple[object, ...], Counted]]]:
        yield "Detected victims by country and year", self.by_country
        for name, title in INDICATORS.items():
            yield f"{title}, by year", self.years[name]
        for name, title in CUTS.items():
            yield f"Detected victims by {title.lower()}", self.cuts[name]


def _world(table: Table, title: str, note: str) -> Piece:
    def drawn(layout: Layout) -> Picture:
        words = f"{title}: {len(table.rows)} States and areas; the table has every number."
        return choropleth(
            table,
            code="code",
            value="value",
            band=BAND,
            absent_label="not reported",
            title=title,
            description=words,
            layout=layout,
        )

    return block(drawn, note=note)


def _columns(key: str, title: str, last: str, last_title: str) -> tuple[Column, ...]:
    return (
        Column(key, title),
        Column("value", "Number"),
        Column("low", "Least"),
        Column("high", "Most"),
        Column(last, last_title),
    )


def _row(key: str, country: object, year: object, group: str, unit: str, count: Counted) -> list[object]:
    return [
        key,
        country,
        year,
        group,
        unit,
        count.value,
        count.low,
        count.high,
        count.cells,
        count.suppressed,
        count.missing,
    ]


def _words(count: Counted) -> str:
    low = figure(count.low)
    return low if count.value is not None else f"{low}–{figure(count.high)}"


def _name(code: str) -> str:
    countries = vocabulary("iso-3166-1")
    return countries[code].label if code in countries else code


def _group(cut: str, code: str) -> str:
    schemes = {
        "citizenship": "case-groupings",
        "form": "case-exploitation",
        "sex": "case-sex",
        "age": "case-agegroup",
    }
    book = vocabulary(schemes[cut])
    return book[code].label if code in book else _name(code)


def _note(indicator: Indicator) -> str:
    return f"{indicator.definition} Source: {indicator.source}. {' '.join(indicator.caveats)}"


def _spread(found: list[Counted]) -> str:
    most = sum(each.high for each in found)
    return f"{100 * (most - sum(each.low for each in found)) / most:.1f} %" if most else "nothing"
