"""A table as it was given: where its header is, its first rows, and a way to go through all of them once."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.headings import heads_a_column, without_group
from palermo.evidence.harmonise.identity import looks_like_data
from palermo.evidence.harmonise.odd_rows import odd_row
from palermo.evidence.harmonise.text import name_key

HEADER_WITHIN = 20
LONGEST_LABEL = 60
ENOUGH_BELOW = 4
NUMBER = re.compile(r"[\d.,' %()+-]+")
SAMPLE_ROWS = 200
Row = list[str]


class Marked(list[str]):
    """A row with something to say of it: the rule that keeps it out or notes it, and the lines of the file it spans."""

    def __init__(self, cells: Iterable[str], rule: str = "", span: tuple[int, int] | None = None) -> None:
        super().__init__(cells)
        self.rule = rule
        self.span = span

    @property
    def lines(self) -> str:
        """The lines of the file, from 1, as the quarantine names them; empty where nobody counted."""
        if self.span is None:
            return ""
        first, last = self.span
        return str(first) if first == last else f"{first}-{last}"


@dataclass(frozen=True)
class Grid:
    """Rows of cells as a reader gives them. A row that cannot be read is empty and `Marked` with the rule.

    `as_it_lies` is set for a delimited file so regular that DuckDB can read it without any preparation. `others` are
    the sheets of the workbook that were not taken. `dated` reads the table once more with the numbers of some columns
    as the days they stand for; only a workbook, whose cells have a type, can do that.
    """

    path: Path
    kind: str
    rows: Callable[[], Iterable[Row]]
    as_it_lies: Regular | None = None
    others: tuple[str, ...] = ()
    dated: Callable[[frozenset[int]], Iterable[Row]] | None = None

    @property
    def place(self) -> str:
        """How messages name the table: the file, and the sheet of it that was taken."""
        return f"{self.path.name}, {self.kind}," if self.others else self.path.name

    @property
    def advice(self) -> str:
        """What else a message can advise: the other sheets of the workbook."""
        return f", or take another sheet by --sheet: {', '.join(self.others)}" if self.others else ""


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

    def data(self, dated: frozenset[int] = frozenset()) -> Iterator[Row]:
        """Go through the rows below the header, in order; numbers of the columns `dated` read as days, if they can."""
        grid = self.grid
        rows = grid.dated(dated) if dated and grid.dated is not None else grid.rows()
        return itertools.islice(iter(rows), self.above + 1, None)


def matches(row: Row, names: frozenset[str]) -> int:
    """Return how many known names, in their compared form, stand in a row, within groups of a form or without."""
    found = {name_key(cell) for cell in row}
    return len((found | {name_key(without_group(cell)) for cell in row}) & names)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _is_label(cell: str) -> bool:
    return len(cell) <= LONGEST_LABEL and not NUMBER.fullmatch(cell) and not looks_like_data(cell)


def two_lines(upper: Row, lower: Row) -> Row | None:
    """Return the names of a header of two lines, whose upper one names groups over several columns, or None.

    A group stands over its first column and reaches to the next cell that is filled above.

    >>> two_lines(["Case", "Victim", "", "Trafficker"], ["", "Sex", "Age", "Sex"])
    ['Case', 'Victim Sex', 'Victim Age', 'Trafficker Sex']
    """
    width = max(len(upper), len(lower))
    above = [cell.strip() for cell in upper] + [""] * (width - len(upper))
    below = [cell.strip() for cell in lower] + [""] * (width - len(lower))
    if _filled(above) < 2 or not any(under and not over for over, under in zip(above, below, strict=True)):
        return None
    names: Row = []
    group = ""
    grouped = False
    for over, under in zip(above, below, strict=True):
        group = (over if under else "") if over or not under else group
        grouped = grouped or (bool(group) and not over)
        names.append(" ".join(part for part in (group or over, under) if part))
    return names if grouped and all(_is_label(cell) for cell in (*above, *below) if cell) else None


def _header(first: Sequence[Row], names: frozenset[str], grid: Grid) -> tuple[int, Row]:
    """Return the last line of the header and its names: what knows most names, or the first line as full as any."""
    pairs = {
        place: pair for place in range(1, len(first)) if (pair := two_lines(first[place - 1], first[place]))
    }
    if names:
        best, known = -1, 0
        for place, row in [*enumerate(first), *pairs.items()]:
            if (number := matches(row, names)) > known:
                best, known, header = place, number, row
        if known:
            return best, header
        raise InputError(
            f"No row among the first {len(first)} of {grid.place} names a column of the schema. "
            f"Check --from, or let --suggest propose a mapping{grid.advice}."
        )
    full = [_filled(row) for row in first]
    place = next(place for place, number in enumerate(full) if number >= 0.6 * max(full))
    for last in (place + 1, place):
        if last in pairs and _names_columns(first[last], first[last + 1 :]):
            return last, pairs[last]
    return place, first[place]


def _names_columns(row: Row, below: Sequence[Row]) -> bool:
    """Whether a row of words names what stands below it, and is not the first of the records.

    A record must never be taken for names, for names are shown. So what stands in the row comes in no row below
    again, and most of its cells are words for columns, or have numbers under them, or a few words over and over.
    """
    proven = filled = 0
    for place, cell in enumerate(row):
        if not cell.strip():
            continue
        filled += 1
        under = [each[place].strip() for each in below if place < len(each) and each[place].strip()]
        if cell.strip() in under:
            return False
        numbers = sum(1 for each in under if NUMBER.fullmatch(each) or looks_like_data(each))
        alike = 2 * numbers >= len(under) or 2 * len(set(under)) <= len(under)
        proven += heads_a_column(cell) or (len(under) >= ENOUGH_BELOW and alike)
    return proven >= 2 and 2 * proven >= filled


def _whole(header: Row, sample: Sequence[Row]) -> tuple[str, ...]:
    """Return the header as wide as its rows: columns without a name on the right are in every row, or in none."""
    names = [cell.strip("\ufeff \t") for cell in header]
    widths = [len(row) for row in sample if _filled(row) and not odd_row(row)]
    if widths and min(widths) > len(names):
        names += [""] * (max(widths) - len(names))
    while names and not names[-1] and widths and len(names) > max(widths):
        names.pop()
    return tuple(names)


def find_header(grid: Grid, names: Iterable[str] = ()) -> Table:
    """Find the header and a sample of the rows below it.

    `names` are the column names of a schema; without them the first full row is taken, with the line of groups above
    it where there is one. Raises InputError when the file is empty, when nothing matches, or when the header looks
    like data: then it must not be shown anywhere.
    """
    known = frozenset(name_key(name) for name in names if name)
    rows = iter(grid.rows())
    first = list(itertools.islice(rows, HEADER_WITHIN))
    if not any(map(_filled, first)):
        raise InputError(f"{grid.path.name} holds no table: its first rows are empty.")
    place, header = _header(first, known, grid)
    if not known and any(looks_like_data(name.strip()) for name in header):
        raise InputError(
            f"The first row of {grid.place} looks like data, not like names of columns. Add a header row{grid.advice}."
        )
    below = itertools.chain(first[place + 1 :], itertools.islice(rows, SAMPLE_ROWS))
    sample = tuple(row for row in below if not isinstance(row, Marked) or row)
    return Table(grid, _whole(header, sample), place, sample)
