"""What one cell says, what it does not say, and which rule caught it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.harmonise.kit import TODAY, done, table

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.cells import read_cell
from palermo.evidence.harmonise.days import Dated, Habit, read_day
from palermo.evidence.harmonise.mapping import Column, Mapping, Treatment, parse, schema, schema_names
from palermo.evidence.harmonise.model import FIELDS, Kind, State, present
from palermo.evidence.harmonise.rules import RULE_BY_CODE
from palermo.reference.vocabularies import vocabularies


def cell(text: str, treatment: str, field: str, **more: object) -> tuple[State, tuple[str, ...], object]:
    found = read_cell(text, column(treatment, field, **more), reading(), today=TODAY)
    return found.state, found.rules, found.number if found.number is not None else found.yes


def column(treatment: str, field: str, **more: object) -> Column:
    return Column("x", Treatment(treatment), field=field, **more)  # type: ignore[arg-type]


def reading() -> Mapping:
    return parse(
        '[mapping]\nname="i"\nversion="1"\ntitle="i"\nsource="i"\n[reading]\nunknown=["-99"]\nnot_asked=["n.a."]\n'
        'not_applicable=["does not apply"]\nseparators=[";", ","]\n'
        '[[column]]\nname="x"\nas="code"\nfield="victim_gender"',
        where="i",
    )


def test_no_unknown_not_asked_not_applicable_and_blank_are_five_different_things() -> None:
    said = [
        read_cell(text, column("flag", "event_means", code="Threats"), reading(), today=TODAY)
        for text in ("0", "-99", "n.a.", "does not apply", "")
    ]
    assert [found.state for found in said] == [
        State.KNOWN,
        State.UNKNOWN,
        State.NOT_ASKED,
        State.NOT_APPLICABLE,
        State.MISSING,
    ]
    assert said[0].no == ("Threats",)
    assert said[1].unknown == ("Threats",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019", (State.KNOWN, (), 2019)),
        ("2,019", (State.KNOWN, ("thousands_separator",), 2019)),
        ("2019.0", (State.KNOWN, ("number_form",), 2019)),
        (" 2019", (State.KNOWN, ("blank_at_end",), 2019)),
        ("2109", (State.QUARANTINED, ("out_of_range",), ())),
        ("19", (State.QUARANTINED, ("out_of_range",), ())),
        ("about 2019", (State.QUARANTINED, ("not_a_number",), ())),
        ("٢٠١٩", (State.KNOWN, ("other_digits",), 2019)),
    ],
)
def test_a_year_is_a_whole_number_within_its_limits(text: str, expected: object) -> None:
    assert cell(text, "number", "event_registration_year", low=1990, high=2100) == expected


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Nig\ufffdria", "broken_encoding"),
        ("CÃ´te d'Ivoire", "broken_encoding"),
        ("Atlantis", "unknown_code"),
    ],
)
def test_a_country_nobody_knows_is_kept_out_and_a_broken_one_named_as_broken(text: str, rule: str) -> None:
    assert cell(text, "country", "victim_citizenship") == (State.QUARANTINED, (rule,), ())


def test_a_cell_of_several_values_keeps_those_that_are_known_and_says_that_one_was_not() -> None:
    state, rules, codes = cell("FalsePromises;Nonsense;Other", "codes", "event_means")
    assert (state, rules, codes) == (State.KNOWN, ("unknown_code",), ("FalsePromises", "Other"))


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2020-02-29", "", date(2020, 2, 29)),
        ("2021-02-29", "", "impossible_date"),
        ("31.12.2019", "", date(2019, 12, 31)),
        ("12/31/2019", "", date(2019, 12, 31)),
        ("03/04/2019", "", "ambiguous_date"),
        ("03/04/2019", "dmy", date(2019, 4, 3)),
        ("03/04/2019", "mdy", date(2019, 3, 4)),
        ("04/04/2019", "", date(2019, 4, 4)),
        ("2027-01-01", "", "impossible_date"),
        ("1899-12-31", "", "impossible_date"),
        ("43831", "", "date_form"),
    ],
)
def test_a_day_is_a_day_or_refused_and_never_guessed(text: str, order: str, expected: object) -> None:
    found = read_day(text, Habit(order), today=TODAY, year_only=False)
    assert (found.day if isinstance(found, Dated) else found) == expected


def test_a_language_is_known_by_its_codes_and_name_and_a_short_name_of_a_person_is_none() -> None:
    assert cell("ara", "code", "victim_primary_language") == (State.KNOWN, (), ("ara",))
    assert cell("ar", "code", "victim_primary_language") == (State.KNOWN, ("label_for_code",), ("ara",))
    assert cell("Ana", "code", "victim_primary_language")[0] is State.QUARANTINED


@given(text=st.text(max_size=30), treatment=st.sampled_from(sorted(Treatment)))
def test_any_text_gets_a_verdict_and_its_rules_are_in_the_list(text: str, treatment: str) -> None:
    field = {"country": "victim_citizenship", "countries": "victim_citizenship"}.get(treatment, "event_means")
    found = read_cell(text, column(treatment, field, code="Other"), reading(), today=TODAY)
    assert set(found.rules) <= set(RULE_BY_CODE)
    assert found.state is State.KNOWN or not (found.yes or found.no or found.number)


def test_columns_that_affirm_and_deny_the_same_are_both_refused(tmp_path: Path) -> None:
    mapping = parse(
        '[mapping]\nname="i"\nversion="1"\ntitle="i"\nsource="i"\n'
        '[[column]]\nname="a"\nas="flag"\nfield="event_means"\ncode="Threats"\n'
        '[[column]]\nname="b"\nas="flag"\nfield="event_means"\ncode="Threats"\n',
        where="i",
    )
    found = done(table(tmp_path / "t.csv", ("a", "b"), ("1", "0"), ("1", "1")), mapping, tmp_path)
    assert found.records[0]["event_means_state"] == "quarantined"
    assert found.records[1]["event_means"] == ["Threats"]
    assert found.caught == [(1, "a", "contradicting_cells"), (1, "b", "contradicting_cells")]


def test_days_to_assistance_are_counted_and_the_dates_are_not_kept(tmp_path: Path) -> None:
    mapping = parse(
        '[mapping]\nname="i"\nversion="1"\ntitle="i"\nsource="i"\n'
        '[[column]]\nname="found"\nas="identified_on"\nfield="event_days_to_assistance"\n'
        '[[column]]\nname="helped"\nas="assisted_on"\nfield="event_days_to_assistance"\n',
        where="i",
    )
    rows = [
        ("found", "helped"),
        ("2020-01-30", "2020-02-02"),
        ("2020-02-02", "2020-01-30"),
        ("2020-01-30", ""),
    ]
    found = done(table(tmp_path / "t.csv", *rows), mapping, tmp_path)
    said = [(r["event_days_to_assistance"], r["event_days_to_assistance_state"]) for r in found.records]
    assert said == [(3, "known"), (None, "quarantined"), (None, "missing")]
    assert b"2020" not in found.bad.read_bytes()
    assert {rule for _, _, rule in found.caught} == {"dates_out_of_order"}


def test_a_repeated_key_that_agrees_is_kept_once_and_one_that_conflicts_not_at_all(tmp_path: Path) -> None:
    mapping = parse(
        '[mapping]\nname="i"\nversion="1"\ntitle="i"\nsource="i"\n[[column]]\nname="case"\nas="key"\n'
        '[[column]]\nname="sex"\nas="code"\nfield="victim_gender"\n',
        where="i",
    )
    rows = [
        ("case", "sex"),
        ("1", "Feminine"),
        ("1", "Feminine"),
        ("2", "Feminine"),
        ("2", "Masculine"),
        (" ", "Feminine"),
    ]
    found = done(table(tmp_path / "t.csv", *rows), mapping, tmp_path)
    assert found.caught == [
        (2, "", "repeated_key_agreeing"),
        (3, "", "repeated_key_conflicting"),
        (4, "", "repeated_key_conflicting"),
        (5, "", "missing_key"),
    ]


def test_the_2017_data_keep_no_and_unknown_apart_and_the_2024_data_have_no_no(tmp_path: Path) -> None:
    old = table(
        tmp_path / "old.csv",
        ("meansOfControlThreats", "meansOfControlFalsePromises", "meansOfControlSexualAbuse", "citizenship"),
        ("1", "0", "-99", "UA"),
        ("-99", "-99", "-99", "00"),
    )
    first, second = done(old, "ctdc-2017", tmp_path).records
    assert (first["event_means"], first["event_means_no"], first["event_means_unknown"]) == (
        ["Threats"],
        ["FalsePromises"],
        ["SexualAbuse"],
    )
    assert (second["event_means_state"], second["victim_citizenship_state"]) == ("unknown", "unknown")
    new = table(
        tmp_path / "new.csv",
        ("meansThreats", "meansWithholdDocuments", "ageBroad"),
        ("1", "", "0—8"),
        ("", "", "48+"),
    )
    first, second = done(new, "ctdc-2024", tmp_path).records
    assert (first["event_means"], first["event_means_no"]) == (["ThreatsAny"], [])
    assert first["victim_age"] == "0--8"
    assert second["event_means_state"] == "missing"


def test_a_field_the_source_does_not_ask_for_is_not_written_and_reads_as_not_asked(tmp_path: Path) -> None:
    found = done(
        table(tmp_path / "t.csv", ("yearOfRegistration", "gender"), ("2019", "Woman")), "ctdc-2024", tmp_path
    )
    assert "victim_status" not in found.records[0]
    assert "'not_asked' AS victim_status_state" in present(found.records[0])


def test_the_page_on_the_model_lists_every_field_with_its_definition_and_every_rule_with_its_meaning() -> (
    None
):
    page = (Path(__file__).parents[3] / "docs" / "canonical-model.md").read_text(encoding="utf-8")
    for field in FIELDS:
        codes = f"`{field.scheme}`" if field.scheme else ""
        assert f"| `{field.name}` |" in page
        assert f"| {codes} | {field.definition} |" in page
    for rule in RULE_BY_CODE.values():
        assert f"| `{rule.code}` | {rule.action.value} | {rule.meaning} |" in page


def test_every_schema_that_ships_loads_and_every_field_names_a_vocabulary_that_exists() -> None:
    assert schema_names() == ["ctdc-2017", "ctdc-2024", "ctdc-vp-2022", "glotip", "htcds-2.0"]
    assert [len(schema(name).columns) for name in schema_names()] == [62, 27, 16, 13, 87]
    for field in FIELDS:
        assert field.kind is Kind.NUMBER or field.scheme in vocabularies()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ('as = "code"', "no field ''"),
        ('as = "guess"', "as = must be one of"),
        ('as = "code"\nfield = "victim_shoe_size"', "no field 'victim_shoe_size'"),
        ('as = "number"\nfield = "victim_gender"', "cannot be filled as number"),
        ('as = "code"\nfield = "victim_gender"\ncodes = { f = "Fem" }', "has no code 'Fem'"),
        ('as = "flag"\nfield = "event_means"', "a flag needs code"),
        ('as = "identity"\nfield = "victim_gender"', "has no field"),
        ('as = "code"\nfield = "victim_gender"\ncolour = "red"', "'colour' is no word"),
    ],
)
def test_a_mapping_that_is_wrong_says_which_column_and_what(wrong: str, message: str) -> None:
    text = f'[mapping]\nname="i"\nversion="1"\ntitle="i"\nsource="i"\n[[column]]\nname = "x"\n{wrong}\n'
    with pytest.raises(InputError, match=message) as caught:
        parse(text, where="map.toml")
    assert "map.toml, column 'x'" in str(caught.value)
