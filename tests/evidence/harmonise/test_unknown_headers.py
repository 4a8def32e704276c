"""Columns of tables that nobody mapped, as forms and offices head them: what `--suggest` proposes for them."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest
from bench.headers import HALVES, TABLES, TODAY, exposed, half, lines, right_share
from tests.evidence.harmonise.kit import Done, done, table

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.mapping import (
    CARRIED_NOWHERE,
    WITHHELD,
    Mapping,
    Treatment,
    parse,
    schema,
    schema_names,
)
from palermo.evidence.harmonise.model import Shape
from palermo.evidence.harmonise.sheets import open_table
from palermo.evidence.harmonise.suggest import suggest
from palermo.evidence.harmonise.table import find_header

WORDS = tomllib.loads(
    (Path(suggest.__code__.co_filename).parent / "name_words.toml").read_text(encoding="utf-8")
)
NAMES = (
    "Invented Amara",
    "Invented Bela",
    "Invented Chidi",
    "Invented Dara",
    "Invented Esme",
    "Invented Farid",
)


def text(folder: Path, *rows: tuple[str, ...]) -> str:
    """The suggestion for a table of these rows."""
    return suggest(find_header(open_table(table(folder / "list.csv", *rows))), today=TODAY)


def proposed(folder: Path, *rows: tuple[str, ...]) -> Mapping:
    """The suggestion as the mapping that it is."""
    return parse(text(folder, *rows), where="suggestion")


def what(mapping: Mapping) -> dict[str, str]:
    """What each column is proposed as: a field, or else a treatment."""
    return {column.name: column.field or str(column.treatment) for column in mapping.columns}


def column(folder: Path, header: str, *cells: str) -> str:
    """What one column is proposed as, in a table with a column beside it."""
    return what(proposed(folder, (header, "Zapatos"), *((cell, "rojo") for cell in cells)))[header]


def read(folder: Path, *rows: tuple[str, ...]) -> Done:
    """Harmonise a table with the mapping proposed for it."""
    return done(folder / "list.csv", proposed(folder, *rows), folder)


@pytest.mark.parametrize("name", HALVES)
def test_at_least_85_of_100_columns_of_each_half_are_proposed_as_what_they_are(name: str) -> None:
    tables = half(name)
    assert len(tables) == 30
    assert right_share(tables) >= 0.85
    assert all(each.shape for each in tables)


@pytest.mark.parametrize("name", HALVES)
def test_no_column_of_identity_is_proposed_as_anything_else(name: str) -> None:
    assert exposed(half(name)) == []


def test_the_bench_prints_both_halves_and_each_system() -> None:
    printed = "\n".join(lines())
    for word in ("ours", "theirs", "CommCare", "ODK Central", "Primero", "SurveyCTO", "KoBo"):
        assert word in printed


@pytest.mark.parametrize(
    "path", sorted(TABLES.glob("*/*.csv")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_a_suggestion_shows_nothing_that_a_column_of_identity_holds(path: Path) -> None:
    expected = tomllib.loads(path.with_suffix(".expected.toml").read_text(encoding="utf-8"))["columns"]
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shown = suggest(find_header(open_table(path)), today=TODAY)
    held = {row[name] for row in rows for name, kind in expected.items() if kind in {"identity", "key"}}
    assert [cell for cell in held if len(cell) > 3 and cell in shown] == []


@pytest.mark.parametrize(
    "group", ["", "victim/", "grp_perpetrator-", "form.child.", "contact | ", "exploitation: "]
)
def test_every_word_for_identity_is_withheld_in_every_group(tmp_path: Path, group: str) -> None:
    words = [word for kind in WORDS["withheld"].values() for word in kind if not word.endswith("*")]
    headers = tuple(f"{group}{word}" for word in dict.fromkeys(words) if not word.isascii() or len(word) > 2)
    cells = ("zorb", "quill", "vexo", "drift", "plim")  # cells that tell nothing
    found = proposed(tmp_path, headers, *(tuple(cell for _ in headers) for cell in cells))
    assert [each.name for each in found.columns if each.treatment not in WITHHELD] == []


@pytest.mark.parametrize("name", [name for name in schema_names() if schema(name).shape is Shape.PERSONS])
def test_the_columns_of_a_standard_are_proposed_as_its_schema_reads_them(tmp_path: Path, name: str) -> None:
    columns = [each for each in schema(name).columns if each.treatment not in CARRIED_NOWHERE]
    cells = tuple("1" if each.treatment is Treatment.FLAG else next(iter(each.codes), "") for each in columns)
    found = what(proposed(tmp_path, tuple(each.name for each in columns), cells))
    fields = [each.field for each in columns]
    # Of a field that holds one value only one column is taken.
    stood_back = {
        each.name for each in columns if fields.count(each.field) > 1 and found[each.name] == "ignored"
    }
    wrong = {
        each.name: found[each.name]
        for each in columns
        if found[each.name] != (each.field or str(each.treatment))
    }
    assert set(wrong) <= stood_back


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("person-sex", ("female", "male"), "victim_gender"),
        ("grp_person/sex", ("female", "male"), "victim_gender"),
        ("form.client_details.sex", ("F", "M"), "victim_gender"),
        ("victimage", ("17", "31"), "victim_age"),
        ("Opfername", NAMES, "identity"),
        ("SubmitterID", ("12", "13"), "identity"),
        ("_validation_status", ("validation_status_approved",), "ignored"),
        ("SubmissionDate", ("2026-01-02T10:00:00Z",), "ignored"),
        ("duration", ("989", "1580", "2054"), "ignored"),
        ("trafficking-means", ("threats debt_bondage", "false_promises"), "event_means"),
        ("trafficking-means/threats", ("1", "0"), "event_means"),
        ("meansOfControl_DebtBondage", ("1", "0"), "event_means"),
        ("trafficker/gender", ("male", "female"), "perpetrator_genders"),
        ("tratante-sexo", ("hombre", "mujer"), "perpetrator_genders"),
        ("guardian/sex", ("male", "female"), "ignored"),
        ("child-sex", ("male", "female"), "ignored"),
        ("mother_age", ("40", "51"), "ignored"),
        ("recruiter_sex", ("male", "female"), "ignored"),
        ("interviewer gender", ("male", "female"), "identity"),
        ("perp_relation_to_victim", ("stranger", "friend"), "perpetrator_relations"),
        ("relationship_to_trafficker", ("stranger", "friend"), "victim_relation_to_trafficker"),
        ("Natonality", ("Nepali", "Indian"), "victim_citizenship"),
        ("Telephonne", ("zorb", "quill"), "contact"),
        ("D.O.B.", ("zorb", "quill"), "exact_date"),
        ("Nombre completo", ("12", "13"), "identity"),
        ("Nombre d'enfants", ("1", "2"), "victim_children"),
        ("Exploited in", ("Italy", "Spain"), "event_exploitation_country"),
        ("Length of stay in shelter", ("3", "14", "30"), "ignored"),
        ("country of residence", ("Nepal", "Moldova"), "ignored"),
        ("country of birth", ("Nepal", "Moldova"), "exact_date"),
    ],
)
def test_a_name_of_a_form_is_taken_apart_and_its_groups_say_of_whom(
    tmp_path: Path, header: str, cells: tuple[str, ...], expected: str
) -> None:
    assert column(tmp_path, header, *cells) == expected


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("Date of identification", ("2021-03-04", "2020-01-02"), "event_registration_year"),
        ("Fecha de registro", ("04/03/2021", "02/01/2020"), "event_registration_year"),
        ("Case opened on", ("2021-03-04", "2020-01-02"), "event_registration_year"),
        ("Дата обращения", ("04.03.2021",), "event_registration_year"),
        ("Date of birth", ("1999-03-04",), "exact_date"),
        ("Date of court hearing", ("2021-03-04",), "exact_date"),
        ("Country", ("Nepal", "Moldova"), "event_exploitation_country"),
        ("País", ("Perú", "Chile"), "event_exploitation_country"),
        ("Year", ("2019", "2020", "soon"), "event_registration_year"),
        ("Jahr", ("2019", "2020"), "event_registration_year"),
        ("year", ("2019", "year", "2019"), "event_registration_year"),
        ("ปี", ("2562", "2563"), "event_registration_year"),
        ("السنة", ("٢٠١٩", "٢٠٢٠"), "event_registration_year"),
        ("สัญชาติ", ("ลาว", "เมียนมา"), "victim_citizenship"),
        ("เพศ", ("หญิง", "ชาย"), "victim_gender"),
        ("Пол", ("Ж", "М"), "victim_gender"),
        ("Sexo", ("M", "H"), "victim_gender"),
        ("লিঙ্গ", ("নারী", "পুরুষ"), "victim_gender"),
        ("Âge", ("17", "31"), "victim_age"),
        ("العمر", ("١٧", "٣١"), "victim_age"),
        ("Menor de edad", ("sí", "no"), "victim_majority"),
    ],
)
def test_the_columns_everybody_has_are_known_in_their_language(
    tmp_path: Path, header: str, cells: tuple[str, ...], expected: str
) -> None:
    assert column(tmp_path, header, *cells) == expected


def test_letters_for_women_and_men_mean_what_both_together_say(tmp_path: Path) -> None:
    for letters, woman in (("FM", "F"), ("MH", "M"), ("FH", "F"), ("ЖМ", "Ж")):
        found = proposed(tmp_path, ("Sex",), *((letter,) for letter in letters))
        (man,) = set(letters) - {woman}
        assert dict(found.columns[0].codes) == {woman: "Feminine", man: "Masculine"}
    assert not proposed(tmp_path, ("Sex",), ("M",)).columns[0].codes


def test_yes_under_a_minor_is_a_minor(tmp_path: Path) -> None:
    found = read(tmp_path, ("Menor de edad", "Sexo"), ("Sí", "mujer"), ("No", "hombre"))
    assert [record["victim_majority"] for record in found.records] == ["Minor", "Adult"]


def test_yes_and_no_of_another_language_tick_the_answers_of_a_question(tmp_path: Path) -> None:
    header = ("Sexe", "Moyens de contrôle/Menaces", "Moyens de contrôle/Dettes")
    found = read(tmp_path, header, ("F", "Oui", "Non"), ("H", "Non", "Oui"))
    assert [record["event_means"] for record in found.records] == [["Threats"], ["DebtBondage"]]
    assert [record["event_means_no"] for record in found.records] == [["DebtBondage"], ["Threats"]]


def test_a_suggestion_reads_days_ages_select_multiples_and_repeats_as_they_are_meant(tmp_path: Path) -> None:
    header = (
        "person-case_id",
        "person-sex",
        "person-age",
        "event-means",
        "event-date_identified",
        "trafficker-sex",
    )
    found = read(
        tmp_path,
        header,
        ("A-1", "F", "17", "threats debt_bondage", "2021-03-04", "M"),
        ("A-2", "M", "30", "false_promises", "2020-01-02", "M"),
        ("A-3", "F", "9", "withholds_documents threats false_promises", "2020-06-07", "F"),
        ("A-4", "F", "60", "threats", "2019-06-07", "M"),
        ("A-5", "M", "44", "debt_bondage", "2019-06-08", "M"),
        ("A-5", "M", "44", "debt_bondage", "2019-06-08", "M"),
    )
    assert len(found.records) == 5
    assert (6, "", "repeated_key_agreeing") in found.caught
    first = found.records[0]
    assert first["victim_gender"] == "Feminine"
    assert first["victim_age"] == "9--17"
    assert first["event_means"] == ["Threats", "DebtBondage"]
    assert first["event_registration_year"] == 2021
    assert first["perpetrator_genders"] == ["Masculine"]
    assert (1, "person-age", "number_in_band") in found.caught


def test_only_the_number_of_the_record_is_the_key(tmp_path: Path) -> None:
    rows = [
        (f"INV-{number}", f"uuid:{number}", f"4{number}", f"P{number}00{number}") for number in range(1, 7)
    ]
    found = what(proposed(tmp_path, ("Case ID", "meta-instanceID", "_id", "Passport number"), *rows))
    assert found == {
        "Case ID": "key",
        "meta-instanceID": "document",
        "_id": "document",
        "Passport number": "document",
    }


def test_a_number_that_most_rows_share_or_lack_is_no_key(tmp_path: Path) -> None:
    shared = [("INV-1", "mujer")] * 4 + [("INV-2", "hombre")] * 4
    assert what(proposed(tmp_path, ("Case ID", "Sexo"), *shared))["Case ID"] == "document"
    lacking = [(f"INV-{number}" if number < 3 else "", "mujer") for number in range(8)]
    assert what(proposed(tmp_path, ("Case ID", "Sexo"), *lacking))["Case ID"] == "document"


def test_of_two_columns_for_one_value_the_better_is_taken(tmp_path: Path) -> None:
    found = what(
        proposed(
            tmp_path,
            ("Year", "Date of registration", "Sex"),
            *[("2019", "2020-01-02", "F"), ("2020", "", "M")],
        )
    )
    assert list(found.values()).count("event_registration_year") == 1
    assert found["Date of registration"] in {"exact_date", "event_registration_year"}


def test_null_and_not_available_are_silence_in_a_suggestion(tmp_path: Path) -> None:
    found = read(
        tmp_path, ("Sex", "Economic sector", "Country"),
        ("F", "Agriculture", "Nepal"), ("null", "n/a", "NA"), ("M", "Construction", "unknown"),
    )  # fmt: skip
    assert [record["event_labour_sectors_state"] for record in found.records] == ["known", "missing", "known"]
    assert [record["event_exploitation_country_state"] for record in found.records] == [
        "known",
        "missing",
        "unknown",
    ]
    assert [record["victim_gender_state"] for record in found.records] == ["known", "missing", "known"]


def test_namibia_is_no_silence_beside_codes_of_two_letters(tmp_path: Path) -> None:
    found = read(tmp_path, ("Sex", "Country"), ("F", "NP"), ("M", "NA"), ("F", "MD"))
    assert [record["event_exploitation_country"] for record in found.records] == ["NPL", "NAM", "MDA"]


@pytest.mark.parametrize(
    "rows",
    [
        [("Year", "Victims"), *((str(year), str(year - 2000)) for year in range(2015, 2023))],
        [
            ("freq", "unit", "sex", "geo", "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG"),
            ("A", "NR", "T", "BG", "2015", "450", ""),
            ("A", "NR", "F", "RO", "2016", ":", "c"),
            ("A", "NR", "M", "BG", "2016", "31", "p"),
        ],
        [("Año", "Sexo", "Número"), ("2020", "F", "57"), ("2020", "M", "c"), ("2021", "F", "1 204")],
        [("País", "Sexo", "Total"), ("Perú", "Mujeres", "1,204"), ("Chile", "Hombres", "<5")],
        [("Страна", "Год", "Количество"), ("Молдова", "2020", "14"), ("Украина", "2021", "20")],
        [("Country", "2019", "2020"), ("Nepal", "12", "14"), ("Moldova", "<5", "7")],
    ],
    ids=["yearly", "office", "number", "spanish", "russian", "years across"],
)
def test_a_table_of_counts_is_proposed_as_counts(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    found = proposed(tmp_path, *rows)
    assert found.shape is Shape.COUNTS
    assert Treatment.COUNT in {each.treatment for each in found.columns}
    assert "victim_citizenship" not in what(found).values()


def test_letters_of_an_office_for_a_unit_are_no_country(tmp_path: Path) -> None:
    rows = [("unit", "geo", "OBS_VALUE"), ("NR", "BG", "450"), ("NR", "RO", "31")]
    assert what(proposed(tmp_path, *rows)) == {"unit": "ignored", "geo": "country", "OBS_VALUE": "count"}


@pytest.mark.parametrize(
    "rows",
    [
        [("Year", "Sex", "Age", "Number of children"), ("2019", "F", "31", "2"), ("2020", "M", "28", "0")],
        [("Year", "Sex", "Children"), ("2019", "F", "2"), ("2020", "M", "0")],
        [("Year", "Sex", "Amount of debt"), ("2019", "F", "2000"), ("2020", "M", "150")],
        [("Year", "Sex", "Number of siblings"), ("2019", "F", "2"), ("2020", "M", "0")],
        [("Year", "Sex", "Number"), ("2020", "F", "2"), ("2020", "F", "2"), ("2021", "M", "0")],
        [("No.", "Year", "Sex"), ("1", "2019", "F"), ("2", "2020", "M"), ("3", "2021", "M")],
        [("Case ID", "Year", "Number of victims"), ("INV-1", "2019", "2"), ("INV-2", "2020", "1")],
    ],
    ids=["age", "children", "debt", "siblings", "repeated", "running", "cases"],
)
def test_records_with_numbers_are_no_counts(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    assert proposed(tmp_path, *rows).shape is Shape.PERSONS


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("4 March 1991", "18-Mar-2002", "Mar 26, 1984"), "exact_date"),
        (("3f2b8c1e-9a4d-4e2f-8b6a-1c2d3e4f5a6b",) * 3, "document"),
        (("6.524379 3.379206 0 0", "-1.292066 36.821946"), "contact"),
    ],
)
def test_cells_alone_tell_days_in_words_marks_and_places(
    tmp_path: Path, cells: tuple[str, ...], expected: str
) -> None:
    assert column(tmp_path, "q17", *cells) == expected


def test_only_a_field_with_bands_is_read_by_band(tmp_path: Path) -> None:
    head = '[mapping]\nname = "a"\nversion = "1"\ntitle = "a"\nsource = "a"\n[[column]]\nname = "Sex"\nas = "band"\n'
    with pytest.raises(InputError, match='victim_gender has no bands; use as = "code"'):
        parse(head + 'field = "victim_gender"\n', where="map.toml")
