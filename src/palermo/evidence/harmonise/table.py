"""A table as it was given: where its header is, its first rows, and a way to go through all of them once."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.identity import looks_like_data
from palermo.evidence.harmonise.text import name_key

HEADER_WITHIN = 20
SAMPLE_ROWS = 200
Row = list[str]


@dataclass(frozen=True)
class Grid:
    """Rows of cells as a reader gives them. A row that cannot be read is None.

    `as_it_lies` is set for a delimited file so regular that DuckDB can read it without any preparation.
    """

    path: Path
    kind: str
    rows: Callable[[], Iterable[Row | None]]
    as_it_lies: Regular | None = None


@dataclass(frozen=True)
class Regular:
    """A delimited file in UTF-8 without quotes whose every line has as many cells as the first."""

    path: Path
    delimiter: str
    newline: str


@dataclass(frozen=True)
class Table:
    """A table with its header found: names of columns, how many rows lie above, and a sample of the rows below."""

    grid: Grid
    header: tuple[str, ...]
    above: int
    sample: tuple[Row, ...] = field(repr=False, default=())

    def data(self) -> Iterator[Row | None]:
        """Go through the rows below the header, in order."""
        return itertools.islice(iter(self.grid.rows()), self.above + 1, None)


def matches(row: Row | None, names: frozenset[str]) -> int:
    """Return how many known names, in their compared form, stand in a row."""
    return len({name_key(cell) for cell in row or []} & names)


def _header_place(first: Sequence[Row | None], names: frozenset[str], path: Path) -> int:
    """Return which row names the columns: the best match of known names, or the first that is as full as any."""
    if names:
        best = max(range(len(first)), key=lambda place: (matches(first[place], names), -place))
        if matches(first[best], names):
            return best
        raise InputError(
            f"No row among the first {len(first)} of {path.name} names a column of the schema. "
            "Check --from, or let --suggest propose a mapping."
        )
    full = [sum(1 for cell in row or [] if cell.strip()) for row in first]
    return next(place for place, number in enumerate(full) if number >= 0.6 * max(full))


def find_header(grid: Grid, names: Iterable[str] = ()) -> Table:
    """Find the header and a sample of the rows below it.

    `names` are the column names of a schema; without them the first full row is taken. Raises InputError when the
    file is empty, when nothing matches, or when the header looks like data: then it must not be shown anywhere.
    """
    known = frozenset(name_key(name) for name in names if name)
    rows = iter(grid.rows())
    first = list(itertools.islice(rows, HEADER_WITHIN))
    if not any(cell.strip() for row in first for cell in row or []):
        raise InputError(f"{grid.path.name} holds no table: its first rows are empty.")
    place = _header_place(first, known, grid.path)
    header = tuple(cell.strip("\ufeff \t") for cell in first[place] or [])
    if not known and any(looks_like_data(name) for name in header):
        raise InputError(
            f"The first row of {grid.path.name} looks like data, not like names of columns. Add a header row."
        )
    below = itertools.chain(first[place + 1 :], itertools.islice(rows, SAMPLE_ROWS))
    return Table(grid, header, place, tuple(row for row in below if row is not None))
