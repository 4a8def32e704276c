"""The table of texts that goes out and comes back: nothing is changed on the way, and what is wrong is named."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.web.translations.plurals import UnknownLanguageError, examples, locale_of
from palermo.web.translations.tables import (
    ID,
    NotATableError,
    forms,
    guarded,
    headings,
    plain,
    read_table,
    write_table,
)
from palermo.web.translations.texts import Text

HELLO = Text(english="Find help", where=("web/landing.py",))
BEDS = Text(english="%(number)s bed", plural="%(number)s beds")
PROGRAM = [HELLO, BEDS]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of two texts, filled in for French."""
    path = tmp_path / "fr.csv"
    write_table(
        path,
        "fr",
        [
            Text(english="Find help", where=("web/landing.py",), translations=("Trouver de l’aide",)),
            Text(
                english="%(number)s bed",
                plural="%(number)s beds",
                translations=("%(number)s lit", "%(number)s de lits", "%(number)s lits"),
                reviewer="Invented Reader",
                reviewed_on="2026-11-30",
            ),
        ],
    )
    return path


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r")))
def test_a_guarded_text_comes_back_as_it_was_and_is_no_formula(text: str) -> None:
    assert plain(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t"))


def test_what_was_filled_in_is_read_as_written(table: Path) -> None:
    hello, beds = (text for _line, text in read_table(table, "fr", PROGRAM))
    assert hello.translations == ("Trouver de l’aide",)
    assert beds.translations == ("%(number)s lit", "%(number)s de lits", "%(number)s lits")
    assert beds.is_reviewed
    assert not hello.is_reviewed


def test_a_table_that_a_spreadsheet_program_saved_with_semicolons_is_read(
    table: Path, tmp_path: Path
) -> None:
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    other = tmp_path / "semicolons.csv"
    with other.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    assert [text for _line, text in read_table(other, "fr", PROGRAM)] == [
        text for _line, text in read_table(table, "fr", PROGRAM)
    ]


def rewritten(path: Path, **change: str) -> None:
    """Change the first row of a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0] |= change
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, headings("fr"))
        writer.writeheader()
        writer.writerows(rows)


def test_a_text_that_the_program_no_longer_says_is_named_with_its_line(table: Path) -> None:
    rewritten(table, **{ID: "0" * 12})
    with pytest.raises(NotATableError, match=r"line 2: the program no longer says this text"):
        list(read_table(table, "fr", PROGRAM))


def test_a_text_that_stands_twice_is_named(table: Path) -> None:
    rewritten(table, **{ID: BEDS.id})
    with pytest.raises(NotATableError, match=r"line 3: this text stands in line 2 already"):
        list(read_table(table, "fr", PROGRAM))


def test_a_table_of_another_language_is_refused(table: Path) -> None:
    with pytest.raises(NotATableError, match="has no column 'ru: "):
        list(read_table(table, "ru", PROGRAM))


def test_rows_without_a_translation_wait(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    assert write_table(path, "fr", PROGRAM) == 2
    assert list(read_table(path, "fr", PROGRAM)) == []


@pytest.mark.parametrize(("language", "number"), [("fr", 3), ("ar", 6), ("ru", 3), ("zh-hans", 1), ("ti", 2)])
def test_a_language_has_a_column_for_each_of_its_plural_forms(language: str, number: int) -> None:
    assert len(examples(language)) == number == len(set(forms(language)))


@pytest.mark.parametrize("code", ["", "xq", "../ar", "fr fr", "f" * 50])
def test_what_is_no_language_is_refused(code: str) -> None:
    with pytest.raises(UnknownLanguageError):
        locale_of(code)
