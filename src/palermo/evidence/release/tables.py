"""Tables of one output as cells and the sums that tie them, over all the tables together.

A cell is named by what its persons have in common: `frozenset({("year", "2021"), ("sex", "F")})`; the empty set is
everybody. Two tables that show the same cell share it, so that what one of them gives away counts against the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

Key = frozenset[tuple[str, str]]
EVERYBODY: Key = frozenset()


MOST_JOINT = 4000


class NotCheckable(ValueError):
    """The tables are linked in a cycle, and the table that ties them together is too large for the check.

    `cells` are some of the table to give up first, if known.
    """

    def __init__(self, message: str, cells: Sequence[Key] = ()) -> None:
        super().__init__(message)
        self.cells = tuple(cells)


@dataclass(frozen=True)
class Relation:
    """What readers can calculate: `total` is the sum of `parts`, or (`exact` False) at least each of them.

    Parts that overlap, such as forms of exploitation of which a person may have several, do not add up; `covering`
    says that everybody in the total is in a part all the same, so that the parts make up no less than it. Parts that
    are `apart` do not overlap, and are at most the total together.
    """

    total: Key
    parts: tuple[Key, ...]
    exact: bool = True
    covering: bool = False
    apart: bool = False


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
class Implied:
    """What readers know of dimensions that hang together although no table has them together.

    `edges` are dimensions to be tied, `possible` says whether a combination of their categories can be, told which
    cells are known to be empty, and `wider` gives the cells that a cell is part of by the meaning of its categories,
    such as the children of an age band.
    """

    edges: tuple[frozenset[str], ...] = ()
    possible: Callable[[Key, Callable[[Key], bool]], bool] = lambda _key, _nobody: True
    wider: Callable[[Key], Iterable[Key]] = lambda _key: ()


NOTHING_IMPLIED = Implied()


@dataclass(frozen=True)
class Cells:
    """Every cell of an output with its count, and every relation between them.

    `unseen` are cells that no table shows: readers reckon with them all the same where tables are linked in a cycle.
    """

    counts: dict[Key, int]
    relations: tuple[Relation, ...]
    unseen: frozenset[Key] = frozenset()


def cells_of(
    tables: Sequence[Frequency],
    *,
    totals: Mapping[Key, int] | None = None,
    joint: Callable[[tuple[str, ...]], Frequency] | None = None,
    implied: Implied = NOTHING_IMPLIED,
) -> Cells:
    """Return the cells of all tables and of all their margins, with the relations between them.

    Margins over an overlapping dimension cannot be summed; `totals` gives those that are shown. Tables linked in a
    cycle (by A and B, by B and C, by C and A) disclose more than their margins: `joint` counts the table of all their
    dimensions, whose cells are then unseen ones. Dimensions that are `implied` to hang together are tied likewise.
    Raises NotCheckable where tables are linked in a cycle and `joint` is not given or its table would be too large, and
    ValueError when two tables disagree about a cell.
    """
    counts: dict[Key, int] = dict(totals or {})
    relations: dict[Relation, None] = {}
    for table in tables:
        margins = _margins(table)
        for key, count in margins.items():
            if counts.setdefault(key, count) != count:
                raise ValueError(f"two tables disagree about {_said(key)}: {counts[key]} and {count}")
        for relation in _relations(margins, counts, table.overlapping):
            relations.setdefault(relation)
    seen = frozenset(counts)
    told = seen.union(*(implied.wider(key) for key in seen)) if implied.edges else seen
    for dimensions in ties([table.dimensions for table in tables], implied.edges):
        if joint is None:
            raise NotCheckable(
                f"tables linked in a cycle by {', '.join(dimensions)} disclose more than their margins; "
                "leave one of them out, or tabulate these dimensions together"
            )
        table = _with_nobody(joint(dimensions), told, implied)
        margins = _margins(table)
        for key, count in margins.items():
            counts.setdefault(key, count)
        for relation in _relations(margins, counts, table.overlapping):
            relations.setdefault(relation)
    return Cells(counts=counts, relations=tuple(relations), unseen=frozenset(counts) - seen)


def _with_nobody(table: Frequency, told: Collection[Key], implied: Implied) -> Frequency:
    """Return a table with the cells that nobody is in, wherever no table shown says so: readers cannot know them.

    What cannot be is left out, unless there is somebody after all.
    """
    categories = [
        sorted({dict(key)[name] for key in told if name in dict(key)} | {key[at] for key in table.counts})
        for at, name in enumerate(table.dimensions)
    ]
    if prod(len(each) for each in categories) > MOST_JOINT:
        raise NotCheckable(
            f"the table by {', '.join(table.dimensions)}, which ties others together, is too large to be checked"
        )
    names = {_names(key) for key in told}
    own = set(table.dimensions)
    shared = [each for each in names if each <= own]

    def nobody(key: Key) -> bool:
        return _names(key) in names and key not in told

    counts = {}
    for codes in product(*categories):
        pairs = list(zip(table.dimensions, codes, strict=True))
        parts = (frozenset(pair for pair in pairs if pair[0] in each) for each in shared)
        if codes in table.counts or (
            all(part in told for part in parts) and implied.possible(frozenset(pairs), nobody)
        ):
            counts[codes] = table.counts.get(codes, 0)
    return Frequency(table.dimensions, counts, table.overlapping)


def _names(key: Key) -> frozenset[str]:
    return frozenset(name for name, _ in key)


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


def ties(tables: Sequence[Iterable[str]], implied: Iterable[frozenset[str]] = ()) -> list[tuple[str, ...]]:
    """Return the dimensions of the tables that would untie every cycle between these; none where there is no cycle.

    Dimensions that are `implied` to hang together have no table yet, and get one.

    Where tables are not linked in a cycle, numbers that agree on shared margins always fit one population, so that the
    sums say all there is (C. Beeri, R. Fagin, D. Maier and M. Yannakakis, Journal of the ACM 30 (1983), 479-513). Else
    dimensions are taken out one by one, those with the fewest neighbours first; what is taken out with its neighbours
    is a table, and together these have no cycle.
    """
    edges = [frozenset(each) for each in tables]
    joined = [*edges, *implied]
    beside: dict[str, set[str]] = {name: set() for edge in joined for name in edge}
    for edge in joined:
        for name in edge:
            beside[name] |= edge - {name}
    found: list[frozenset[str]] = []
    while beside:
        name = min(beside, key=lambda each: (_missing(each, beside), len(beside[each]), each))
        clique = frozenset({name, *beside[name]})
        if not any(clique <= edge for edge in (*edges, *found)):
            found.append(clique)
        for one in beside[name]:
            beside[one] |= beside[name] - {one}
            beside[one].discard(name)
        del beside[name]
    return [tuple(sorted(each)) for each in found]


def _missing(name: str, beside: Mapping[str, set[str]]) -> int:
    """Return how many pairs of neighbours no table has together."""
    return sum(other not in beside[one] for one, other in combinations(sorted(beside[name]), 2))


def _said(key: Key) -> str:
    return ", ".join(f"{name} {category}" for name, category in sorted(key)) or "everybody"
