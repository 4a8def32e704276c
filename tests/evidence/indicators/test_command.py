"""`palermo indicators` as it is typed: three files, plain errors, nothing written that is not safe."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from tests.evidence.harmonise.kit import done, table

from palermo.evidence.command import run as run_here
from palermo.evidence.indicators.__main__ import app
from palermo.evidence.indicators.output import csv_text

HEADER = (
    "yearOfRegistration",
    "gender",
    "ageBroad",
    "citizenship",
    "CountryOfExploitation",
    "isForcedLabour",
    "isSexualExploit",
)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "palermo.evidence.indicators", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Invented records: 70 persons, three of them men from one country."""
    rows = [("2021", "Female", "18--20", "NGA", "ITA", "1", "")] * 40
    rows += [("2022", "Female", "9--17", "NGA", "ITA", "", "1")] * 27
    rows += [("2022", "Male", "48+", "GHA", "FRA", "1", "1")] * 3
    return done(table(tmp_path / "in.csv", HEADER, *rows), "ctdc-2024", tmp_path).out


def test_three_files_come_out_and_no_small_number_is_in_any_of_them(cases: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ended = run(cases, "--by", "sex", "--out", out)
    assert ended.returncode == 0, ended.stderr
    assert sorted(path.name for path in out.iterdir()) == ["indicators.csv", "indicators.json", "report.html"]
    with (out / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert lines
    assert not [line for line in lines if line["value"] and 0 < int(line["value"]) < 10]
    hidden = [line for line in lines if line["value"] == ""]
    assert hidden
    assert all(line["least"] and line["most"] != line["least"] for line in hidden)
    assert "hidden" not in lines[0]
    found = json.loads((out / "indicators.json").read_text(encoding="utf-8"))
    assert {each["key"] for each in found["indicators"]} >= {"detected_by_sex", "detected_by_form"}
    html = (out / "report.html").read_text(encoding="utf-8")
    assert "Detected is not all" in html
    assert "What each conclusion rests on" in html
    assert "<script" not in html


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--by", "shoe", "--out", "OUT"], "--by shoe is not known; there are year"),
        (["--by", "sex,age,year", "--out", "OUT"], "one or two different"),
        (["--only", "rank", "--out", "OUT"], "There is no indicator 'rank'"),
        (["--population", "x.csv", "--out", "OUT"], "--population goes with published counts"),
        ([], "--out FOLDER"),
    ],
)
def test_wrong_input_is_one_line_and_nothing_is_written(
    cases: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    out = tmp_path / "out"
    ended = run(cases, *[str(out) if each == "OUT" else each for each in arguments])
    assert ended.returncode == 2
    assert words in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert not out.exists()


def test_a_file_that_is_not_ours_is_named(tmp_path: Path) -> None:
    other = table(tmp_path / "other.parquet", ("a", "b"))
    assert "is no Parquet file" in run(other, "--out", tmp_path / "out").stderr
    assert "There is no file" in run(tmp_path / "none.parquet", "--out", tmp_path / "out").stderr


def test_the_catalogue_is_printed() -> None:
    ended = run("--catalogue")
    assert ended.returncode == 0
    assert ended.stdout.startswith("# The catalogue of indicators")


def test_no_cell_of_the_csv_is_taken_for_a_formula() -> None:
    text = csv_text(("a",), [["=cmd()"], ["+1"], ["-1"], ["@x"], ["\tx"], ["plain"], [-1]])
    assert [line.lstrip('"')[0] for line in text.splitlines()[1:6]] == ["'"] * 5
    assert text.splitlines()[-2:] == ["plain", "-1"]


@pytest.mark.parametrize("error", [RuntimeError("Query interrupted"), duckdb.InterruptException("INTERRUPT")])
def test_ctrl_c_while_a_query_runs_ends_with_status_130_and_no_word(
    error: Exception,
    cases: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stopped(*_given: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr("palermo.evidence.indicators.__main__.compute", stopped)
    monkeypatch.setattr(sys, "argv", ["indicators", str(cases), "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as ended:
        run_here(app, name="indicators")
    assert ended.value.code == 130
    assert "Traceback" not in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
