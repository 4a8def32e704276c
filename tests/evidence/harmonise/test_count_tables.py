"""A table of counts is recognised as one and never proposed as persons; a table of persons is not taken for counts."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.evidence.harmonise.kit import TODAY, done, table

from palermo.evidence.harmonise.delimited import open_delimited
from palermo.evidence.harmonise.mapping import parse
from palermo.evidence.harmonise.suggest import suggest
from palermo.evidence.harmonise.table import find_header

SDMX = (
    ("DATAFLOW", "freq", "unit", "sex", "citizen", "geo", "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG"),
    ("X:Y(1.0)", "A", "NR", "F", "NAT", "BE", "2019", "57", ""),
    ("X:Y(1.0)", "A", "NR", "F", "NAT", "CZ", "2019", "", "c"),
    ("X:Y(1.0)", "A", "NR", "M", "NAT", "EL", "2019", "12", "bp"),
)
YEARLY = (("Year", "Victims"), *((str(year), str(7 * year % 91)) for year in range(2015, 2023)))
BY_SEX = (
    ("A\u00f1o", "Sexo", "N\u00famero"),
    ("2020", "F", "57"),
    ("2020", "M", "c"),
    ("2021", "F", "1 204"),
)
ACROSS = (("Country", "Sex", "2019", "2020"), ("Ghana", "F", "12", "15 p"), ("Togo", "F", ":", "[c]"))
BESIDE = (
    ("Year", "Female Adult", "Girls", "Male Adult", "Total"),
    ("2020", "12", "<5", "[c]", "34"),
    ("2021", "7", "8", "9", "24"),
)
FLAGS = (("Case", "Year", "Male", "Female"), ("A-1", "2020", "1", "0"), ("A-2", "2020", "0", "1"))
PERSONS = (("Case", "Year", "Sex", "Total"), ("A-1", "2020", "F", "1"), ("A-2", "2020", "F", "1"))
CHILDREN = (("Year", "Sex", "Number"), ("2020", "F", "2"), ("2020", "F", "2"), ("2021", "M", "0"))
NAMED = (("Full name", "Year", "Victims"), ("Invented Person", "2020", "1"), ("Other Person", "2021", "1"))


@pytest.mark.parametrize("rows", [SDMX, YEARLY, BY_SEX, ACROSS, BESIDE])
def test_a_table_of_counts_is_proposed_as_counts(tmp_path: Path, rows: tuple[tuple[str, ...], ...]) -> None:
    proposed = suggest(find_header(open_delimited(table(tmp_path / "t.csv", *rows))), today=TODAY)
    assert tomllib.loads(proposed)["mapping"]["shape"] == "counts"
    assert parse(proposed, where="proposed").columns


@pytest.mark.parametrize("rows", [PERSONS, CHILDREN, NAMED, FLAGS])
def test_a_table_of_persons_is_not_taken_for_counts(
    tmp_path: Path, rows: tuple[tuple[str, ...], ...]
) -> None:
    proposed = suggest(find_header(open_delimited(table(tmp_path / "t.csv", *rows))), today=TODAY)
    assert tomllib.loads(proposed)["mapping"]["shape"] == "persons"


def test_what_is_proposed_for_a_statistical_office_reads_its_table_once_it_is_saved(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", *SDMX)
    proposed = suggest(find_header(open_delimited(path)), today=TODAY)
    found = done(path, parse(proposed, where="proposed"), tmp_path)
    said = [(r["country"], r["sex"], r["category"], r["count_lower"]) for r in found.records]
    assert said == [("BEL", "female", "nationals", 57), ("GRC", "male", "nationals", 12)]


def test_columns_beside_each_other_say_of_whom_they_count(tmp_path: Path) -> None:
    proposed = suggest(find_header(open_delimited(table(tmp_path / "t.csv", *BESIDE))), today=TODAY)
    found = parse(proposed, where="proposed")
    assert [dict(column.at) for column in found.columns[1:]] == [
        {"age": "adult", "sex": "female"},
        {"age": "minor", "sex": "female"},
        {"age": "adult", "sex": "male"},
        {"age": "total", "sex": "total"},
    ]
    assert found.suppressed == {"<5": (0, 4)}


def test_what_no_column_of_counts_says_is_asked_for_in_the_proposal_and_by_the_reading(
    tmp_path: Path,
) -> None:
    path = table(tmp_path / "t.csv", *YEARLY)
    proposed = suggest(find_header(open_delimited(path)), today=TODAY)
    assert '# country = "say which"' in proposed
    whole = proposed.replace('# country = "say which"', 'country = "BEL"')
    found = done(path, parse(whole, where="proposed"), tmp_path)
    assert [(r["year"], r["count_lower"]) for r in found.records] == [(int(y), int(n)) for y, n in YEARLY[1:]]


def test_numbers_side_by_side_become_rows_that_say_of_whom(tmp_path: Path) -> None:
    rows = (
        ("Country", "Année", "Victimes identifiées", "Femmes", "Mineurs"),
        ("Mali", "2020", "40", "25", "12"),
    )
    path = table(tmp_path / "t.csv", *rows)
    found = done(
        path, parse(suggest(find_header(open_delimited(path)), today=TODAY), where="proposed"), tmp_path
    )
    said = [(r["sex"], r["age"], r["count_lower"]) for r in found.records]
    assert said == [("total", "total", 40), ("female", "total", 25), ("total", "minor", 12)]


def test_the_years_of_thailand_are_read_in_their_calendar(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", ("ปี", "เพศ"), ("2562", "หญิง"), ("2563", "ชาย"))
    found = done(
        path, parse(suggest(find_header(open_delimited(path)), today=TODAY), where="proposed"), tmp_path
    )
    assert [record["event_registration_year"] for record in found.records] == [2019, 2020]


def test_beside_girls_and_boys_women_and_men_are_grown_up(tmp_path: Path) -> None:
    rows = (("Year", "Women", "Men", "Girls", "Boys", "Total"), ("2020", "12", "5", "3", "2", "22"))
    proposed = suggest(find_header(open_delimited(table(tmp_path / "t.csv", *rows))), today=TODAY)
    said = [(column.at["sex"], column.at["age"]) for column in parse(proposed, where="proposed").columns[1:]]
    assert said == [
        ("female", "adult"),
        ("male", "adult"),
        ("female", "minor"),
        ("male", "minor"),
        ("total", "total"),
    ]
