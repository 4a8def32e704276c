"""A quote that opens and does not close takes no other row with it, and the quarantine names the lines of a row."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.harmonise.kit import Done, done

from palermo.evidence.harmonise.mapping import parse
from palermo.evidence.harmonise.quotes import MANY_LINES, read_rows
from palermo.evidence.harmonise.table import Marked

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
[[column]]
name = "story"
as = "free_text"
"""


def read(folder: Path, text: str) -> Done:
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return done(path, parse(MAPPING, where="i"), folder)


def lines(found: Done) -> list[str]:
    with found.bad.open(encoding="utf-8", newline="") as file:
        return [line["lines"] for line in csv.DictReader(file)]


@pytest.mark.parametrize("behind", ["", '2021,"M\n', '2021,M"\n', '2021,"M"\n2021,M\n'])
def test_a_quote_that_never_closes_keeps_out_its_own_row_and_no_other(tmp_path: Path, behind: str) -> None:
    rows = 30_000
    found = read(tmp_path, 'year,sex\n2020,"F\n' + "2021,M\n" * rows + behind)
    whole = 1 + rows + behind.count("\n")
    assert found.outcome.read == whole
    assert found.caught[0] == (1, "", "unclosed_quote")
    assert lines(found)[0] == "2"
    assert found.outcome.kept >= whole - 2
    assert sum(record["victim_gender"] == "Masculine" for record in found.records) >= rows


def test_a_quote_that_never_closes_in_every_row_is_still_one_row_each_time(tmp_path: Path) -> None:
    rows = list(read_rows(io.StringIO("a,b\n" + '1,"x\n' * 20_000, newline=""), ","))
    assert len(rows) == 20_001
    assert sum(isinstance(row, Marked) and row.rule == "unclosed_quote" for row in rows) >= 19_999


def test_two_stray_quotes_a_few_lines_apart_do_not_make_one_row_of_what_lies_between(tmp_path: Path) -> None:
    found = read(tmp_path, 'year,sex\n2020,"F\n2021,M\n2021,M\n2020,"F\n2021,M\n')
    assert found.outcome.read == 5
    assert [record["event_registration_year"] for record in found.records] == [2021, 2021, 2021]
    assert found.caught == [(1, "", "unclosed_quote"), (4, "", "unclosed_quote")]


def test_a_story_of_several_lines_stays_one_cell_and_its_row_is_kept(tmp_path: Path) -> None:
    story = "\n".join(["They said: yes, and no."] * 5)
    found = read(tmp_path, f'year,sex,story\n2020,F,"{story}"\n2021,M,""\n')
    assert found.outcome.kept == found.outcome.read == 2
    assert found.caught == []


def test_a_story_of_many_lines_is_kept_and_noted_by_its_lines(tmp_path: Path) -> None:
    story = "\n".join(["A line of prose."] * 15)
    found = read(tmp_path, f'year,sex,story\n2019,F,x\n2020,F,"{story}"\n2021,M,y\n')
    assert found.outcome.kept == found.outcome.read == 3
    assert found.caught == [(2, "", "many_lines")]
    assert lines(found) == ["3-17"]


def test_a_short_quoted_cell_that_holds_lines_like_rows_is_kept_and_noted_by_its_lines(
    tmp_path: Path,
) -> None:
    found = read(tmp_path, 'year,sex,story\n2020,F,"x\n2021,M,y\n2022,M,z"\n')
    assert found.caught == [(1, "", "many_lines")]
    assert lines(found) == ["2-4"]


def test_a_row_that_another_rule_keeps_out_names_its_lines_too(tmp_path: Path) -> None:
    found = read(tmp_path, 'year,sex,story\n2020,F,"one\ntwo"\n2020,"F\n2",x,y\n')
    assert (found.caught, lines(found)) == ([(2, "", "ragged_row")], ["4-5"])


TEXT = st.text(alphabet='ab,"\n é', max_size=12)


@given(rows=st.lists(st.lists(TEXT, min_size=2, max_size=3), min_size=1, max_size=8))
def test_what_a_writer_of_csv_wrote_is_read_as_it_was_written_where_cells_hold_few_lines(
    rows: list[list[str]],
) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    text = out.getvalue()
    assert max(cell.count("\n") for row in rows for cell in row) <= 12
    found = list(read_rows(io.StringIO(text, newline=""), ","))
    if all(sum(cell.count("\n") for cell in row) <= MANY_LINES for row in rows):
        assert [list(row) for row in found] == rows


@given(text=st.text(alphabet='ab,"\n\r', max_size=120))
def test_no_line_of_any_text_is_lost_and_none_is_read_twice(text: str) -> None:
    ends = io.StringIO(text, newline="").readlines()
    spans = 0
    for row in read_rows(io.StringIO(text, newline=""), ","):
        if isinstance(row, Marked) and row.span:
            assert row.span[0] == spans + 1
            spans = row.span[1]
        else:
            spans += 1
    assert spans == len(ends)
