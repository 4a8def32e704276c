"""A picture is never without its table: the two travel together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Cell = date | int | float | str | None


@dataclass(frozen=True)
class Column:
    """A column: `key` for code, `title` for readers, in their language."""

    key: str
    title: str


@dataclass(frozen=True)
class Table:
    """Rows of cells under columns. Raises ValueError when a row does not fit the columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells under {len(self.columns)} columns: {row!r}")

    def days(self, key: str) -> list[date]:
        """Return a column of days. Raises TypeError when a cell is no day."""
        found = []
        for cell in self.cells(key):
            if not isinstance(cell, date):
                raise TypeError(f"column {key}: {cell!r} is not a day")
            found.append(cell)
        return found

    def numbers(self, key: str) -> list[int]:
        """Return a column of whole numbers. Raises TypeError when a cell is none."""
        found = []
        for cell in self.cells(key):
            if not isinstance(cell, int):
                raise TypeError(f"column {key}: {cell!r} is not a whole number")
            found.append(cell)
        return found

    def words(self, key: str) -> list[str]:
        """Return a column of words. Raises TypeError when a cell is none."""
        found = []
        for cell in self.cells(key):
            if not isinstance(cell, str):
                raise TypeError(f"column {key}: {cell!r} is not a text")
            found.append(cell)
        return found

    def cells(self, key: str) -> list[Cell]:
        """Return a column as it is. Raises KeyError when there is none of that name."""
        keys = [column.key for column in self.columns]
        if key not in keys:
            raise KeyError(f"no column {key!r}; there are {', '.join(keys)}")
        position = keys.index(key)
        return [row[position] for row in self.rows]


@dataclass(frozen=True)
class Picture:
    """An SVG document and the table it was drawn from, with a title and a full description in words.

    `width` and `height` are those of the drawing, in CSS pixels.
    """

    svg: str
    table: Table
    title: str
    description: str
    width: int = 0
    height: int = 0
