"""How far the sheets of a workbook reach, found before they are read: one far cell makes a table of billions.

Readers of workbooks lay out every cell between the first and the last that is filled. A cell left behind in the last
row and column, as some programs do, would take all memory there is. So the sheets are streamed once, and one that
reaches further than a table can is refused by its name and its last cell.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as Tree
from xml.parsers import expat

from palermo.evidence.command import InputError

MOST_CELLS = 30_000_000  # about a million rows of 28 columns
SPARSE = 1_000_000  # from here on one cell in a hundred must be filled
LARGEST_UNPACKED = 1 << 32
BLOCK = 1 << 22
SMALL = 1 << 20
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# As the usual programs write them; a sheet in other words is looked at more slowly.
USUAL_ROW = re.compile(rb'<row r="(\d+)"')
USUAL_WIDE = re.compile(rb' r="([A-Z]{2,3})\d')
ANY_ROW = re.compile(rb"<(?:[\w.-]+:)?row\b([^>]*)>")
ANY_CELL = re.compile(rb"<(?:[\w.-]+:)?c\b[^>]*?\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
DIMENSION = re.compile(rb"<(?:[\w.-]+:)?dimension\b[^>]*?(?:/>|></(?:[\w.-]+:)?dimension>)")
NUMBERED = re.compile(rb"\br\s*=\s*[\"'](\d{1,7})[\"']")


@dataclass
class Extent:
    """The last row and column of a sheet, from 1, and how many cells are filled at most."""

    rows: int = 0
    columns: int = 0
    filled: int = 0

    @property
    def last(self) -> str:
        """The last cell as a spreadsheet names it."""
        return f"{letters(self.columns)}{self.rows}"

    @property
    def too_far(self) -> bool:
        """Whether the sheet is larger than can be read, or hardly filled at all."""
        cells = self.rows * self.columns
        return cells > MOST_CELLS or (cells > SPARSE and self.filled * 100 < cells)


def letters(column: int) -> str:
    """Return the letters of a column.

    >>> letters(1), letters(16384)
    ('A', 'XFD')
    """
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _number(column: bytes) -> int:
    found = 0
    for letter in column:
        found = found * 26 + letter - ord("A") + 1
    return found


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what a part holds in blocks that end before a tag begins."""
    rest = b""
    while block := file.read(BLOCK):
        whole, tag, rest = (rest + block).rpartition(b"<")
        rest = tag + rest
        yield whole
    yield rest


def of_xml(file: IO[bytes], size: int) -> Extent:
    """Return the extent of a sheet of an XLSX file."""
    found = Extent()
    for block in _blocks(file):
        usual = USUAL_ROW.findall(block)
        if size > SMALL and len(usual) == block.count(b"<row") and b":row" not in block:
            found.rows = max(found.rows, *map(int, usual), 0)
            wide = USUAL_WIDE.findall(block)
            found.columns = max(found.columns, *map(_number, set(wide)), 26 if usual else 0)
            found.filled += len(wide) + 26 * len(usual)
            continue
        for attributes in ANY_ROW.findall(block):
            number = NUMBERED.search(attributes)
            found.rows = max(found.rows, int(number[1])) if number else found.rows + 1
        cells = ANY_CELL.findall(block)
        found.columns = max(
            found.columns, *(_number(column) for column in {column for column, _ in cells}), 0
        )
        found.rows = max(found.rows, *(int(row) for _, row in cells), 0)
        found.filled += len(cells)
    return found


def of_binary(file: IO[bytes]) -> Extent:
    """Return the extent of a sheet of an XLSB file: records of rows (0) and cells (1 to 11)."""
    content = file.read()
    found = Extent()
    place, end = 0, len(content)
    while place + 2 <= end:
        kind = content[place]
        place += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (content[place] << 7)
            place += 1
        length = shift = 0
        while place < end:
            byte = content[place]
            place += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        number = int.from_bytes(content[place : place + 4], "little")
        if kind == 0:
            found.rows = max(found.rows, number + 1)
        elif kind <= 11:
            found.columns = max(found.columns, number + 1)
            found.filled += 1
        place += length
    return found


def of_open_document(file: IO[bytes]) -> dict[str, Extent]:
    """Return the extent of each sheet of an ODS file, whose rows and cells may stand for many."""
    sheets: dict[str, Extent] = {}
    sheet = Extent()
    row = column = row_times = cell_times = 0
    last_filled = 0
    in_cell = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal sheet, row, column, row_times, cell_times, last_filled, in_cell
        name = tag.rpartition(":")[2]
        said = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "table":
            sheet, row = sheets.setdefault(said.get("name", ""), Extent()), 0
        elif name == "table-row":
            row_times, column, last_filled = _times(said, "number-rows-repeated"), 0, 0
        elif name in {"table-cell", "covered-table-cell"}:
            cell_times = _times(said, "number-columns-repeated")
            in_cell = "value-type" in said or "formula" in said
            column += cell_times
        elif name == "p" and column:
            in_cell = True

    def stop(tag: str) -> None:
        nonlocal row, last_filled, in_cell
        name = tag.rpartition(":")[2]
        if name in {"table-cell", "covered-table-cell"} and in_cell:
            last_filled, in_cell = column, False
            sheet.filled += cell_times * row_times
        elif name == "table-row":
            row += row_times
            if last_filled:
                sheet.rows = row
                sheet.columns = max(sheet.columns, last_filled)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = stop
    parser.ParseFile(file)
    return sheets


def _times(said: dict[str, str], name: str) -> int:
    text = said.get(name, "1")
    return min(int(text), 1 << 24) if text.isdecimal() else 1


def _parts(book: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet of an XLSX or XLSB file."""
    for ending in ("xml", "bin"):
        if f"xl/workbook.{ending}" in book.namelist():
            break
    else:
        return {}
    if ending == "bin":  # its list of sheets is binary too; parts stand for themselves
        return {part: part for part in book.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.bin", part)}
    targets = {
        each.get("Id", ""): each.get("Target", "")
        for each in Tree.fromstring(book.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - expat refuses what grows
    }
    sheets = {}
    for each in Tree.fromstring(book.read("xl/workbook.xml")).iter():  # noqa: S314 - as above
        target = targets.get(each.get(RELATION, ""))
        if each.tag.rpartition("}")[2] == "sheet" and target:
            sheets[each.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return sheets


def extents(path: Path) -> dict[str, Extent]:
    """Return how far each sheet of a zipped workbook reaches; what cannot be told so is left to the reader.

    Raises InputError when the file unpacks to more than 4 GiB.
    """
    if not zipfile.is_zipfile(path):
        return {}
    try:
        with zipfile.ZipFile(path) as book:
            sizes = {each.filename: each.file_size for each in book.infolist()}
            if sum(sizes.values()) > LARGEST_UNPACKED:
                raise InputError(f"{path.name} unpacks to more than 4 GiB; save the table as CSV.")
            if "content.xml" in sizes:
                with book.open("content.xml") as file:
                    return of_open_document(file)
            found = {}
            for name, part in _parts(book).items():
                if part in sizes:
                    with book.open(part) as file:
                        found[name] = of_binary(file) if part.endswith(".bin") else of_xml(file, sizes[part])
            return found
    except (
        zipfile.BadZipFile,
        Tree.ParseError,
        expat.ExpatError,
        OSError,
        KeyError,
        EOFError,
        ValueError,
    ) as error:
        if isinstance(error, InputError):
            raise
        return {}
    except (
        NotImplementedError,
        RuntimeError,
        IndexError,
    ):  # a way of packing, or a lock, that zipfile does not know
        return {}


def counts_from_1904(path: Path) -> bool:
    """Whether an XLSX file counts its days from 1904, as early Macintosh programs did."""
    try:
        with zipfile.ZipFile(path) as book, book.open("xl/workbook.xml") as file:
            head = file.read(SMALL)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError):
        return False
    return re.search(rb"\bdate1904\s*=\s*[\"'](1|true)[\"']", head) is not None


def without_dimensions(path: Path) -> BytesIO | None:
    """Return an XLSX file whose sheets do not state their extent, which need not be right; None when it is none."""
    if not zipfile.is_zipfile(path):
        return None
    out = BytesIO()
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy:
        found = False
        for part in book.infolist():
            content = book.read(part)
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename):
                content, times = DIMENSION.subn(b"", content, count=1)
                found = found or bool(times)
            copy.writestr(part.filename, content)
    out.seek(0)
    return out if found else None


def refuse_far_cells(path: Path, sheet: str) -> None:
    """Raise InputError when the sheet that is asked for, or any where none is, reaches too far to be read."""
    for name, extent in extents(path).items():
        if extent.too_far and (sheet in {"", name} or name.endswith(".bin")):
            raise InputError(
                f"{path.name}, sheet {name!r}: cells reach to {extent.last}, too far for a table. "
                "Delete the rows and columns beyond the table and save it, or save the table as CSV."
            )
