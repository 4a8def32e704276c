"""Workbooks (XLSX, XLS, ODS) and Parquet files as rows of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import duckdb
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, WorksheetNotFound

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.days import COUNTED, EPOCHS
from palermo.evidence.harmonise.delimited import open_delimited
from palermo.evidence.harmonise.extent import counts_from_1904, refuse_far_cells, without_dimensions
from palermo.evidence.harmonise.identity import looks_like_data
from palermo.evidence.harmonise.table import HEADER_WITHIN, LONGEST_LABEL, SAMPLE_ROWS, Grid, Row, matches
from palermo.evidence.harmonise.text import name_key, plain

COUNTED_DAYS = (
    20_000,
    80_000,
)  # 1954 to 2119; smaller numbers are years, larger ones days written without signs
MOST_LIKE_A_LIST = 2
BROKEN = {"ZipError": "its archive is damaged", "XmlError": "a part of it is damaged"}
# Names of sheets that stand beside the table.
BESIDE = re.compile(
    "note|read ?me|about|codebook|dictionar|legend|instruction|cover|metadata|contents|definition|list of|picklist"
    "|lookup|lisez|dictionnaire|leyenda|instruccion|portada|hinweis|deckblatt|istruzioni|nota"
)
WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
Cell = int | float | str | bool | time | date | datetime | timedelta


def cell_text(cell: Cell) -> str:
    """Return a workbook's cell as a person typed it: whole numbers without decimals, midnight without a time."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    return str(cell)


def _texts(
    sheet: CalamineSheet, dated: frozenset[int] = frozenset(), *, from_1904: bool = False
) -> Iterator[Row]:
    """Yield the rows of a sheet as texts; numbers of the columns `dated` that can be days become days."""
    epoch = EPOCHS["1904" if from_1904 else "1900"]
    for row in sheet.iter_rows():
        cells = [cell_text(cell) for cell in row]
        for place in dated:
            number = row[place] if place < len(row) else ""
            if (
                isinstance(number, int | float)
                and not isinstance(number, bool)
                and COUNTED_DAYS[0] <= number < COUNTED_DAYS[1]
            ):
                cells[place] = COUNTED + (epoch + timedelta(days=int(number))).isoformat()
        yield cells


def _likeness(rows: Sequence[Row]) -> int:
    """Return how much a sheet's first rows look like a table: cells of full rows below names that are no prose."""
    full = [sum(1 for cell in row if cell.strip()) for row in rows]
    most = max(full, default=0)
    if most < MOST_LIKE_A_LIST:
        return sum(full) // 10
    place = next(place for place, number in enumerate(full) if number >= 0.6 * most)
    names = [cell.strip() for cell in rows[place] if cell.strip()]
    short = all(len(name) <= LONGEST_LABEL and not looks_like_data(name) for name in names)
    below = [number for number in full[place + 1 :] if number >= 0.5 * most]
    prose = sum(len(cell) > LONGEST_LABEL for row in rows[place + 1 :] for cell in row)
    cells = max(sum(below) - 2 * prose, 0) * most
    return cells * (4 if short and len(set(names)) == len(names) else 1)


def _sheets(book: CalamineWorkbook, sheet: str) -> dict[str, CalamineSheet]:
    return {name: book.get_sheet_by_name(name) for name in ([sheet] if sheet else book.sheet_names)}


def _opened(path: Path, sheet: str) -> tuple[list[str], dict[str, CalamineSheet]]:
    """Return the names of the sheets, and those that are asked for; a stated extent that is none is passed over."""
    book = CalamineWorkbook.from_path(path)
    try:
        return book.sheet_names, _sheets(book, sheet)
    except WorksheetNotFound:
        raise InputError(
            f"{path.name} has no sheet {sheet!r}; it has {', '.join(book.sheet_names)}."
        ) from None
    except (CalamineError, ValueError):
        repaired = without_dimensions(path)
        if repaired is None:
            raise
        book = CalamineWorkbook.from_filelike(repaired)
        return book.sheet_names, _sheets(book, sheet)


def open_workbook(path: Path, names: Iterable[str] = (), sheet: str = "") -> Grid:
    """Open one sheet of a workbook: the one named, else the one with most names of the schema, else the one most like
    a table.

    Raises InputError when the file is no workbook, has no such sheet, or reaches too far.
    """
    refuse_far_cells(path, sheet)
    try:
        every, chosen = _opened(path, sheet)
    except InputError:
        raise
    except PasswordError:
        raise InputError(
            f"{path.name} is protected by a password. Save it without one and try again."
        ) from None
    except (CalamineError, OSError, ValueError) as error:
        what = BROKEN.get(type(error).__name__, "it is damaged or of another kind")
        raise InputError(
            f"{path.name} cannot be read as a workbook: {what}. Open it in a spreadsheet program and save it again."
        ) from None
    known = frozenset(name_key(name) for name in names if name)

    def fit(name: str) -> tuple[int, int, int]:
        first = list(islice(_texts(chosen[name]), SAMPLE_ROWS))
        best_row = max((matches(row, known) for row in first[:HEADER_WITHIN]), default=0)
        beside = BESIDE.search(plain(name)) is not None
        return best_row, _likeness(first) // (10 if beside else 1), chosen[name].total_height

    if not chosen:
        raise InputError(f"{path.name} has no sheet with cells.")
    best = max(chosen, key=fit) if len(chosen) > 1 else next(iter(chosen))
    taken = chosen[best]
    from_1904 = counts_from_1904(path)
    return Grid(
        path,
        f"sheet {best!r}",
        rows=lambda: _texts(taken),
        others=tuple(name for name in every if name != best),
        dated=lambda places: _texts(taken, places, from_1904=from_1904),
    )


def _parquet_rows(path: Path) -> Iterator[Row]:
    number = 0
    with duckdb.connect() as connection:
        try:
            found = connection.execute("SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?)", [str(path)])
            yield [column[0] for column in found.description]
            while rows := found.fetchmany(10_000):
                for row in rows:
                    yield ["" if cell is None else cell for cell in row]
                number += len(rows)
        except duckdb.InterruptException:
            raise KeyboardInterrupt from None
        except duckdb.Error:
            raise InputError(
                f"{path.name} is damaged: no row can be read after row {number}. Take the Parquet file anew."
            ) from None


def open_parquet(path: Path) -> Grid:
    """Open a Parquet file; every cell is read as text. Raises InputError when it is none."""
    try:
        with duckdb.connect() as connection:
            connection.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(path)])
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.Error:
        raise InputError(f"{path.name} cannot be read as a Parquet file.") from None
    return Grid(path, "Parquet", rows=lambda: _parquet_rows(path))


def open_table(path: Path, *, names: Iterable[str] = (), sheet: str = "", encoding: str = "") -> Grid:
    """Open any table by its ending and its first bytes. Raises InputError when it is missing or unreadable."""
    if not path.is_file():
        raise InputError(f"There is no file {path}.")
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).") from None
    if start == b"PAR1":
        return open_parquet(path)
    if path.suffix.lower() in WORKBOOKS or start == b"PK\x03\x04":
        return open_workbook(path, names, sheet)
    return open_delimited(path, names, encoding)
