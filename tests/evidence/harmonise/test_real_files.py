"""The real files beside the repository, through the schemas that fit them; skipped in one line where they are not."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from tests.evidence.harmonise.kit import Done, done

from palermo.evidence.harmonise.writeback import write_back

REFERENCE = Path(__file__).parents[4] / "shared" / "reference"


def real(name: str) -> Path:
    path = REFERENCE / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside the repository")
    return path


def read(name: str, schema: str, folder: Path) -> Done:
    return done(real(name), schema, folder)


def test_the_victim_perpetrator_file_is_read_whole_and_written_back_byte_for_byte(tmp_path: Path) -> None:
    source = real("ctdc/CTDC_VPsynthetic_condensed.csv")
    found = read("ctdc/CTDC_VPsynthetic_condensed.csv", "ctdc-vp-2022", tmp_path)
    assert (found.outcome.read, found.outcome.kept, found.caught) == (21_195, 21_195, [])
    back = tmp_path / "back.csv"
    write_back(found.out, found.outcome.mapping, back)
    assert back.read_bytes().split(b"\n")[:-1] == source.read_bytes().rstrip(b"\n").split(b"\n")


def test_the_victim_perpetrator_file_has_the_counts_of_its_own_tabulation(tmp_path: Path) -> None:
    found = read("ctdc/CTDC_VPsynthetic_condensed.csv", "ctdc-vp-2022", tmp_path)
    book = CalamineWorkbook.from_path(real("ctdc/CTDC_VPsynthetic_dict_20221201.xlsx"))
    printed: dict[str, dict[str, int]] = {}
    name = ""
    for first, second, number, *_ in book.get_sheet_by_name("TabStat").to_python():
        if first and first not in {"Valid", "Missing", "Total"}:
            name = str(first)
        elif second not in {"", "Total", "."} and isinstance(number, float):
            label = str(int(second)) if isinstance(second, float) else str(second)
            printed.setdefault(name, {})[label] = int(number)
    genders = {"Feminine": "Female", "Masculine": "Male"}
    ours = {
        "yearRegister": Counter(record["event_registration_period"] for record in found.records),
        "gender": Counter(genders.get(record["victim_gender"]) for record in found.records),
        "IP_Gender": Counter(
            ";".join(genders[code] for code in record["perpetrator_genders"]) for record in found.records
        ),
        "IP_citizen_UNRegion": Counter(
            ";".join(record["perpetrator_citizenship_regions"]) for record in found.records
        ),
        "IP_PayMoney": Counter(";".join(record["perpetrator_paid"]) for record in found.records),
        "isForcedLabour": Counter(
            "1" for record in found.records if "ForcedLabour" in record["event_exploitation_forms"]
        ),
    }
    for column, counts in ours.items():
        assert {code: number for code, number in counts.items() if code} == printed[column]


def test_the_published_htcds_spreadsheet_is_empty_and_its_slips_are_known(tmp_path: Path) -> None:
    found = read("htcds/HTCDS Excel Spreadsheet v2.0.xlsx", "htcds-2.0", tmp_path)
    assert found.outcome.rules == Counter({"blank_row": 1000, "repeated_header": 1})
    assert found.outcome.matched.strangers == ()
    columns = {column.name for column in found.outcome.matched.columns.values()}
    assert {"vic_TraffickingStatusDecisionMakingOrg", "cas_ReasonForOutgoingReferral"} <= columns


@pytest.mark.parametrize(
    ("name", "schema", "rows"),
    [
        ("ctdc/ghmrmoore_trafficking_cleaned.csv", "ctdc-2017", 14_299),
        ("ctdc/madiforman_final_data.csv", "ctdc-2024", 91_043),
    ],
)
def test_derived_files_are_read_as_far_as_their_columns_go(
    tmp_path: Path, name: str, schema: str, rows: int
) -> None:
    found = read(name, schema, tmp_path)
    assert (found.outcome.read, found.outcome.kept) == (rows, rows)
    assert found.outcome.matched.strangers
    with real(name).open(encoding="utf-8", newline="") as file:
        forced = sum(row["isForcedLabour"] == "1" for row in csv.DictReader(file))
    assert sum("ForcedLabour" in record["event_exploitation_forms"] for record in found.records) == forced
