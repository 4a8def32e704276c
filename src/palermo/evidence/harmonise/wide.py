"""Published counts in wide form: several columns of one row hold numbers, and their names say of what.

Each number becomes a row of its own before anything is judged; the row and the column it came from are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.mapping import Column, Treatment
from palermo.evidence.harmonise.odd_rows import odd_row
from palermo.evidence.harmonise.table import Grid, Marked, Row, Table

TREATMENTS = {"country": Treatment.COUNTRY, "category": Treatment.CATEGORY, "year": Treatment.NUMBER}


@dataclass(frozen=True)
class Long:
    """A table with one number a row, its columns by position, and the positions the numbers had in the source."""

    table: Table
    columns: dict[int, Column]
    places: tuple[int, ...]

    def source(self, row: int) -> tuple[int, int]:
        """Return the row of the source, from 1, and the position of the column, of a row from 1."""
        times = len(self.places)
        return (row - 1) // times + 1, self.places[(row - 1) % times]


def is_wide(columns: dict[int, Column]) -> bool:
    """Whether the numbers of a table of counts need rows of their own."""
    counts = [column for column in columns.values() if column.treatment is Treatment.COUNT]
    return len(counts) > 1 or any(column.at for column in counts)


def long_form(table: Table, columns: dict[int, Column]) -> Long:
    """Return the table with one number a row.

    Raises InputError where a column of counts does not say, in `at`, what the other ones do.
    """
    counts = {place: column for place, column in columns.items() if column.treatment is Treatment.COUNT}
    others = {place: column for place, column in columns.items() if place not in counts}
    told = sorted({name for column in counts.values() for name in column.at})
    for column in counts.values():
        if set(column.at) != set(told) or not told:
            needed = ", ".join(told) or "year, sex or another field"
            raise InputError(
                f"The column {column.name!r} holds counts beside others; say of what in at = {{ … }}: {needed}."
            )
    one = next(iter(counts.values()))
    fields = [_told(name, counts.values()) for name in told]
    header = (*(table.header[place] for place in others), *told, one.name)
    placed = dict(enumerate((*others.values(), *fields, replace(one, at={}))))
    width = len(table.header)

    def rows() -> Iterator[Row]:
        yield list(header)
        for row in table.data():
            rule = _rule(row, width)
            span = row.span if isinstance(row, Marked) else None
            for place, column in counts.items():
                if rule:
                    yield Marked((), rule, span)
                    continue
                cells = [*(row[each] for each in others), *(column.at[name] for name in told), row[place]]
                yield Marked(cells, "", span) if span else cells

    grid = Grid(table.grid.path, table.grid.kind, rows, others=table.grid.others)
    return Long(Table(grid, header, 0), placed, tuple(counts))


def _told(name: str, counts: Collection[Column]) -> Column:
    codes = {column.at[name]: column.at[name] for column in counts} if name == "category" else {}
    return Column(name, TREATMENTS.get(name, Treatment.CODE), field=name, codes=codes)


def _rule(row: Row, width: int) -> str:
    """Return the rule that keeps a row of the source out before its numbers are taken apart."""
    if isinstance(row, Marked) and row.rule:
        return row.rule
    if not any(cell.strip() for cell in row):
        return "blank_row"
    return odd_row(row, totals=False) or ("ragged_row" if len(row) != width else "")
