"""Tables of one output as cells and the sums that tie them, over all the tables together.

A cell is named by what its persons have in common: `frozenset({("year", "2021"), ("sex", "F")})`; the empty set is
everybody. Two tables that show the same cell share it, so that what one of them gives away counts against the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

Key = frozenset[tuple[str, str]]
EVERYBODY: Key = frozenset()


class NotCheckable(ValueError):
    """The tables are linked in a cycle, so that they disclose more than their margins show."""


@dataclass(frozen=True)
class Relation:
    """What readers can calculate: `total` is the sum of `parts`, or (`exact` False) at least each of them.

    Parts that overlap, such as forms of exploitation of which a person may have several, do not add up; `covering`
    says that everybody in the total is in a part all the same, so that the parts make up no less than it.
    """

    total: Key
    parts: tuple[Key, ...]
    exact: bool = True
    covering: bool = False


@dataclass(frozen=True)
class Frequency:
    """A table of persons: `dimensions`, and the number for each combination of categories; what is absent is 0.

    `overlapping` names the dimensions of which a person may be in several categories.
    Raises ValueError for a key of another length, a negative number, or more than one overlapping dimension.
    """

    dimensions: tuple[str, ...]
    counts: Mapping[tuple[str, ...], int]
    overlapping: str = ""

    def __post_init__(self) -> None:
        for key, count in self.counts.items():
            if len(key) != len(self.dimensions):
                raise ValueError(
                    f"a key of {len(key)} categories in a table of {len(self.dimensions)} dimensions"
                )
            if count < 0:
                raise ValueError(f"a table counts from 0 on, not {count}")


@dataclass(frozen=True)
class Cells:
    """Every cell of an output with its count, and every relation between them."""

    counts: dict[Key, int]
    relations: tuple[Relation, ...]


def cells_of(tables: Sequence[Frequency], *, totals: Mapping[Key, int] | None = None) -> Cells:
    """Return the cells of all tables and of all their margins, with the relations between them.

    Margins over an overlapping dimension cannot be summed; `totals` gives those that are shown.
    Raises NotCheckable when the tables are linked in a cycle (by A and B, by B and C, by C and A), and ValueError when
    two tables disagree about a cell.
    """
    if ring := _ring([frozenset(table.dimensions) for table in tables]):
        raise NotCheckable(
            f"tables linked in a cycle by {', '.join(sorted(ring))} disclose more than their margins; "
            "leave one of them out, or tabulate these dimensions together"
        )
    counts: dict[Key, int] = dict(totals or {})
    relations: dict[Relation, None] = {}
    for table in tables:
        margins = _margins(table)
        for key, count in margins.items():
            if counts.setdefault(key, count) != count:
                raise ValueError(f"two tables disagree about {_said(key)}: {counts[key]} and {count}")
        for relation in _relations(margins, counts, table.overlapping):
            relations.setdefault(relation)
    return Cells(counts=counts, relations=tuple(relations))


def _margins(table: Frequency) -> dict[Key, int]:
    """Return the table's own cells and every sum over dimensions whose categories do not overlap."""
    summable = [dimension for dimension in table.dimensions if dimension != table.overlapping]
    summed = [set(each) for size in range(len(summable) + 1) for each in combinations(summable, size)]
    found: dict[Key, int] = {}
    for categories, count in table.counts.items():
        pairs = tuple(zip(table.dimensions, categories, strict=True))
        for left_out in summed:
            key = frozenset(pair for pair in pairs if pair[0] not in left_out)
            found[key] = found.get(key, 0) + count
    return found


def _relations(cells: Iterable[Key], counts: Mapping[Key, int], overlapping: str) -> Iterable[Relation]:
    """Return each sum of cells over one dimension; cells that nobody is in are left out of it."""
    groups: dict[tuple[Key, str], list[Key]] = {}
    for key in cells:
        for pair in key:
            groups.setdefault((key - {pair}, pair[0]), []).append(key)
    for (total, dimension), parts in groups.items():
        if total in counts:
            yield Relation(total, tuple(parts), exact=dimension != overlapping)


def _ring(edges: Sequence[frozenset[str]]) -> set[str]:
    """Return the dimensions left when no table can be taken away any more: empty where there is no cycle.

    Graham's reduction: drop a dimension that only one table has, drop a table that lies within another. Where nothing
    is left, numbers that agree on shared margins always fit one population, so that the sums say all there is
    (C. Beeri, R. Fagin, D. Maier and M. Yannakakis, Journal of the ACM 30 (1983), 479-513).
    """
    left = [set(edge) for edge in edges]
    while True:
        before = sorted(sorted(edge) for edge in left)
        names = [name for edge in left for name in edge]
        left = [{name for name in edge if names.count(name) > 1} for edge in left]
        left = [
            edge
            for place, edge in enumerate(left)
            if not any(
                edge < other or (edge == other and place > at) for at, other in enumerate(left) if at != place
            )
        ]
        if sorted(sorted(edge) for edge in left) == before:
            return {name for edge in left for name in edge} if len(left) > 1 else set()


def _said(key: Key) -> str:
    return ", ".join(f"{name} {category}" for name, category in sorted(key)) or "everybody"
