"""Workbooks that reach too far, state a wrong extent, or are locked: one line each, little memory, never a crash."""

from __future__ import annotations

import resource
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.harmonise.kit import done
from tests.evidence.harmonise.test_workbooks import ROWS, ods, xlsx

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.extent import extents, letters
from palermo.evidence.harmonise.sheets import open_table

SHEET = "xl/worksheets/sheet1.xml"
TWO_GIB = 2 << 30


def changed(path: Path, part: str, old: str, new: str) -> Path:
    """Write the workbook again with a text of one part replaced."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return path


def with_far_cell(
    path: Path, place: str, row: str, sheets: dict[str, list[list[object]]] | None = None
) -> Path:
    xlsx(path, sheets or {"Cases": [list(each) for each in ROWS]})
    return changed(
        path, SHEET, "</sheetData>", f'<row r="{row}"><c r="{place}{row}"><v>1</v></c></row></sheetData>'
    )


@pytest.mark.parametrize(
    ("place", "row", "last"),
    [
        ("XFD", "1048576", "XFD1048576"),
        ("ALL", "200000", "ALL200000"),
        ("A", "1048576", "C1048576"),
        ("XFD", "200", "XFD200"),
    ],
)
def test_one_far_cell_is_refused_in_one_line_within_little_memory(
    tmp_path: Path, place: str, row: str, last: str
) -> None:
    path = with_far_cell(tmp_path / "far.xlsx", place, row)
    program = (
        "import resource\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({TWO_GIB}, {TWO_GIB}))\n"
        "from palermo.evidence.harmonise.__main__ import app, run\n"
        "run(app, name='harmonise')"
    )
    command = [sys.executable, "-P", "-c", program, str(path), "--from", "htcds-2.0"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert found.stderr == (
        f"palermo: far.xlsx, sheet 'Cases': cells reach to {last}, too far for a table. Delete the rows and "
        "columns beyond the table and save it, or save the table as CSV.\n"
    )
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < TWO_GIB // 1024


def test_a_far_cell_in_other_words_of_xml_is_found_too(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "far.xlsx", {"Cases": [list(row) for row in ROWS]})
    for old, new in (
        ("</sheetData>", "<row\n r='9'><c s='1' t=\"n\" r='XFD1048576'><v>1</v></c></row></sheetData>"),
        ("<worksheet", '<worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'),
    ):
        changed(path, SHEET, old, new)
    with pytest.raises(InputError, match="XFD1048576"):
        open_table(path)


def test_another_sheet_of_a_workbook_with_a_far_cell_is_read_by_its_name(tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    path = with_far_cell(tmp_path / "far.xlsx", "XFD", "1048576", {"Cases": rows, "More": rows})
    with pytest.raises(InputError, match="sheet 'Cases'"):
        open_table(path)
    assert open_table(path, sheet="More").kind == "sheet 'More'"


def test_a_large_sheet_is_looked_at_in_the_usual_words_and_in_any_others(tmp_path: Path) -> None:
    rows = [["a", "b", "c"], *([["x", 1, "some words to fill the sheet"]] * 12_000)]
    path = xlsx(tmp_path / "large.xlsx", {"Cases": rows})
    usual = extents(path)["Cases"]
    assert (usual.rows, usual.too_far) == (12_001, False)
    changed(path, SHEET, '<row r="7">', "<row  r='7'>")
    other = extents(path)["Cases"]
    assert (other.rows, other.columns, other.filled) == (12_001, 3, 36_003)
    for words in (
        '<row r="1048576"><c r="XFD1048576"/></row></sheetData>',
        "<x:row r='2'><x:c r='XFD9'/></x:row></sheetData>",
    ):
        changed(path, SHEET, "</sheetData>", words)
        assert extents(path)["Cases"].too_far


def test_an_open_document_whose_cells_stand_for_many_is_refused_and_its_empty_ends_are_not(
    tmp_path: Path,
) -> None:
    path = ods(tmp_path / "t.ods", [["sex", "year"], ["f", 2019]])
    end = "</table:table>"
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    blank = row.format(1_048_574, '<table:table-cell table:number-columns-repeated="16384"/>')
    assert not extents(changed(path, "content.xml", end, blank + end))["Sheet1"].too_far
    cell = (
        '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="1000">'
    )
    far = row.format(90_000, f"{cell}<text:p>1</text:p></table:table-cell>")
    changed(path, "content.xml", end, far + end)
    with pytest.raises(InputError, match="reach to ALL1138576"):
        open_table(path)


def test_a_binary_workbook_with_a_far_cell_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsb"
    row = b"\x00\x04" + struct.pack("<I", 1_048_575)
    cell = b"\x02\x0c" + struct.pack("<IIi", 16_383, 0, 4)
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/workbook.bin", b"")
        book.writestr("xl/worksheets/sheet1.bin", row + cell)
    with pytest.raises(InputError, match="XFD1048576"):
        open_table(path)


def test_a_workbook_that_states_an_extent_that_is_none_is_read_as_spreadsheets_do(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "t.xlsx", {"Cases": [list(row) for row in ROWS]})
    changed(path, SHEET, "<sheetData>", '<dimension ref="A0:D7"/><sheetData>')
    assert len(done(path, "htcds-2.0", tmp_path).records) == 2


@given(
    content=st.binary(max_size=200),
    part=st.sampled_from([SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]),
)
def test_a_workbook_with_a_part_of_any_bytes_is_read_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, part: str
) -> None:
    path = xlsx(tmp_path_factory.mktemp("t") / "t.xlsx", {"Cases": [list(row) for row in ROWS]})
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()} | {part: content}
    with zipfile.ZipFile(path, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text)
    try:
        list(open_table(path).rows())
    except InputError as error:
        assert "\n" not in str(error)


@given(number=st.integers(1, 16_384))
def test_letters_of_a_column_lead_back_to_its_number(number: int) -> None:
    found = 0
    for letter in letters(number):
        found = found * 26 + ord(letter) - 64
    assert found == number
