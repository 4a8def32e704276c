"""HTCDS 2.0 as it is really written: the seven traps of the published files, and back again without loss."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.evidence.harmonise.kit import Done, done, table

from palermo.evidence.harmonise.writeback import write_back
from palermo.reference.crosswalks import Relation, crosswalk
from palermo.reference.vocabularies import htcds_fields, vocabulary

WATER = "Water supply; sewerage, waste management and remediation"


def read(folder: Path, *rows: tuple[str, ...]) -> Done:
    return done(table(folder / "cases.csv", *rows), "htcds-2.0", folder)


def test_trap_1_a_label_with_a_semicolon_is_one_value_and_not_cut(tmp_path: Path) -> None:
    found = read(tmp_path, ("vic_ForcedLabourIndustry", "cas_Status"), (f"{WATER}\nConstruction", "Active"))
    assert vocabulary("htcds-vic_ForcedLabourIndustry")["E_WaterSupplySewerageWasteManagement"].label == WATER
    assert found.records[0]["event_labour_sectors"] == [
        "E_WaterSupplySewerageWasteManagement",
        "F_Construction",
    ]


def test_trap_2_debt_bondage_with_a_blank_at_its_end_is_accepted_counted_and_written_without(
    tmp_path: Path,
) -> None:
    found = read(
        tmp_path,
        ("vic_MethodsOfControl", "cas_Status"),
        ("DebtBondage ", "Active"),
        ("DebtBondage", "Active"),
    )
    assert [record["event_means"] for record in found.records] == [["DebtBondage"], ["DebtBondage"]]
    assert found.caught == [(1, "vic_MethodsOfControl", "blank_at_end")]
    back = tmp_path / "back.csv"
    write_back(found.out, found.outcome.mapping, back)
    assert b"DebtBondage " not in back.read_bytes()


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ("vic_Methods_of_Control", "event_means"),
        ("vic_TraffickinStatusDecisionMakingOrg", "victim_status_decided_by"),
    ],
)
def test_trap_3_the_names_of_the_form_and_the_slip_of_the_spreadsheet_are_known(
    tmp_path: Path, form: str, field: str
) -> None:
    value = "FalsePromises" if field == "event_means" else "Police"
    found = read(tmp_path, ("prs_First_Name", "prs_Second_Name", form), ("Invented", "Person", value))
    assert found.records[0][f"{field}_state"] == "known"
    assert found.outcome.matched.strangers == ()


def test_trap_4_the_definitions_have_means_the_picklist_has_not_and_none_of_them_is_lost() -> None:
    defined = vocabulary("htcds-methods-of-control-definitions")
    picked = vocabulary("htcds-vic_MethodsOfControl")
    assert (len(defined.concepts), len(picked.concepts)) == (17, 16)
    assert "RestrictsMovement" in defined
    assert "RestrictsMovement" not in picked
    assert "RestrictsMovement" in vocabulary("case-means")
    assert {step.relation for step in crosswalk(defined.scheme, "case-means").steps} == {Relation.EXACT}


def test_trap_5_the_empty_item_at_the_end_of_the_support_types_is_no_code() -> None:
    codes = [entry.code for entry in vocabulary("htcds-spl_Type").concepts]
    assert len(codes) == 9
    assert all(code.strip() for code in codes)


def test_trap_6_the_misspelt_code_is_kept_byte_for_byte(tmp_path: Path) -> None:
    found = read(tmp_path, ("vic_RelationshipToTrafficker", "cas_Status"), ("Unaquainted", "Active"))
    back = tmp_path / "back.csv"
    write_back(found.out, found.outcome.mapping, back)
    assert b"Unaquainted" in back.read_bytes()
    assert found.caught == []


def test_trap_7_the_field_without_a_type_is_there_and_without_a_type() -> None:
    field = next(field for field in htcds_fields() if field.name == "per_Organisation")
    assert field.type == ""


def test_all_codes_of_every_list_are_read_and_written_back_as_the_same_bytes(tmp_path: Path) -> None:
    lists = {field.name: field.codes for field in htcds_fields() if field.codes and field.writable}
    longest = max(len(codes.concepts) for codes in lists.values())
    rows = [tuple(lists)]
    for number in range(longest):
        rows.append(tuple(codes.concepts[number % len(codes.concepts)].code for codes in lists.values()))
    found = read(tmp_path, *rows)
    back = tmp_path / "back.csv"
    write_back(found.out, found.outcome.mapping, back)
    with back.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert [tuple(row[name] for name in lists) for row in written] == rows[1:]
    assert found.caught == []


def test_several_codes_of_a_cell_come_back_in_their_order(tmp_path: Path) -> None:
    cell = "PhysicalAbuse;FalsePromises;Other"
    found = read(tmp_path, ("vic_MethodsOfControl", "prs_Citizenship"), (cell, "NG;IT"))
    back = tmp_path / "back.csv"
    write_back(found.out, found.outcome.mapping, back)
    with back.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["vic_MethodsOfControl"], row["prs_Citizenship"]) == (cell, "NG;IT")
    assert found.records[0]["victim_citizenship"] == ["NGA", "ITA"]


def test_every_cell_that_comes_back_otherwise_is_listed_with_the_rule_that_changed_it(tmp_path: Path) -> None:
    rows = [
        ("vic_MethodsOfControl", "prs_Gender", "prs_Citizenship", "con_Consent"),
        ("FalsePromises TakesEarnings", "feminine", "Nigeria", "Yes"),
        ("FalsePromises;FalsePromises", "Not Specified/Unknown", "NGA", "TRUE"),
        ("False promises", "Femi\u200bnine", "NG", "FALSE"),
    ]
    found = read(tmp_path, *rows)
    back = tmp_path / "back.csv"
    write_back(found.out, found.outcome.mapping, back)
    with back.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    changed = {
        (number, name)
        for number, (row, again) in enumerate(zip(rows[1:], written, strict=True), start=1)
        for name, cell in zip(rows[0], row, strict=True)
        if again[name] != cell
    }
    assert changed == {(row, column) for row, column, _ in found.caught}
    assert {rule for _, _, rule in found.caught} == {
        "separator",
        "letter_case",
        "country_form",
        "alias",
        "repeated_code",
        "label_for_code",
        "invisible_character",
    }


def test_a_deprecated_field_is_read_and_never_written(tmp_path: Path) -> None:
    found = read(tmp_path, ("vic_Vulnerabilities", "cas_Status"), ("Poverty", "Active"))
    back = tmp_path / "back.csv"
    write_back(found.out, found.outcome.mapping, back)
    assert found.records[0]["victim_vulnerabilities"] == ["Poverty"]
    assert b"Vulnerabilities" not in back.read_bytes()


def test_an_export_of_the_form_with_groups_and_blanks_between_choices_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ("start", "case/prs_Gender", "case/vic_Methods_of_Control", "__version__"),
        ("2026-01-02T10:00:00", "Masculine", "DebtBondage FalsePromises", "v1"),
    )
    assert found.records[0]["victim_gender"] == "Masculine"
    assert found.records[0]["event_means"] == ["DebtBondage", "FalsePromises"]


def test_the_row_of_labels_under_the_names_is_no_case_and_names_the_column_whose_name_is_blank(
    tmp_path: Path,
) -> None:
    found = read(
        tmp_path,
        ("prs_Gender", "cas_Status", ""),
        ("Gender", "Status", "Reason for Outgoing Referral"),
        ("Feminine", "Closed", "MigrationOrChangeOfLocation"),
    )
    assert [rule for _, _, rule in found.caught] == ["repeated_header"]
    assert [record["event_outgoing_reason"] for record in found.records] == ["MigrationOrChangeOfLocation"]
