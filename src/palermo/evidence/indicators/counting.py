"""Tables of one output counted by DuckDB, as cells with everything that ties them; and how a table is made coarser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import duckdb

from palermo.evidence.indicators.catalogue import Draw, Indicator
from palermo.evidence.indicators.groupings import (
    INFORMATION,
    KNOWN,
    NO_INFORMATION,
    WIDER,
    Grouping,
    grouping_named,
    informed,
)
from palermo.evidence.indicators.implied import implied
from palermo.evidence.indicators.links import links
from palermo.evidence.release.tables import (
    EVERYBODY,
    Cells,
    Frequency,
    Key,
    NotCheckable,
    Relation,
    cells_of,
)

COUNTRIES = frozenset({"citizenship", "country"})


@dataclass(frozen=True)
class Wanted:
    """A table of the output: an indicator by its groupings, whole and by `cut`."""

    indicator: Indicator
    groupings: tuple[Grouping, ...]
    cut: tuple[Grouping, ...]

    @property
    def all(self) -> tuple[Grouping, ...]:
        """Every grouping of the table."""
        return (*self.groupings, *self.cut)

    @property
    def names(self) -> frozenset[str]:
        """The dimensions of the table's cells."""
        names = {each.name for each in self.all}
        over = {f"{each.name}{INFORMATION}" for each in self.groupings if each.overlapping}
        return frozenset(names | over)

    @property
    def shown(self) -> Indicator:
        """The indicator as it is shown: by wider groupings where its own were too many and too small."""
        if self.groupings == self.indicator.groupings:
            return self.indicator
        words = " and ".join(
            each.title.lower() for each in self.groupings if each not in self.indicator.groupings
        )
        caveat = f"Given by {words}: too many of the finer numbers are small."
        return replace(
            self.indicator,
            groupings=self.groupings,
            caveats=(*self.indicator.caveats, caveat),
            draw=Draw.BARS if len(self.groupings) == 1 else Draw.TABLE,
        )


def coarser(wanted: Wanted) -> Iterator[Wanted]:
    """Yield a table made coarser step by step: countries by region, then years and ages, then the cut; then uncut.

    What comes after the last is the number of everybody alone.
    """
    seen = {wanted}
    for cut in (wanted.cut, ()):
        for groupings, cutting in (
            (wanted.groupings, cut),
            (_wider(wanted.groupings, COUNTRIES), cut),
            (_wider(wanted.groupings, WIDER), cut),
            (_wider(wanted.groupings, WIDER), _wider(cut, WIDER)),
        ):
            each = replace(wanted, groupings=groupings, cut=cutting)
            if each not in seen:
                seen.add(each)
                yield each


def _wider(
    groupings: Sequence[Grouping], names: Sequence[str] | frozenset[str] | dict[str, Grouping]
) -> tuple[Grouping, ...]:
    return tuple(
        WIDER[each.name] if each.name in names and each.name in WIDER else each for each in groupings
    )


@dataclass
class Counted:
    """Counts of records, each table once. `cases` has every column of the persons shape (`harmonise.model.present`)."""

    cases: duckdb.DuckDBPyRelation
    _tables: dict[tuple[Grouping, ...], Frequency] = field(default_factory=dict)

    def records(self) -> int:
        """Return how many records there are."""
        return int(self.cases.aggregate("count(*)").fetchall()[0][0])

    def lot(self) -> str:
        """Return the secret that decides between cells to hide: the same for the same records in the same order."""
        columns = ", ".join(f'"{name}"' for name in self.cases.columns)
        return str(self.cases.aggregate(f"bit_xor(hash({columns}))").fetchall()[0][0])

    def table(self, groupings: tuple[Grouping, ...]) -> Frequency:
        """Return the number of records in each combination of groups."""
        if groupings not in self._tables:
            self._tables[groupings] = self._count(groupings)
        return self._tables[groupings]

    def cells(self, wanted: Sequence[Wanted]) -> Cells:
        """Return the cells of all tables together, and every relation a reader can use between them.

        Raises NotCheckable where tables are linked in a cycle that is too large to be checked.
        """
        tables: dict[tuple[Grouping, ...], Frequency] = {}
        for each in wanted:
            over = [informed(one) for one in each.groupings if one.overlapping]
            for groupings in (each.all, *((one, *each.cut) for one in over), each.cut):
                if groupings:
                    tables[groupings] = self.table(groupings)
        cells = self._tied(list(tables.values()))
        cells = _with_denominators(cells, [each for each in wanted if each.indicator.denominator])
        return replace(cells, relations=tuple(dict.fromkeys([*cells.relations, *links(cells.counts)])))

    def _tied(self, tables: Sequence[Frequency]) -> Cells:
        totals = {EVERYBODY: self.records()}
        known = implied([frozenset(table.dimensions) for table in tables], self._categories)

        def joint(names: tuple[str, ...]) -> Frequency:
            return self.table(tuple(grouping_named(name) for name in names))

        try:
            return cells_of(tables, totals=totals, joint=joint, implied=known)
        except NotCheckable as error:
            cells_of(tables, totals=totals, joint=joint)  # refuses what the tables alone are too large for
            if not any("border" in table.dimensions for table in tables):
                raise
            raise NotCheckable(str(error), [frozenset({("border", NO_INFORMATION)})]) from error

    def _categories(self, name: str) -> list[str]:
        return [key[0] for key in self.table((grouping_named(name),)).counts]

    def _count(self, groupings: tuple[Grouping, ...]) -> Frequency:
        overlapping = [each.name for each in groupings if each.overlapping]
        if len(overlapping) > 1:
            raise NotCheckable(f"a person may be in several groups of {' and of '.join(overlapping)} at once")
        parts = [
            f"unnest({each.sql}) AS {each.name}"
            if each.overlapping
            else f"coalesce({each.sql}, '{NO_INFORMATION}') AS {each.name}"
            for each in groupings
        ]
        names = ", ".join(each.name for each in groupings)
        rows = self.cases.project(", ".join(parts)).aggregate(f"{names}, count(*)").fetchall()
        return Frequency(
            tuple(each.name for each in groupings),
            {tuple(row[:-1]): row[-1] for row in sorted(rows)},
            overlapping=next(iter(overlapping), ""),
        )


def denominator(grouping: Grouping, others: Key) -> Key:
    """Return the cell of whomever anything is known of, among `others`."""
    name = f"{grouping.name}{INFORMATION}" if grouping.overlapping else grouping.name
    return others | {(name, KNOWN)}


def _with_denominators(cells: Cells, wanted: Sequence[Wanted]) -> Cells:
    """Add whom anything is known of, and how the groups make it up."""
    counts = dict(cells.counts)
    relations = list(cells.relations)
    for each in wanted:
        grouping = each.groupings[0]
        dimensions = {one.name for one in each.all}
        groups: dict[Key, list[Key]] = {}
        for key in cells.counts:
            pair = next((pair for pair in key if pair[0] == grouping.name), None)
            if pair is None or pair[1] == NO_INFORMATION:
                continue
            others = key - {pair}
            if (
                grouping.overlapping
            ):  # unseen cells too: whoever is in a group is one of whom anything is known
                fits = denominator(grouping, others) in counts
            else:
                fits = key not in cells.unseen and {name for name, _ in key} <= dimensions
            if fits:
                groups.setdefault(others, []).append(key)
        for others, parts in groups.items():
            total = denominator(grouping, others)
            if not grouping.overlapping:
                counts[total] = sum(counts[part] for part in parts)
            covering = sum(counts[part] for part in parts) >= counts[total]
            relations.append(Relation(total, tuple(parts), exact=not grouping.overlapping, covering=covering))
    return replace(cells, counts=counts, relations=tuple(dict.fromkeys(relations)))
