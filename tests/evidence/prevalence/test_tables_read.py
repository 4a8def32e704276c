"""Tables of lists as people have them: one row a person, words for yes and no, thousands, other encodings."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path

import pytest

from palermo.evidence.command import InputError, run
from palermo.evidence.prevalence import CaptureHistories, StratifiedHistories
from palermo.evidence.prevalence.__main__ import app
from palermo.evidence.prevalence.survey_files import table_of

COUNTS = "shelter,police,hotline,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,6\n1,0,1,5\n1,1,1,2\n"
PEOPLE = "shelter,police,hotline\n1,0,0\n1,1,0\n0,1,0\n1,1,0\n0,0,1\n"


def read(
    folder: Path, text: str, *, encoding: str = "utf-8", mark: bytes = b"", **options: str
) -> CaptureHistories:
    """The table that a file with this text holds."""
    path = folder / "table.csv"
    path.write_bytes(mark + text.encode(encoding))
    return CaptureHistories.from_csv(path, **options)


def test_without_a_column_of_counts_each_row_is_a_person(tmp_path: Path) -> None:
    found = read(tmp_path, PEOPLE)
    assert (found.n_observed, found.overlap("shelter", "police"), found.overlap("hotline")) == (5, 2, 1)


@pytest.mark.parametrize("name", ["id", "ID", "Person ID", "case_id"])
def test_a_column_that_tells_persons_apart_is_no_list(tmp_path: Path, name: str) -> None:
    rows = [line.split(",") for line in PEOPLE.splitlines()]
    text = "\n".join(",".join([name if not at else f"p{at}", *row]) for at, row in enumerate(rows))
    assert read(tmp_path, text).lists == ("shelter", "police", "hotline")
    named = text.replace(name, "Fallnummer", 1)
    assert read(tmp_path, named, person="Fallnummer").n_observed == 5
    with pytest.raises(InputError, match="Fallnummer: 'p1' is neither 0 nor 1"):
        read(tmp_path, named)


def test_a_person_who_stands_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"line 4, column id: the person of table.csv line 2 stands there again"
    ):
        read(tmp_path, "id,a,b\n1,0,1\n2,1,0\n1,1,1\n")
    with pytest.raises(InputError, match="the person has no id"):
        read(tmp_path, "id,a,b\n1,0,1\n,1,0\n")


def test_a_person_on_no_list_cannot_be_observed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 3: a person on no list cannot be observed"):
        read(tmp_path, "a,b\n1,0\n0,0\n1,1\n")


@pytest.mark.parametrize(
    "text",
    [
        'a,b,count\n1,0,"5\n0,1,7\n1,1,3\n',
        'a,b,count\n1,0,"5\n0,1,7\n1,1,3"\n1,0,2\n',
        'a,b,count\n1,0,"' + "0,1,7\n" * 40_000,
    ],
)
def test_a_quote_that_does_not_close_takes_no_rows_with_it(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"table.csv line 2: a quote opens and does not close") as refused:
        read(tmp_path, text)
    assert "\n" not in str(refused.value)
    with pytest.raises(InputError, match=r"table.csv line 2: a quote opens and does not close"):
        table_of(tmp_path / "table.csv")


def test_a_name_of_a_list_may_stand_on_two_lines(tmp_path: Path) -> None:
    found = read(tmp_path, '"shelter\nof the city",police,count\n1,0,4\n0,1,5\n1,1,2\n')
    assert (len(found.lists), found.n_observed) == (2, 11)


def test_counts_under_a_strange_name_do_not_become_persons(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'40' is neither 0 nor 1\. If 'people' holds counts, name it"):
        read(tmp_path, COUNTS.replace("count", "people"))
    assert read(tmp_path, COUNTS.replace("count", "people"), count="people").n_observed == 103


def test_a_table_with_counts_and_persons_is_asked_which(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="counts or one row a person, not both"):
        read(tmp_path, COUNTS.replace("shelter", "id"), person="id")


def test_a_list_that_is_called_id_stays_a_list(tmp_path: Path) -> None:
    assert read(tmp_path, "id,b\n1,0\n1,1\n0,1\n").lists == ("id", "b")


@pytest.mark.parametrize(
    ("yes", "no"),
    [("TRUE", "FALSE"), ("True", "False"), ("T", "F"), ("yes", "no"), ("Y", "N"), ("1.0", "0.0")],
)
def test_yes_and_no_are_read_in_words(tmp_path: Path, yes: str, no: str) -> None:
    text = PEOPLE.replace("1", "#").replace("0", no).replace("#", yes)
    assert read(tmp_path, text).cells.tolist() == read(tmp_path, PEOPLE).cells.tolist()


@pytest.mark.parametrize("cell", ["2", "", "NA", "-1", "maybe", "0.5"])
def test_what_is_neither_yes_nor_no_is_refused_with_its_place(tmp_path: Path, cell: str) -> None:
    with pytest.raises(InputError, match=r"line 3, column b: .* is neither 0 nor 1"):
        read(tmp_path, f"a,b,count\n1,0,5\n1,{cell},6\n")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ('"1,200"', 1200),
        ('"1,234,567"', 1_234_567),
        ("1 200", 1200),
        ("1\u00a0200", 1200),
        ("1\u202f200", 1200),
        ("1'200", 1200),
        ("1.234.567", 1_234_567),
        ("1.234", 1234),
        ("12.0", 12),
        ("1200", 1200),
    ],
)
def test_numbers_of_people_are_read_as_they_are_written(tmp_path: Path, written: str, number: int) -> None:
    assert read(tmp_path, f"a,b,count\n1,0,{written}\n0,1,15\n").overlap("a") == number


@pytest.mark.parametrize("written", ["0.125", "12.5", '"1,20"', '"0,200"', '"1,200.5"', "1.20", "1e999"])
def test_a_number_that_is_none_of_people_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(InputError, match=r"line 2, column count"):
        read(tmp_path, f"a,b,count\n1,0,{written}\n0,1,15\n")


def test_a_point_that_may_be_either_is_refused_unless_its_column_tells(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"2\.000 may be 2000 or 2; write whole numbers"):
        read(tmp_path, "a,b,count\n1,0,2.000\n0,1,15\n")
    assert read(tmp_path, "a,b,count\n1,0,2.000\n0,1,1.250\n").n_observed == 3250
    assert read(tmp_path, "a,b,count\n1,0,2.000\n0,1,15.00\n").n_observed == 17


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("cp1252", b""),
    ],
)
def test_other_encodings_are_read(tmp_path: Path, encoding: str, mark: bytes) -> None:
    text = "Foyer d’accueil;Police fédérale;count\n1;0;40\n0;1;30\n1;1;6\n"
    assert read(tmp_path, text, encoding=encoding, mark=mark).lists == ("Foyer d’accueil", "Police fédérale")


def test_a_file_that_is_no_text_is_refused_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no text; save the table as CSV"):
        read(tmp_path, "a,b,count\n1,0,\x00\n")


def test_the_numbers_of_rows_that_r_writes_are_no_list(tmp_path: Path) -> None:
    text = "\n".join(f'"{at or ""}",{line}' for at, line in enumerate(PEOPLE.splitlines()))
    assert read(tmp_path, text).lists == ("shelter", "police", "hotline")


def test_strata_are_read_from_one_row_a_person(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("id,sex,a,b\n1,F,TRUE,FALSE\n2,M,TRUE,TRUE\n3,F,FALSE,TRUE\n", encoding="utf-8")
    found = StratifiedHistories.from_csv(path, covariates=("sex",))
    assert {stratum: table.n_observed for stratum, table in found.tables.items()} == {("F",): 2, ("M",): 1}


def test_the_command_takes_one_row_a_person(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [f"k{at},{line}" if at else f"key,{line}" for at, line in enumerate(PEOPLE.splitlines())]
    (tmp_path / "people.csv").write_text("\n".join(lines), encoding="utf-16")
    for words, status in ((["--id", "key"], 0), ([], 2)):
        monkeypatch.setattr(sys, "argv", ["palermo prevalence", "check", "people.csv", *words])
        with pytest.raises(SystemExit) as end:
            run(app, name="prevalence")
        assert end.value.code == status
    said = capsys.readouterr()
    assert said.out.startswith("code ")
    assert "--id" in said.err
