"""Which sheet, which line names the columns, and what becomes of columns without a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.evidence.harmonise.kit import Done, done, table
from tests.evidence.harmonise.test_workbooks import xlsx

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.delimited import encoding_of, open_delimited
from palermo.evidence.harmonise.mapping import parse
from palermo.evidence.harmonise.sheets import open_table
from palermo.evidence.harmonise.table import find_header, two_lines

MAPPING = """
[mapping]
name = "invented"
version = "1"
title = "Invented"
source = "Invented"
[reading]
missing = ["", "NA"]
[[column]]
name = "{year}"
as = "number"
field = "event_registration_year"
low = 1990
high = 2100
[[column]]
name = "{sex}"
as = "code"
field = "victim_gender"
codes = {{ F = "Feminine", M = "Masculine" }}
"""


def read(path: Path, folder: Path, year: str = "year", sex: str = "sex") -> Done:
    return done(path, parse(MAPPING.format(year=year, sex=sex), where="i"), folder)


def lines(folder: Path, *rows: str) -> Path:
    path = folder / "t.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_surplus_cells_that_no_header_names_are_carried_nowhere_and_their_rows_are_kept(
    tmp_path: Path,
) -> None:
    found = read(lines(tmp_path, "id,year,sex", "0,2020,F,1,0", "1,2021,M,1,0", "2,2021,M,1"), tmp_path)
    assert found.outcome.kept == 2
    assert found.outcome.table.header == ("id", "year", "sex", "", "")
    assert found.caught == [(3, "", "ragged_row")]


def test_names_behind_the_last_cell_of_every_row_are_left_out_where_they_are_blank(tmp_path: Path) -> None:
    found = read(lines(tmp_path, "id,year,sex,,", "0,2020,F", "1,2021,M"), tmp_path)
    assert (found.outcome.kept, found.outcome.table.header) == (2, ("id", "year", "sex"))


def test_numbers_of_rows_that_stand_first_without_a_name_do_not_move_the_columns(tmp_path: Path) -> None:
    found = read(lines(tmp_path, "year,sex,remark", "1,2020,F,x", "2,2021,M,y"), tmp_path)
    assert [(r["event_registration_year"], r["victim_gender"]) for r in found.records] == [
        (2020, "Feminine"),
        (2021, "Masculine"),
    ]


def test_a_header_of_two_lines_is_read_as_one(tmp_path: Path) -> None:
    rows = (
        "Register of an office,,,",
        "Case,Victim,,Trafficker",
        ",Year,Sex,Sex",
        "1,2020,F,M",
        "2,2021,M,F",
    )
    found = find_header(open_delimited(lines(tmp_path, *rows)))
    assert found.header == ("Case", "Victim Year", "Victim Sex", "Trafficker Sex")
    assert (found.above, len(found.sample)) == (2, 2)
    read_by_mapping = read(tmp_path / "t.csv", tmp_path, year="Victim Year", sex="Victim Sex")
    assert [r["victim_gender"] for r in read_by_mapping.records] == ["Feminine", "Masculine"]


@pytest.mark.parametrize(
    "rows",
    [
        ("sex,,country,year", "F,a,Togo,2020", "M,b,Ghana,2021"),
        ("sex,,country", "F,x,Togo", "F,y,Togo"),
        ("sex,country", "F,Togo", "M,Ghana"),
    ],
)
def test_a_row_of_data_is_no_second_line_of_a_header(tmp_path: Path, rows: tuple[str, ...]) -> None:
    found = find_header(open_delimited(lines(tmp_path, *rows)))
    assert (found.above, len(found.sample)) == (0, 2)


def test_a_second_line_in_unknown_words_is_told_by_what_stands_below_it(tmp_path: Path) -> None:
    people = [f"{number},{2018 + number % 4},{'FM'[number % 2]},M" for number in range(8)]
    rows = ("Kesi,Mhusika,,Mtuhumiwa", ",Mwaka,Jinsia,Jinsi", *people)
    assert find_header(open_delimited(lines(tmp_path, *rows))).header[1] == "Mhusika Mwaka"


def test_a_record_of_words_that_come_once_is_never_taken_for_names_and_shown(tmp_path: Path) -> None:
    people = [f"Invented{letter},Person{letter},Town{letter}" for letter in "ABCDEFGH"]
    found = find_header(open_delimited(lines(tmp_path, "called,,from", *people)))
    assert (found.header, len(found.sample)) == (("called", "", "from"), 8)
    with_year = [f"{person},{2015 + number}" for number, person in enumerate(people)]
    found = find_header(
        open_delimited(lines(tmp_path, "called,,from,since", "Invented,Person,Town,Word", *with_year))
    )
    assert "Invented" not in "".join(found.header)


def test_a_title_above_the_header_names_no_group() -> None:
    assert two_lines(["Register of 2021", "", ""], ["id", "sex", "year"]) is None


def test_a_sheet_of_notes_does_not_win_over_the_table(tmp_path: Path) -> None:
    notes: list[list[object]] = [
        ["2021-04-30", "We began the register and wrote down what each of the words means."]
    ]
    notes += [
        ["2021-05-01", f"Another long remark, number {number}, that is no record of anybody."]
        for number in range(99)
    ]
    people: list[list[object]] = [["id", "year", "sex"], *[[number, 2020, "F"] for number in range(30)]]
    path = xlsx(tmp_path / "t.xlsx", {"Remarks": notes, "People": people})
    grid = open_table(path)
    assert (grid.kind, grid.others) == ("sheet 'People'", ("Remarks",))
    with pytest.raises(InputError, match=r"sheet 'Remarks', looks like data.*--sheet: People"):
        find_header(open_table(path, sheet="Remarks"))


def test_a_group_of_somebody_else_does_not_fill_the_field_of_the_victim(tmp_path: Path) -> None:
    found = read(lines(tmp_path, "id,trafficker/sex,year", "1,M,2020", "2,F,2020"), tmp_path)
    assert all("victim_gender" not in record for record in found.records)
    assert found.outcome.matched.strangers == (0, 1)


@pytest.mark.parametrize("sign", ["/", "-", "."])
def test_names_of_the_standard_are_known_within_groups_of_its_form(tmp_path: Path, sign: str) -> None:
    rows = (
        f"case{sign}person{sign}prs_Gender,trafficker{sign}prs_Gender,cas_Status",
        "Feminine,Masculine,Active",
    )
    found = done(lines(tmp_path, *rows), "htcds-2.0", tmp_path)
    assert found.records[0]["victim_gender"] == "Feminine"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("country", ["Peru", "\u0423\u043a\u0440\u0430\u0438\u043d\u0430", "\u4e2d\u56fd"])
def test_a_wide_encoding_without_a_mark_is_found(tmp_path: Path, encoding: str, country: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(
        "\n".join(["id;year;from", *[f"{n};2020;{country}" for n in range(40)]]).encode(encoding)
    )
    assert encoding_of(path) == encoding
    assert list(open_delimited(path).rows())[1] == ["0", "2020", country]


def test_a_stray_nul_makes_no_wide_encoding_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"id,year,sex\n1,2020,F\x00\n2,2021,M\n")
    assert encoding_of(path) == "utf-8"


def test_the_keys_of_a_table_of_eurostat_are_columns_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text(
        "freq,sex,geo\\TIME_PERIOD\t2019 \t2020 \nA,F,BE\t57 \t: c\nA,M,EL\t12 bp\t:\n", encoding="utf-8"
    )
    rows = list(open_delimited(path, ["geo", "sex"]).rows())
    assert rows == [
        ["freq", "sex", "geo", "2019", "2020"],
        ["A", "F", "BE", "57", ": c"],
        ["A", "M", "EL", "12 bp", ":"],
    ]


def test_countries_as_the_european_union_and_parts_of_countries_write_them(tmp_path: Path) -> None:
    mapping = parse(
        '[mapping]\nname="i"\nversion="1"\ntitle="i"\nsource="i"\n'
        '[[column]]\nname="from"\nas="country"\nfield="event_exploitation_country"\n',
        where="i",
    )
    cells = ("EL", "UK", "GB-SCT", "Scotland", "Korea", "South Korea")
    found = done(table(tmp_path / "t.csv", ("from", "x"), *((cell, "") for cell in cells)), mapping, tmp_path)
    assert [r["event_exploitation_country"] for r in found.records] == [
        "GRC",
        "GBR",
        "GBR",
        "GBR",
        None,
        "KOR",
    ]
    assert {(3, "from", "part_of_country"), (5, "from", "ambiguous_label")} <= set(found.caught)


COUNTRIES = """
[mapping]
name = "invented"
version = "1"
title = "Invented"
source = "Invented"
[reading]
missing = ["", "NA"]
[[column]]
name = "from"
as = "country"
field = "victim_citizenship"
{more}
[[column]]
name = "sex"
as = "code"
field = "victim_gender"
"""


@pytest.mark.parametrize(
    ("cells", "sexes", "more", "state", "codes"),
    [
        (("NA", "ZA"), ("Feminine", "Feminine"), 'scheme = "alpha-2"', "known", ["NAM"]),
        (("NA", "ZA"), ("Feminine", "Feminine"), "", "known", ["NAM"]),
        (("NA", "ZAF"), ("Feminine", "Feminine"), "", "missing", []),
        (("NA", "Ghana"), ("Feminine", "Feminine"), "", "missing", []),
        (("NA", ""), ("Feminine", "Feminine"), "", "quarantined", []),
        (("NA", "ZA"), ("NA", "Feminine"), 'scheme = "alpha-2"', "quarantined", []),
        (("NA", "ZA"), ("NA", "Feminine"), 'missing = ["NA"]', "missing", []),
        (("NA", "ZAF"), ("NA", "Feminine"), 'codes = { NA = "NAM" }', "known", ["NAM"]),
    ],
)
def test_na_is_namibia_or_missing_as_the_table_proves_and_else_kept_out_by_a_rule(
    tmp_path: Path, cells: tuple[str, str], sexes: tuple[str, str], more: str, state: str, codes: list[str]
) -> None:
    path = table(tmp_path / "t.csv", ("from", "sex"), *zip(cells, sexes, strict=True))
    found = done(path, parse(COUNTRIES.format(more=more), where="i"), tmp_path)
    first = found.records[0]
    assert (first["victim_citizenship_state"], first["victim_citizenship"]) == (state, codes)
    assert ((1, "from", "code_or_missing") in found.caught) == (state == "quarantined")
