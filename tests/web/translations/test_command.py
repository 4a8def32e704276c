"""`palermo translations`: an office's file goes out, comes back, and stands before what ships."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from palermo.web.translations.tables import forms

SAID = """
import django
from django.utils.translation import gettext, override
django.setup()
with override({language!r}): print(gettext("Today"))
"""


def palermo(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "palermo.web.translations", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"PALERMO_DATA": str(data)},
    )


def filled(path: Path, **said: str) -> None:
    """Fill in the translations of some English texts."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        columns = list(reader.fieldnames or ())
    form = next(name for name in columns if name.startswith("ti: "))
    for row in rows:
        row[form] = said.get(row["English"], "")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """All texts, written out for a language that Django does not know."""
    path = tmp_path / "ti.csv"
    done = palermo("export", "ti", str(path), data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "texts written to" in done.stdout
    return path


def in_the_program(language: str, data: Path) -> str:
    return subprocess.run(
        [sys.executable, "-P", "-c", SAID.format(language=language)],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PALERMO_DATA": str(data), "DJANGO_SETTINGS_MODULE": "palermo.web.settings"},
    ).stdout.strip()


def test_a_table_that_comes_back_is_what_the_program_says(table: Path, tmp_path: Path) -> None:
    filled(table, Today="ሎሚ")
    assert (
        palermo("check", "ti", str(table), data=tmp_path).stdout
        == "1 texts would be taken in, 0 of them reviewed.\n"
    )
    assert in_the_program("ar", tmp_path) == "اليوم"
    done = palermo("import", "ti", str(table), data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 texts taken in, 0 of them reviewed.\nti       Tigrinya: 0 % of")
    assert in_the_program("ti", tmp_path) == "ሎሚ"
    assert "ti       Tigrinya" in palermo("list", data=tmp_path).stdout


def test_a_second_table_adds_to_the_first_and_stands_before_it(table: Path, tmp_path: Path) -> None:
    filled(table, Today="ሎሚ", Search="ድለ")
    palermo("import", "ti", str(table), data=tmp_path)
    filled(table, Today="ሎምዓንቲ")
    done = palermo("import", "ti", str(table), data=tmp_path)
    assert in_the_program("ti", tmp_path) == "ሎምዓንቲ"
    again = tmp_path / "again.po"
    palermo("export", "ti", str(again), data=tmp_path)
    assert "ድለ" in again.read_text("utf-8"), done.stderr


def test_a_file_that_would_break_a_page_is_taken_in_not_even_in_part(table: Path, tmp_path: Path) -> None:
    filled(table, Today="ሎሚ", Search="<b>ድለ")
    done = palermo("import", "ti", str(table), data=tmp_path)
    assert done.returncode == 1
    assert "“Search” has other marks in angle brackets" in done.stderr
    assert done.stderr.endswith("palermo: 1 of 2 texts are wrong: nothing was taken in; correct them.\n")
    assert not (tmp_path / "languages").exists()


def test_a_catalogue_for_other_tools_goes_out_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "ti.po"
    assert palermo("export", "ti", str(path), "--which", "first", data=tmp_path).returncode == 0
    text = path.read_text("utf-8")
    assert "#: web/" in text
    path.write_text(text.replace('msgid "Today"\nmsgstr ""', 'msgid "Today"\nmsgstr "ሎሚ"'), "utf-8")
    assert palermo("import", "ti", str(path), data=tmp_path).returncode == 0
    assert in_the_program("ti", tmp_path) == "ሎሚ"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("export", "xq", "x.csv"), "no language has the code 'xq'"),
        (("export", "en", "x.csv"), "the program's own texts are English"),
        (("export", "fr", "x.xlsx"), "ends in neither .csv (a table) nor .po (a catalogue)"),
        (("check", "fr", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_what_is_wrong_is_one_line(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    done = palermo(*arguments, data=tmp_path)
    assert done.returncode != 0
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("language", ["fr@../../elsewhere", "zh_Hans_CN@a/b", "fr.utf-8", "fr@x", "../fr"])
def test_a_code_in_which_anything_may_stand_names_no_folder(tmp_path: Path, language: str) -> None:
    file = tmp_path / "fr.po"
    file.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Today"\nmsgstr "Jour"\n'
    )
    data = tmp_path / "data"
    data.mkdir()
    done = palermo("import", language, str(file), data=data)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "no language has the code" in done.stderr
    assert list(data.iterdir()) == []
    assert list(tmp_path.iterdir()) in ([file, data], [data, file])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "fr.po",
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=no-such\\n"\n\nmsgid "Today"\nmsgstr "Jour"\n',
        ),
        ("fr.csv", "id,{forms},x\n" + ",".join("x" * 200_000 for _ in range(5)) + "\n"),
        ("fr.po", "#" * 20_000_001),
    ],
)
def test_a_file_that_is_none_is_answered_in_one_line(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text.replace("{forms}", ",".join(f'"{form}"' for form in forms("fr"))))
    done = palermo("check", "fr", str(file), data=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr[-300:]
    assert name in done.stderr
