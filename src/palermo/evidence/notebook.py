"""What results show in a notebook: a table that may leave, and its picture; the exact one says INTERNAL in every row.

Data frames are pandas' or Polars', whichever the session has imported; neither is needed for anything else.
"""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from palermo.charts import Cell, Column, Picture, Table, ranges
from palermo.evidence.command import InputError

INTERNAL = "INTERNAL"
_LIBRARIES = ("pandas", "polars")
_MOST_ROWS = 200  # a notebook shows; `to_frame` has them all


@dataclass(frozen=True)
class Drawn(Picture):
    """A picture that a notebook shows, with its table below it."""

    def _repr_html_(self) -> str:
        """Return the picture and its table for a notebook."""
        return f"<figure>{self.svg}</figure>{_html([each.title for each in self.table.columns], self.table.rows)}"


@dataclass(frozen=True)
class Shown:
    """A table that may leave the office as it stands, or one that says INTERNAL in its title and every row.

    `columns` by name, all of one length. For `plot`, `words` tell each row and `band` names the columns of the value
    and of the least and the most it can be. What is said `before` the rows and in `notes`
    after them belongs to the table as its columns do.
    """

    title: str
    columns: Mapping[str, Sequence[Cell]]
    words: tuple[str, ...] = ()
    band: tuple[str, str, str] | None = None
    before: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return the title and the size, no number."""
        return f"<{self.title}: {len(self.rows)} rows>"

    @property
    def rows(self) -> list[tuple[Cell, ...]]:
        """The rows, in the order of the columns."""
        return list(zip(*self.columns.values(), strict=True))

    def marked(self) -> Shown:
        """Return the table marked as one that stays inside."""
        first = {"handling": [INTERNAL] * len(self.rows)}
        return replace(self, title=f"{INTERNAL}: {self.title}", columns={**first, **self.columns})

    def summary(self) -> str:
        """Return title, rows and notes as plain lines."""
        cells = [list(self.columns), *([_words(cell) for cell in row] for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in cells
        ]
        first = [f"  - {reason}" for reason in self.before]
        last = [f"note: {note}" for note in self.notes]
        return "\n".join([self.title, *first, *(f"  {line}" for line in lines), *last])

    def to_frame(self) -> Any:
        """Return a data frame of pandas or Polars. Raises InputError where the session has imported neither."""
        return frame(self.columns)

    def _repr_html_(self) -> str:
        """Return the table for a notebook; no more than 200 rows."""
        shown = self.rows[:_MOST_ROWS]
        notes = list(self.notes)
        if len(shown) < len(self.rows):
            notes.insert(0, f"the first {len(shown)} of {len(self.rows)} rows; to_frame() has all")
        head, foot = ("".join(f"<p>{escape(text)}</p>" for text in texts) for texts in (self.before, notes))
        return f"<p><strong>{escape(self.title)}</strong></p>{head}{_html(list(self.columns), shown)}{foot}"

    def plot(self, *, title: str = "") -> Drawn:
        """Draw the rows as bands from the least to the most. Raises InputError for a table without numbers."""
        if self.band is None or not self.rows:
            raise InputError(f"{self.title}: there is nothing to draw")
        numbers = (self.columns[name] for name in self.band)
        return drawn(
            list(zip(self.words, *numbers, strict=True)),
            title=f"{self.title}. {title}" if title else self.title,
        )


class Showing(ABC):
    """What a result shows: in lines, as a data frame, in a notebook and drawn, all of it from one table."""

    @abstractmethod
    def shown(self) -> Shown:
        """Return the table of the result, as it may leave."""

    def summary(self) -> str:
        """Return the table as plain lines."""
        return self.shown().summary()

    def to_frame(self) -> Any:
        """Return the table as a data frame of pandas or Polars.

        Raises InputError where the session has imported neither.
        """
        return self.shown().to_frame()

    def plot(self) -> Drawn:
        """Draw the table as bands from the least to the most. Raises InputError where it holds no number."""
        return self.shown().plot()

    def _repr_html_(self) -> str:
        return self.shown()._repr_html_()


def drawn(
    rows: Sequence[tuple[Cell, ...]], *, title: str, first: str = "Row", value: str = "People"
) -> Drawn:
    """Draw rows of words, value, least and most (None where there is none) as bands."""
    columns = (Column("name", first), Column("value", value), Column("low", "Least"), Column("high", "Most"))
    picture = ranges(
        Table(columns, tuple(rows)),
        label="name",
        value="value",
        band=("low", "high"),
        title=title,
        description="A band from the least to the most of each row, and a mark for its value.",
    )
    return Drawn(**{name: getattr(picture, name) for name in Picture.__dataclass_fields__})


def frame(columns: Mapping[str, Sequence[Any]]) -> Any:
    """Return a data frame of the library the session has imported: pandas, else Polars.

    Raises InputError where it has imported neither.
    """
    for name in _LIBRARIES:
        library = sys.modules.get(name)
        if library is not None:
            return library.DataFrame({title: list(cells) for title, cells in columns.items()})
    raise InputError("data frames are those of pandas or Polars: import one of them first")


def columns_of(data: Any) -> dict[str, list[str]]:
    """Return the columns of a data frame (pandas, Polars, or anything with `columns` and `to_list`) as cells of text.

    What is missing is an empty cell. Raises InputError for what is no data frame, or has a column twice.
    """
    names = [str(name) for name in getattr(data, "columns", ())]
    if not names:
        raise InputError(f"a data frame with columns is expected, not {type(data).__name__}")
    if len(set(names)) < len(names):
        raise InputError("two columns of the data frame have the same name; give each its own")
    try:
        series = [data[key].to_list() for key in data.columns]
    except (AttributeError, TypeError, KeyError):
        raise InputError(f"a data frame with columns is expected, not {type(data).__name__}") from None
    return {name: [_text(cell) for cell in cells] for name, cells in zip(names, series, strict=True)}


def _text(cell: Any) -> str:
    # What is missing is None, or differs from itself as NaN does, or does not say whether it does as pandas' NA.
    try:
        missing = cell is None or bool(cell != cell)
    except TypeError:
        missing = True
    if missing:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _words(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 1000 or cell.is_integer() else f"{cell:,.4g}"
    if isinstance(cell, int):
        return f"{cell:,}"
    return "" if cell is None else str(cell)


def _html(titles: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> str:
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_words(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
