"""Whatever a file holds: rows come out, or lines of quarantine, and together they are what came in."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.evidence.harmonise.kit import done

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.delimited import delimiter_of, encoding_of, open_delimited, regular
from palermo.evidence.harmonise.mapping import Mapping, parse
from palermo.evidence.harmonise.sheets import open_table
from palermo.evidence.harmonise.stage import Plan, stage
from palermo.evidence.harmonise.table import Grid, find_header

SLOW = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
MAPPING = """
[mapping]
name = "invented"
version = "1"
title = "Invented"
source = "Invented"
[reading]
unknown = ["?"]
[[column]]
name = "sex"
as = "code"
field = "victim_gender"
codes = { f = "Feminine", m = "Masculine" }
[[column]]
name = "means"
as = "codes"
field = "event_means"
[[column]]
name = "year"
as = "number"
field = "event_registration_year"
low = 1990
high = 2100
[[column]]
name = "from"
as = "country"
field = "victim_citizenship"
[[column]]
name = "found"
as = "identified_on"
field = "event_days_to_assistance"
[[column]]
name = "helped"
as = "assisted_on"
field = "event_days_to_assistance"
"""
HEADER = ["sex", "means", "year", "from", "found", "helped"]


def mapping() -> Mapping:
    return parse(MAPPING, where="invented")


def as_text(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


# Any text that a CSV writer can write, and now and then something that means something.
CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["f", "m", "?", "FalsePromises;Other", "2019", "2,019", "NGA", "2020-02-30", "01/02/2020", "\ufffd"]
    ),
)


@SLOW
@given(rows=st.lists(st.lists(CELL, min_size=1, max_size=8), max_size=12))
def test_any_table_gives_rows_or_quarantined_rows_and_their_sum_is_what_came_in(
    rows: list[list[str]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "table.csv"
        path.write_text(as_text([HEADER, *rows]), encoding="utf-8", errors="surrogatepass", newline="")
        came_in = sum(1 for _ in open_delimited(path, HEADER).rows()) - 1
        found = done(path, mapping(), folder)
        assert found.outcome.read == came_in
        assert found.outcome.kept + found.outcome.quarantined == came_in
        assert len(found.records) == found.outcome.kept
        out_as_a_whole = {row for row, column, _ in found.caught if not column}
        kept = {record["record_number"] for record in found.records}
        assert kept | out_as_a_whole == set(range(1, came_in + 1))
        assert not kept & out_as_a_whole


@SLOW
@given(content=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_one_line(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "table.csv"
        path.write_bytes(b"sex,means,year,from,found,helped\n" + content)
        try:
            found = done(path, mapping(), Path(name))
        except InputError as error:
            assert "\n" not in str(error)
            return
        assert found.outcome.kept + found.outcome.quarantined == found.outcome.read


@SLOW
@given(content=st.binary(max_size=300), ending=st.sampled_from([".csv", ".xlsx", ".ods", ".parquet", ".xls"]))
def test_a_file_of_any_bytes_under_any_name_is_read_or_refused_in_one_line(
    content: bytes, ending: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"table{ending}"
        path.write_bytes(content)
        try:
            find_header(open_table(path), HEADER)
        except InputError as error:
            assert "\n" not in str(error)


@SLOW
@given(
    cells=st.lists(
        st.lists(st.text(alphabet="abcé7 ;'", min_size=0, max_size=5), min_size=2, max_size=2),
        min_size=1,
        max_size=9,
    ),
    ending=st.sampled_from(["\n", "\r\n"]),
    last=st.booleans(),
)
def test_a_file_that_lies_regularly_reads_the_same_by_both_ways(
    cells: list[list[str]], ending: str, last: bool
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "table.csv"
        path.write_bytes(
            (
                ending.join(",".join(row) for row in [["one", "two"], *cells]) + (ending if last else "")
            ).encode()
        )
        lies = regular(path, ",")
        assert lies is not None
        grid = open_delimited(path)
        contents = []
        for number, way in enumerate((Grid(path, "", grid.rows, lies), Grid(path, "", grid.rows, None))):
            place = folder / str(number)
            place.mkdir()
            staged = stage(Plan(find_header(way, ["one", "two"]), chosen=[0, 1]), place)
            contents.append(
                staged.connection.execute("SELECT bad, c0, c1 FROM staged ORDER BY rowid").fetchall()
            )
            staged.connection.close()
        blank = [("blank_row", "", "") if not any(cell.strip() for cell in row) else None for row in cells]
        for fast, slow, empty in zip(*contents, blank, strict=True):
            assert fast == slow or (empty is not None and slow == empty)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [["país", "año", "situación"], *([["Perú", "2019", "españolas y niñas, más"]] * 30)]
    path = tmp_path / "table.csv"
    text = as_text(rows, delimiter)
    content = text.encode(encoding)
    path.write_bytes(b"\xfe\xff" + content if encoding == "utf-16-be" else content)
    assert list(open_delimited(path).rows())[1] == rows[1]
    assert delimiter_of(text.splitlines(keepends=True)) == delimiter


def test_a_cyrillic_file_of_windows_is_read_in_its_letters(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    rows = ["страна;пол", *(["Украина;женский", "Молдова;мужской", "Казахстан;женский"] * 20)]
    path.write_bytes("\n".join(rows).encode("cp1251"))
    assert list(open_delimited(path).rows())[1] == ["Украина", "женский"]


def test_a_few_broken_letters_do_not_change_the_encoding_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("sex,from\nf,Perú\nm,España\nf,México\n".encode() + b"m,Per\xfa\n")
    assert encoding_of(path) == "utf-8"
    assert list(open_delimited(path).rows())[-1] == ["m", "Per\ufffd"]


def test_a_row_with_too_few_or_too_many_cells_is_kept_out_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("sex,year\nf,2019\nm\nf,2020,more\nm,2021\n\n", encoding="utf-8")
    found = done(path, mapping(), tmp_path)
    assert found.caught == [(2, "", "ragged_row"), (3, "", "ragged_row"), (5, "", "blank_row")]
    assert [record["record_number"] for record in found.records] == [1, 4]


def test_lines_above_the_header_are_passed_over_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("An office,,\nprinted in 2026,,\nsex,year,from\nf,2019,NGA\n", encoding="utf-8")
    found = done(path, mapping(), tmp_path)
    assert found.outcome.table.above == 2
    assert [record["record_number"] for record in found.records] == [1]


def test_a_parquet_file_is_a_table_too(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT 'f' AS sex, 2019 AS year, NULL AS \"from\") TO '{path}' (FORMAT parquet)"
        )
    found = done(path, mapping(), tmp_path)
    assert found.records[0]["victim_gender"] == "Feminine"
    assert found.records[0]["event_registration_year"] == 2019
    assert found.records[0]["victim_citizenship_state"] == "missing"


def test_a_header_that_is_data_is_refused_without_being_shown(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("canary@example.org,Feminine\nsecond@example.org,Feminine\n", encoding="utf-8")
    with pytest.raises(InputError, match="looks like data") as caught:
        find_header(open_table(path))
    assert "canary" not in str(caught.value)


def test_the_same_column_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("sex,Sex\nf,m\n", encoding="utf-8")
    with pytest.raises(InputError, match="'sex' twice"):
        done(path, mapping(), tmp_path)


def test_a_regular_file_with_a_broken_letter_is_read_and_its_cell_kept_out(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("sex,from\nf,Perú\nf,México\n".encode() + b"m,Per\xfa\n")
    assert regular(path, ",") is None
    found = done(path, mapping(), tmp_path)
    assert [record["victim_citizenship"] for record in found.records] == [["PER"], ["MEX"], []]
    assert (3, "from", "broken_encoding") in found.caught


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_longer_than_any_row_may_be_keeps_its_row_out_and_no_other(tmp_path: Path, quote: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"sex,means\nf,Other\nf,{quote}{'x' * 1_200_000}{quote}\nm,Other\n", encoding="utf-8")
    found = done(path, mapping(), tmp_path)
    assert (2, "", "broken_row") in found.caught
    assert [record["victim_gender"] for record in found.records] == ["Feminine", "Masculine"]


def test_records_lie_in_the_order_of_the_source_however_many_there_are(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    lines = (
        "sex,means,year,from,found,helped",
        *("f,,2019,FRA,," if row % 3 else "m,,,,," for row in range(260_000)),
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    found = done(path, mapping(), tmp_path)
    with duckdb.connect() as connection:
        moved = connection.execute(
            "SELECT count(*) FROM read_parquet(?, file_row_number = true) WHERE record_number <> file_row_number + 1",
            [str(found.out)],
        ).fetchone()
    assert moved == (0,)
    assert found.outcome.kept == 260_000
