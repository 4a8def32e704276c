"""The victim-perpetrator file's own tabulation, cell for cell; and an invented miniature of the same shape."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook
from tests.evidence.harmonise.kit import done, table

from palermo.evidence.harmonise.model import present
from palermo.evidence.indicators.tabulation import Tabulation, tabulate

REFERENCE = Path(__file__).parents[4] / "shared" / "reference" / "ctdc"
# Column of the source: field of the case model, and the code where the column is a flag.
FIELDS: dict[str, tuple[str, str]] = {
    "yearRegister": ("event_registration_period", ""),
    "gender": ("victim_gender", ""),
    "majorityStatus": ("victim_majority", ""),
    "isForcedLabour": ("event_exploitation_forms", "ForcedLabour"),
    "isSexualExploit": ("event_exploitation_forms", "SexualExploitation"),
    "UN_COO_Region": ("victim_citizenship_region", ""),
    "UN_COE_Region": ("event_exploitation_region", ""),
    "IP_Exploiter": ("perpetrator_roles", "Exploiter"),
    "IP_Gender": ("perpetrator_genders", ""),
    "IP_ageBroad": ("perpetrator_ages", ""),
    "IP_citizen_UNRegion": ("perpetrator_citizenship_regions", ""),
    "IP_Relation": ("perpetrator_relations", ""),
    "IP_PayMoney": ("perpetrator_paid", ""),
    "IP_RecruiterBroker": ("perpetrator_roles", "RecruiterBroker"),
    "IP_TransactionProcess": ("perpetrator_roles", "TransactionProcess"),
    "IP_ControlAbuseKidnap": ("perpetrator_roles", "ControlAbuseKidnap"),
}
WORDS = {"Feminine": "Female", "Masculine": "Male"}


def cases(path: Path) -> duckdb.DuckDBPyRelation:
    there = [row[0] for row in duckdb.execute("DESCRIBE FROM read_parquet(?)", [str(path)]).fetchall()]
    return duckdb.read_parquet(str(path)).project(present(there))


def written(found: Tabulation) -> dict[str, tuple[float, ...]]:
    """Values in the words of the source: number, per cent, valid per cent, cumulated, to two places."""
    return {
        ";".join(WORDS.get(part, part) for part in row.value.split(";")): (
            row.count,
            round(row.percent, 2),
            round(row.valid, 2),
            round(row.cumulated, 2),
        )
        for row in found.rows
    }


def published(sheet: list[list[object]]) -> dict[str, tuple[dict[str, tuple[float, ...]], int, int]]:
    """The sheet as the file prints it: for each column its values, the valid and the missing."""
    found: dict[str, tuple[dict[str, tuple[float, ...]], int, int]] = {}
    name = ""
    for row in sheet:
        cells = [cell for cell in row if cell != ""]
        if cells and cells[0] in FIELDS:
            name = str(cells[0])
            found[name] = ({}, 0, 0)
        elif name and len(cells) >= 5 and cells[0] != "Freq.":
            values = cells[-5:]
            label = str(int(values[0])) if isinstance(values[0], float) else str(values[0])
            found[name][0][label] = tuple(float(str(value)) for value in values[1:])
        elif name and cells and cells[0] == "Total" and len(cells) == 4:
            found[name] = (found[name][0], int(float(str(cells[1]))), found[name][2])
        elif name and cells and cells[0] == "Missing":
            found[name] = (
                found[name][0],
                found[name][1],
                int(float(str([cell for cell in cells if cell != "."][1]))),
            )
    return found


def test_the_victim_perpetrator_files_own_tabulation_is_reproduced_cell_for_cell(tmp_path: Path) -> None:
    source = REFERENCE / "CTDC_VPsynthetic_condensed.csv"
    dictionary = REFERENCE / "CTDC_VPsynthetic_dict_20221201.xlsx"
    if not (source.is_file() and dictionary.is_file()):
        pytest.skip("the victim-perpetrator file is not beside the repository")
    sheet = CalamineWorkbook.from_path(dictionary).get_sheet_by_name("TabStat").to_python()
    expected = published([list(row) for row in sheet])
    assert set(expected) == set(FIELDS)
    records = cases(done(source, "ctdc-vp-2022", tmp_path).out)
    for column, (field, code) in FIELDS.items():
        found = tabulate(records, field, code=code)
        values, valid, missing = expected[column]
        assert written(found) == values, column
        assert found.missing == missing, column
        assert valid in (0, found.valid), column


def test_an_invented_miniature_is_tabulated_as_reckoned_by_hand(tmp_path: Path) -> None:
    header = tuple(FIELDS)
    full = (
        "2019",
        "Female",
        "Adult",
        "1",
        "",
        "Asia",
        "Europe",
        "1",
        "Female;Male",
        "",
        "Asia",
        "",
        "No;Yes",
        "",
        "1",
        "",
    )
    half = ("2020", "Male", "Minor", "", "1", "", "Europe", "", "Male", "", "", "", "", "", "", "")
    silent = ("2020", *("",) * 15)
    path = table(tmp_path / "mini.csv", header, full, full, full, half, silent)
    records = cases(done(path, "ctdc-vp-2022", tmp_path).out)
    assert written(tabulate(records, "perpetrator_genders")) == {
        "Female;Male": (3, 60.0, 75.0, 75.0),
        "Male": (1, 20.0, 25.0, 100.0),
    }
    assert written(tabulate(records, "event_exploitation_forms", code="ForcedLabour")) == {
        "1": (3, 60.0, 100.0, 100.0)
    }
    assert tabulate(records, "victim_gender").missing == 1
