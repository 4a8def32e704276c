"""Rows that are no records: hashtags, totals, sources and headers that come again are kept out and said so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.evidence.harmonise.kit import Done, done, table

from palermo.evidence.harmonise.delimited import open_delimited
from palermo.evidence.harmonise.mapping import parse
from palermo.evidence.harmonise.odd_rows import odd_row
from palermo.evidence.harmonise.stage import Plan, stage
from palermo.evidence.harmonise.table import Grid, find_header

MAPPING = """
[mapping]
name = "invented"
version = "1"
title = "Invented"
source = "Invented"
[[column]]
name = "year"
as = "number"
field = "event_registration_year"
[[column]]
name = "sex"
as = "code"
field = "victim_gender"
codes = { F = "Feminine", M = "Masculine" }
"""
PEOPLE = [("7", "2020", "F", "x"), ("8", "2021", "M", "y")]


def read(folder: Path, *rows: tuple[str, ...], quoted: bool = False) -> Done:
    path = table(folder / "t.csv", ("id", "year", "sex", "remark"), *rows)
    if quoted:  # one quote and the file goes through Python instead of DuckDB
        path.write_text(path.read_text(encoding="utf-8").replace("id,", '"id",', 1), encoding="utf-8")
    return done(path, parse(MAPPING, where="i"), folder)


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (("#meta+id", "#date +year", "#indicator+gender+code", ""), "hashtag_row"),
        (("Total", "", "2", ""), "total_row"),
        (("", "Grand total:", "1,234", ""), "total_row"),
        (("\u0418\u0422\u041e\u0413\u041e", "2", "", ""), "total_row"),
        (("Total (2020)", "24", "50 %", ""), "total_row"),
        (("\u5408\u8ba1", "2", "", ""), "total_row"),
        (("Source: the register of an office, 2022", "", "", ""), "note_row"),
        (("", "", "Fuente: registro", ""), "note_row"),
        (("* Provisional figures only", "", "", ""), "note_row"),
        (("\u6765\u6e90\uff1a\u767b\u8bb0\u518c", "", "", ""), "note_row"),
        (("id", "year", "sex", "remark"), "repeated_header"),
    ],
)
def test_a_row_that_is_no_record_is_kept_out_wherever_it_stands(
    tmp_path: Path, row: tuple[str, ...], rule: str, quoted: bool
) -> None:
    first, second = PEOPLE
    found = read(tmp_path, row, first, row, second, row, quoted=quoted)
    assert found.caught == [(1, "", rule), (3, "", rule), (5, "", rule)]
    assert len(found.records) == 2


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize(
    "row",
    [
        ("Total", "2020", "F", "a code that an office gave"),
        ("#7", "2020", "F", ""),
        ("9", "2020", "F", "Source: a letter"),
        ("All Saints", "2020", "M", ""),
        ("9", "", "", ""),
        ("Note", "2020", "F", ""),
    ],
)
def test_a_record_that_only_resembles_such_a_row_is_kept(
    tmp_path: Path, row: tuple[str, ...], quoted: bool
) -> None:
    found = read(tmp_path, *PEOPLE, row, quoted=quoted)
    assert (found.outcome.kept, len(found.records)) == (3, 3)


def test_a_header_repeated_far_below_the_first_rows_is_found_in_files_put_behind_each_other(
    tmp_path: Path,
) -> None:
    part = [(str(number), "2020", "F", "") for number in range(300)]
    header = ("id", "year", "sex", "remark")
    marked = ("\ufeffid", "year", "sex", "remark")
    found = read(tmp_path, *part, header, *part, marked, *part, ("Total", "900", "", ""))
    assert found.outcome.kept == 900
    assert found.outcome.rules == {"repeated_header": 2, "total_row": 1}


def test_a_total_of_published_counts_is_a_count(tmp_path: Path) -> None:
    assert odd_row(["Total", "24"]) == "total_row"
    assert odd_row(["Total", "24"], totals=False) == ""


CELL = st.sampled_from(
    [
        "",
        "Total",
        "sum:",
        "7",
        "1 234",
        "#sex",
        "#date +year",
        "Source: x",
        "* a b c",
        "x",
        "\u6765\u6e90\uff1ax",
        "All",
    ]
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=12))
def test_both_ways_of_reading_say_the_same_of_every_row(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("t")
    path = folder / "t.csv"
    path.write_text("\n".join(",".join(row) for row in [["a", "b", "c"], *rows]) + "\n", encoding="utf-8")
    grid = open_delimited(path)
    assert grid.as_it_lies is not None
    said = []
    for number, way in enumerate((grid, Grid(path, "", grid.rows))):
        place = folder / str(number)
        place.mkdir()
        staged = stage(Plan(find_header(way, ["a", "b", "c"]), chosen=[0]), place)
        said.append(
            [bad for (bad,) in staged.connection.execute("SELECT bad FROM staged ORDER BY rowid").fetchall()]
        )
        staged.connection.close()
    assert said[0] == said[1]
