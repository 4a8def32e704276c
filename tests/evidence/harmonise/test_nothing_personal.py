"""Canaries: no word about a person reaches any output, wherever in the table it stands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.evidence.harmonise.kit import table

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.identity import by_values, looks_like_data
from palermo.evidence.harmonise.mapping import Treatment
from palermo.evidence.harmonise.names import read_name
from palermo.evidence.harmonise.quarantine import guarded
from palermo.evidence.harmonise.sealed import HEAD, new_key, seal, unseal

CANARIES = (
    *(
        "Canarina",
        "Kanarek",
        "canary@example.org",
        "+39 055 0123456",
        "CN1234567",
        "1987-06-05",
        "Canary Street 7",
    ),
    *("she told us that the canary sang in the kitchen every single night until", "canarycode", "77131"),
)
HEADER = (
    *(
        "prs_FirstName",
        "prs_SecondName",
        "prs_Email",
        "prs_MobilePhone",
        "prs_IdentityNumber",
        "prs_Birthdate",
    ),
    *(
        "prs_MailingStreet",
        "cas_IncomingReferralDetails",
        "prs_Gender",
        "vic_AgeWhenTrafficked",
        "Some other column",
    ),
)
# The last cells: names typed into coded and numeric columns, and into a column no schema knows.
PERSON = (*CANARIES, "Canarina Kanarek")


def palermo(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "palermo.evidence.harmonise", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ})


def everything(folder: Path, *but: str) -> str:
    """The content of every file of a folder, as far as it is text, Parquet read as text too."""
    contents = []
    for path in sorted(folder.iterdir()):
        if path.name not in but:
            contents.append(path.read_bytes().decode("utf-8", "replace"))
    return "\n".join(contents)


def found(text: str) -> list[str]:
    return [canary for canary in (*CANARIES, "Canarina Kanarek") if canary.casefold() in text.casefold()]


@pytest.fixture
def people(tmp_path: Path) -> Path:
    table(tmp_path / "people.csv", HEADER, PERSON, PERSON, ("Canarina", "more", "cells", *PERSON))
    return tmp_path


def test_no_output_of_a_reading_holds_a_canary(people: Path) -> None:
    done = palermo("people.csv", "--from", "htcds-2.0", "--write-back", "back.csv", cwd=people)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in people.iterdir()} == {
        *("people.csv", "cases.parquet", "quarantine.csv", "report.html", "back.csv")
    }
    assert found(everything(people, "people.csv") + done.stdout + done.stderr) == []
    quarantine = (people / "quarantine.csv").read_text(encoding="utf-8")
    assert "1,prs_Gender,unknown_code,cell kept out" in quarantine
    assert "3,,ragged_row,row kept out" in quarantine


def test_a_suggestion_shows_no_canary_and_says_what_is_withheld(people: Path) -> None:
    done = palermo("people.csv", "--suggest", cwd=people)
    assert done.returncode == 0, done.stderr
    assert found(done.stdout + done.stderr) == []
    for treatment in ("identity", "contact", "document", "exact_date", "free_text"):
        assert f'as = "{treatment}"' in done.stdout


def test_a_suggestion_for_columns_without_telling_names_shows_no_canary(tmp_path: Path) -> None:
    people = [
        (
            f"Canarina {name} Kanarek",
            f"0{number}/01/1987",
            f"canary{number}@example.org",
            f"+39 055 01234{number}",
        )
        for number, name in enumerate(("Ada", "Bea", "Cia", "Dea", "Eva", "Fia"), start=1)
    ]
    table(tmp_path / "people.csv", ("a", "b", "c", "d"), *people)
    done = palermo("people.csv", "--suggest", cwd=tmp_path)
    assert found(done.stdout + done.stderr) == []
    assert "0" + "1/01/1987" not in done.stdout
    assert done.stdout.count('as = "ignored"') == 0


def test_every_error_is_one_line_without_a_canary(people: Path) -> None:
    table(people / "headless.csv", PERSON, PERSON)
    (people / "wrong.toml").write_text("[mapping]\nname = Canarina Kanarek\n", encoding="utf-8")
    for words in (
        ("headless.csv", "--suggest"),
        ("headless.csv", "--from", "htcds-2.0"),
        ("people.csv", "--from", "glotip"),
        ("people.csv", "--mapping", "wrong.toml"),
    ):
        done = palermo(*words, cwd=people)
        assert done.returncode == 2, (words, done.stdout)
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert found(done.stdout + done.stderr) == []


def test_identity_is_kept_only_when_asked_encrypted_and_with_a_key_of_its_owner(people: Path) -> None:
    done = palermo("people.csv", "--from", "htcds-2.0", "--keep-identity", cwd=people)
    assert done.returncode == 0, done.stderr
    assert found(everything(people, "people.csv") + done.stdout + done.stderr) == []
    for name in ("cases.identity", "cases.identity-key"):
        assert (people / name).stat().st_mode & 0o777 == 0o600
    kept = list(unseal(people / "cases.identity", people / "cases.identity-key"))
    assert kept[0]["record_number"] == 1
    assert kept[0]["prs_FirstName"] == "Canarina"
    assert "Some other column" not in kept[0]
    again = palermo("people.csv", "--from", "htcds-2.0", "--keep-identity", cwd=people)
    assert again.returncode == 2
    assert "exists already" in again.stderr


def test_a_sealed_file_that_was_changed_cut_or_opened_with_another_key_is_refused(tmp_path: Path) -> None:
    sealed, key = tmp_path / "x", tmp_path / "key"
    records = [{"record_number": number, "name": "Canarina"} for number in range(12_000)]
    assert seal(sealed, new_key(key), records) == 12_000
    assert list(unseal(sealed, key)) == records
    whole = sealed.read_bytes()
    first = len(HEAD) + 16 + int.from_bytes(whole[len(HEAD) : len(HEAD) + 4], "big")
    other = tmp_path / "other"
    new_key(other)
    for content, opener in (
        (whole[:-1] + bytes([whole[-1] ^ 1]), key),
        (whole[:first], key),  # only the first chunk is left
        (HEAD + whole[first:], key),  # the first chunk is gone
        (whole, other),
        (b"something else\n" + whole, key),
    ):
        sealed.write_bytes(content)
        with pytest.raises(InputError, match=r"changed|kept identity"):
            list(unseal(sealed, opener))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Nombre", Treatment.IDENTITY),
        ("prénom", Treatment.IDENTITY),
        ("Фамилия", Treatment.IDENTITY),
        ("姓名", Treatment.IDENTITY),
        ("victimFirstName", Treatment.IDENTITY),
        ("رقم الهاتف", Treatment.CONTACT),
        ("E-mail", Treatment.CONTACT),
        ("Teléfono", Treatment.CONTACT),
        ("Passport No", Treatment.DOCUMENT),
        ("Date of birth", Treatment.EXACT_DATE),
        ("Fecha de nacimiento", Treatment.EXACT_DATE),
        ("Remarks", Treatment.FREE_TEXT),
    ],
)
def test_columns_of_identity_are_recognised_by_their_names_in_many_languages(
    name: str, kind: Treatment
) -> None:
    assert read_name(name).withheld is kind


@pytest.mark.parametrize(
    "name", ["Gender", "yearOfRegistration", "Country", "means of control", "Sector", "hotel work"]
)
def test_ordinary_columns_are_not_taken_for_identity(name: str) -> None:
    assert read_name(name).withheld is None


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a@example.org", "b@example.org", ""], Treatment.CONTACT),
        (["+39 055 0123456", "055 0123457"], Treatment.CONTACT),
        (["2020-01-02", "03/04/2020"], Treatment.EXACT_DATE),
        (["AB1234567", "CD7654321"], Treatment.DOCUMENT),
        (["word " * 20, "other words " * 10], Treatment.FREE_TEXT),
        (
            ["Ada Invented", "Bea Invented", "Cia Invented", "Dea Invented", "Eva Invented"],
            Treatment.IDENTITY,
        ),
    ],
)
def test_columns_of_identity_are_recognised_by_what_their_cells_look_like(
    values: list[str], kind: Treatment
) -> None:
    recognised = by_values(values)
    assert recognised is not None
    assert recognised.treatment is kind


def test_a_header_that_is_data_is_recognised() -> None:
    assert all(
        looks_like_data(text)
        for text in ("a@example.org", "1987-06-05", "+39 055 0123456", "AB123456", "77131")
    )
    assert not any(looks_like_data(text) for text in ("Country", "Year 2019", "2019", "Q1", "IP_Gender"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\t=1", "  =1"])
def test_nothing_in_a_csv_is_taken_for_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_a_column_named_like_a_formula_is_guarded_in_the_quarantine_file(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(
        '[mapping]\nname="i"\nversion="1"\ntitle="i"\nsource="i"\n[[column]]\nname="=cmd()"\nas="code"\n'
        'field="victim_gender"\n',
        encoding="utf-8",
    )
    table(tmp_path / "t.csv", ("=cmd()", "x"), ("nobody", "1"))
    done = palermo("t.csv", "--mapping", "map.toml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1,'=cmd(),unknown_code" in (tmp_path / "quarantine.csv").read_text(encoding="utf-8")
