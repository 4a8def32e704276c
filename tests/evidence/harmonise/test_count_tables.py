"""A table of counts is recognised as one and never proposed as persons; a table of persons is not taken for counts."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.evidence.harmonise.kit import TODAY, done, table

from palermo.evidence.harmonise.count_tables import recognise
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
    assert recognise(find_header(open_delimited(table(tmp_path / "t.csv", *rows)))) is None


def test_what_is_proposed_for_a_statistical_office_reads_its_table_once_it_is_saved(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", *SDMX)
    proposed = suggest(find_header(open_delimited(path)), today=TODAY)
    found = done(path, parse(proposed, where="proposed"), tmp_path)
    said = [(r["country"], r["sex"], r["category"], r["count_lower"]) for r in found.records]
    assert said == [("BEL", "female", "nationals", 57), ("GRC", "male", "nationals", 12)]


def test_columns_beside_each_other_say_of_whom_they_count(tmp_path: Path) -> None:
    counted = recognise(find_header(open_delimited(table(tmp_path / "t.csv", *BESIDE))))
    assert counted is not None
    assert [dict(counted.columns[place].at) for place in range(1, 5)] == [
        {"age": "adult", "sex": "female"},
        {"age": "minor", "sex": "female"},
        {"age": "adult", "sex": "male"},
        {"age": "total", "sex": "total"},
    ]
    assert counted.suppressed == {"<5": (0, 4)}


def test_what_no_column_of_counts_says_is_asked_for_in_the_proposal_and_by_the_reading(
    tmp_path: Path,
) -> None:
    path = table(tmp_path / "t.csv", *YEARLY)
    proposed = suggest(find_header(open_delimited(path)), today=TODAY)
    assert '# country = "say which"' in proposed
    whole = proposed.replace('# country = "say which"', 'country = "BEL"')
    found = done(path, parse(whole, where="proposed"), tmp_path)
    assert [(r["year"], r["count_lower"]) for r in found.records] == [(int(y), int(n)) for y, n in YEARLY[1:]]
