"""Workbooks as offices save them: XLSX and ODS, several sheets, numbers and dates as they were typed."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from tests.evidence.harmonise.kit import done

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.sheets import cell_text, open_table

OOXML = "http://schemas.openxmlformats.org"
ROWS = [
    ["prs_Gender", "vic_MethodsOfControl", "vic_AgeWhenTrafficked"],
    ["Feminine", "DebtBondage ;FalsePromises", 17],
    ["Masculine", "Other", "seventeen"],
]


def column(place: int) -> str:
    return "ABCDEFGH"[place]


def xlsx(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """Write a workbook with the least that makes one."""

    def cell(content: object, place: str) -> str:
        if isinstance(content, int):
            return f'<c r="{place}"><v>{content}</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(content))}</t></is></c>'

    parts = {
        "[Content_Types].xml": f'<Types xmlns="{OOXML}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{OOXML}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{OOXML}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{OOXML}/spreadsheetml/2006/main" '
        f'xmlns:r="{OOXML}/officeDocument/2006/relationships"><sheets>'
        + "".join(
            f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, start=1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{OOXML}/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{OOXML}/officeDocument/2006/relationships/worksheet" '
            f'Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        + "</Relationships>",
    }
    for n, rows in enumerate(sheets.values(), start=1):
        body = "".join(
            f'<row r="{y}">' + "".join(cell(c, f"{column(x)}{y}") for x, c in enumerate(row)) + "</row>"
            for y, row in enumerate(rows, start=1)
        )
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{OOXML}/spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>'
        )
    with zipfile.ZipFile(path, "w") as file:
        for name, text in parts.items():
            file.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return path


def ods(path: Path, rows: list[list[object]]) -> Path:
    """Write an OpenDocument spreadsheet with the least that makes one."""

    def cell(content: object) -> str:
        kind = (
            f'office:value-type="float" office:value="{content}"'
            if isinstance(content, int)
            else 'office:value-type="string"'
        )
        return f"<table:table-cell {kind}><text:p>{escape(str(content))}</text:p></table:table-cell>"

    space = "urn:oasis:names:tc:opendocument:xmlns"
    body = "".join(
        f"<table:table-row>{''.join(cell(content) for content in row)}</table:table-row>" for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
        f'xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Sheet1">'
        f"{body}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        f'xmlns:manifest="{space}:manifest:1.0" manifest:version="1.2"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", manifest)
        file.writestr("content.xml", '<?xml version="1.0" encoding="UTF-8"?>' + content)
    return path


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_workbook_says_the_same_as_the_csv_of_it(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"cases.{ending}"
    found = done(xlsx(path, {"Cases": ROWS}) if ending == "xlsx" else ods(path, ROWS), "htcds-2.0", tmp_path)
    first, second = found.records
    assert first["event_means"] == ["DebtBondage", "FalsePromises"]
    assert first["victim_age_when_trafficked"] == 17
    assert second["victim_age_when_trafficked_state"] == "quarantined"
    assert {rule for _, _, rule in found.caught} == {"blank_at_end", "not_a_number"}


def test_the_sheet_that_fits_the_schema_is_taken_and_another_by_its_name(tmp_path: Path) -> None:
    notes = [["Read me", "first"], *([["a", "b"]] * 30)]
    path = xlsx(tmp_path / "cases.xlsx", {"Notes": notes, "Cases": ROWS})
    assert done(path, "htcds-2.0", tmp_path).outcome.table.grid.kind == "sheet 'Cases'"
    assert open_table(path, sheet="Notes").kind == "sheet 'Notes'"
    with pytest.raises(InputError, match="has no sheet 'Elsewhere'; it has Notes, Cases"):
        open_table(path, sheet="Elsewhere")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (2019.0, "2019"),
        (1.5, "1.5"),
        (True, "TRUE"),
        (datetime(2020, 1, 2), "2020-01-02"),  # noqa: DTZ001 - workbooks know no zone
        (datetime(2020, 1, 2, 3, 4), "2020-01-02 03:04:00"),  # noqa: DTZ001 - as above
        (date(2020, 1, 2), "2020-01-02"),
        (timedelta(hours=1), "1:00:00"),
        ("", ""),
    ],
)
def test_a_cell_reads_as_it_was_typed(cell: int | float | str | bool, text: str) -> None:
    assert cell_text(cell) == text
