"""Reads the package's own CSV tables; a broken table stops the program at import, before any page is asked for."""

from __future__ import annotations

import csv
import io
from importlib.resources import files


def read_table(name: str, *, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows of `data/<name>.csv` as dictionaries of stripped text.

    Raises ValueError when the header is not exactly `columns` or a row has too few or too many cells.
    """
    text = read_text(f"{name}.csv")
    lines = csv.reader(io.StringIO(text))
    header = tuple(next(lines))
    if header != columns:
        raise ValueError(f"{name}.csv: the header is {header}, expected {columns}")
    rows = []
    for number, cells in enumerate(lines, start=2):
        if len(cells) != len(columns):
            raise ValueError(f"{name}.csv, line {number}: {len(cells)} cells, expected {len(columns)}")
        rows.append(dict(zip(columns, (cell.strip() for cell in cells), strict=True)))
    return rows


def read_text(name: str) -> str:
    """Return the text of `data/<name>`."""
    return files("palermo.reference").joinpath("data", name).read_text(encoding="utf-8")
