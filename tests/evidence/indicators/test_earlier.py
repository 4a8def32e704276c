"""Earlier outputs from these records: taken as given when named, warned of when not, refused when of others."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from tests.evidence.indicators.kit import file_of, written

from palermo.evidence.command import InputError

ROWS = (
    [("2020", "Feminine", "18--20")] * 30
    + [("2020", "Masculine", "48+")] * 14
    + [("2021", "Feminine", "48+")] * 25
    + [("2021", "Masculine", "18--20")] * 6
    + [("2022", "Feminine", "18--20")] * 17
    + [("2022", "Masculine", "48+")] * 13
)


def cases(folder: Path, rows: list[tuple[str, str, str]]) -> Path:
    made = [
        {"event_registration_year": int(year), "victim_gender": sex, "victim_age": age}
        for year, sex, age in rows
    ]
    return file_of(folder, made)


def lines(folder: Path) -> dict[tuple[str, ...], dict[str, str]]:
    with (folder / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            (line["indicator"], line["group_1"], line["group_2"], line["by_value"]): line
            for line in csv.DictReader(file)
        }


def test_what_an_earlier_output_showed_is_taken_as_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By sex alone another number is hidden than by age alone; beside each other each must still hold."""
    path = cases(tmp_path, ROWS)
    written(path, tmp_path / "one", by=["year"])
    capsys.readouterr()
    files = written(path, tmp_path / "two", by=["sex"], published=[tmp_path / "one"])
    assert "--published" not in capsys.readouterr().err
    assert "Proved together with the earlier output" in files["report.html"]
    said = json.loads(files["indicators.json"])["published"]
    assert said["earlier_outputs_taken_as_given"] == 1
    one, two = lines(tmp_path / "one"), lines(tmp_path / "two")
    shared = [key for key in one if key in two]
    assert shared
    for key in shared:
        if one[key]["value"]:
            assert two[key]["value"] == one[key]["value"], "what left already is not hidden in vain"


def test_without_an_earlier_output_the_command_and_the_report_say_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = cases(tmp_path, ROWS)
    files = written(path, tmp_path / "out")
    said = capsys.readouterr().err
    assert "proved for this output alone" in said
    assert "--published FOLDER" in said
    assert "no earlier output from these records was named" in files["report.html"]
    written(path, tmp_path / "out")
    assert "held one, which this replaces" in capsys.readouterr().err


def test_a_lower_threshold_beside_a_higher_one_says_what_cannot_be_protected_any_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = cases(tmp_path, ROWS)
    written(path, tmp_path / "low", by=["year"], threshold=5)
    low = lines(tmp_path / "low")
    assert low["detected_by_sex", "Masculine", "", "2021"]["value"] == "6"
    written(path, tmp_path / "high", by=["year"], published=[tmp_path / "low"])
    assert "follow from the earlier outputs by themselves" in capsys.readouterr().err


def test_an_output_of_other_records_is_refused(tmp_path: Path) -> None:
    before = cases(tmp_path / "before", ROWS)
    after = cases(tmp_path / "after", [*ROWS, ("2022", "Masculine", "48+")])
    written(before, tmp_path / "one")
    with pytest.raises(InputError, match="was made from other records") as refused:
        written(after, tmp_path / "two", published=[tmp_path / "one"])
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "two").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "holds no indicators.json"),
        ("{}", "does not say what was published"),
        ('{"published": {"tables": [{"indicator": "rank"}]}}', "does not say what was published"),
        ("[", "does not say what was published"),
    ],
)
def test_a_folder_that_cannot_be_taken_as_given_is_one_plain_line(
    tmp_path: Path, content: Any, words: str
) -> None:
    path = cases(tmp_path, ROWS)
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    if content is not None:
        (earlier / "indicators.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=words) as refused:
        written(path, tmp_path / "out", published=[earlier])
    assert "\n" not in str(refused.value)


def test_an_earlier_output_is_not_written_over(tmp_path: Path) -> None:
    path = cases(tmp_path, ROWS)
    written(path, tmp_path / "one")
    with pytest.raises(InputError, match="would be lost; name another folder"):
        written(path, tmp_path / "one", published=[tmp_path / "one"])
