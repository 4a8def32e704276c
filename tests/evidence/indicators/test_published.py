"""Indicators from published counts: ranges stay ranges, a rate needs a source, justice stands beside and is no rate."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.model import COUNT_COLUMNS
from palermo.evidence.indicators.published import (
    Counted,
    Population,
    by_year,
    detected_by,
    detected_by_country,
    per_100_000,
    read_population,
)
from palermo.evidence.indicators.published_report import Published


def counts(*rows: tuple[object, ...]) -> duckdb.DuckDBPyRelation:
    """Invented published counts: country, indicator, dimension, category, sex, age, year, low, high, state."""
    connection = duckdb.connect()
    connection.execute(
        f"CREATE TABLE t ({', '.join(f'{name} {kind}' for name, kind in COUNT_COLUMNS.items())})"
    )
    full = [
        (
            number,
            "invented",
            country,
            "",
            "",
            indicator,
            dimension,
            category,
            sex,
            age,
            year,
            "persons",
            low,
            high,
            state,
        )
        for number, (country, indicator, dimension, category, sex, age, year, low, high, state) in enumerate(
            rows, start=1
        )
    ]
    connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(COUNT_COLUMNS))})", full)
    return connection.table("t")


def total(
    country: str, year: int, low: int | None, high: int | None, indicator: str = "detected_victims"
) -> tuple[object, ...]:
    state = "missing" if low is None else "number" if low == high else "suppressed"
    return (country, indicator, "total", "total", "total", "total", year, low, high, state)


CASES = (
    total("ITA", 2021, 100, 100),
    total("MLT", 2021, 0, 4),
    total("FRA", 2021, None, None),
    total("ITA", 2022, 120, 120),
    total("ITA", 2021, 7, 7, "persons_convicted"),
    ("ITA", "detected_victims", "total", "total", "female", "total", 2021, 60, 60, "number"),
    ("ITA", "detected_victims", "citizenship", "NGA", "total", "total", 2021, 0, 4, "suppressed"),
    ("ITA", "detected_victims", "exploitation", "ForcedLabour", "total", "total", 2021, 30, 30, "number"),
)


def test_a_sum_with_a_suppressed_cell_is_a_range_and_a_missing_one_is_counted() -> None:
    found = by_year(counts(*CASES), "detected_victims")
    assert found[2021,] == Counted(low=100, high=104, cells=3, suppressed=1, missing=1)
    assert found[2021,].value is None
    assert found[2022,].value == 120


def test_parts_by_sex_form_or_citizenship_are_never_added_to_the_totals() -> None:
    cases = counts(*CASES)
    assert detected_by_country(cases)["ITA", 2021].low == 100
    assert detected_by(cases, "sex") == {("female", 2021): Counted(60, 60, 1, 0, 0)}
    assert detected_by(cases, "citizenship") == {("NGA", 2021): Counted(0, 4, 1, 1, 0)}
    assert detected_by(cases, "form") == {("ForcedLabour", 2021): Counted(30, 30, 1, 0, 0)}
    with pytest.raises(ValueError, match="not by shoe"):
        detected_by(cases, "shoe")


def test_a_rate_is_a_range_where_its_number_is_and_is_not_made_of_what_is_missing() -> None:
    people = Population(
        {("ITA", 2021): 50_000_000, ("MLT", 2021): 500_000, ("FRA", 2021): 60_000_000}, "invented"
    )
    rates = per_100_000(detected_by_country(counts(*CASES)), people)
    assert rates == {("ITA", 2021): (0.2, 0.2), ("MLT", 2021): (0.0, 0.8)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("country,year,population\nITA,2021,5\n", "the column source is missing"),
        ("country,year,population,source\nITA,2021,5,\n", "line 2: no source is given"),
        ("country,year,population,source\nITA,2021,many,me\n", "line 2: year and population"),
        ("country,year,population,source\n", "no row"),
    ],
)
def test_a_population_file_without_its_source_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_population(path)


def test_the_report_says_detected_not_a_rate_and_orders_states_by_name() -> None:
    people = Population({("ITA", 2022): 50_000_000}, "Invented Office of Statistics")
    html = Published(counts(*CASES, total("DEU", 2022, 300, 300)), people).report(
        {"Source": "invented"}, footer=""
    )
    assert "Not a rate" in html
    assert "no rate and no ranking" in html
    assert "Invented Office of Statistics" in html
    assert "100–104 (3 reporting)" in html
    assert html.index("Germany") < html.index("Italy")


def test_the_table_by_form_says_that_forms_overlap() -> None:
    html = Published(counts(*CASES), None).report({"Source": "invented"}, footer="")
    table = html[html.index("Detected victims by form of exploitation") :]
    assert "several forms of exploitation" in table[: table.index("</table>")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'country,year,population,source\nITA,2021,59,"Office\nFRA,2021,68,Office\n',
            "line 2: a quote opens",
        ),
        ("country,year,population,source\nITA,2021\n", "line 2: 2 cells under 4 columns"),
        ("", "the column country is missing"),
    ],
)
def test_a_population_file_that_is_cut_short_is_refused_with_its_line(
    text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_population(path)


def test_without_a_population_file_there_is_no_rate() -> None:
    found = Published(counts(*CASES), None)
    assert "SDG" not in found.report({"Source": "invented"}, footer="")
    assert not [row for row in found.rows() if row[0] == "sdg_16_2_2"]
