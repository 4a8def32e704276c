"""Workbooks (XLSX, XLS, ODS) and Parquet files as rows of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb
from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.delimited import open_delimited
from palermo.evidence.harmonise.table import Grid, Row
from palermo.evidence.harmonise.text import name_key

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


def _widths(sheet: Iterable[list[Cell]]) -> list[Row]:
    return [[cell_text(cell) for cell in row] for row in sheet]


def open_workbook(path: Path, names: Iterable[str] = (), sheet: str = "") -> Grid:
    """Open one sheet of a workbook: the one named, else the one with most names of the schema, else the fullest.

    Raises InputError when the file is no workbook or has no such sheet.
    """
    try:
        book = CalamineWorkbook.from_path(path)
        if sheet:
            chosen = {sheet: _widths(book.get_sheet_by_name(sheet).to_python())}
        else:
            chosen = {name: _widths(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names}
    except WorksheetNotFound:
        raise InputError(
            f"{path.name} has no sheet {sheet!r}; it has {', '.join(book.sheet_names)}."
        ) from None
    except (CalamineError, OSError, ValueError) as error:
        raise InputError(f"{path.name} cannot be read as a workbook ({type(error).__name__}).") from None
    known = {name_key(name) for name in names if name}

    def fit(name: str) -> tuple[int, int]:
        rows = chosen[name]
        return len(known & {name_key(cell) for row in rows[:20] for cell in row}), sum(
            map(bool, map(any, rows))
        )

    if not chosen:
        raise InputError(f"{path.name} has no sheet with cells.")
    best = max(chosen, key=fit)
    return Grid(path, f"sheet {best!r}", rows=lambda: iter(chosen[best]))


def _parquet_rows(path: Path) -> Iterator[Row]:
    with duckdb.connect() as connection:
        found = connection.execute("SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?)", [str(path)])
        yield [column[0] for column in found.description]
        while rows := found.fetchmany(10_000):
            for row in rows:
                yield ["" if cell is None else cell for cell in row]


def open_parquet(path: Path) -> Grid:
    """Open a Parquet file; every cell is read as text. Raises InputError when it is none."""
    try:
        with duckdb.connect() as connection:
            connection.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(path)])
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
