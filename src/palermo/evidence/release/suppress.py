"""Disclosure control of our own tables: what is hidden, what is hidden with it, and the proof that it stays hidden.

1. *Primary*: a cell of one to `threshold - 1` persons is hidden. A zero is shown: nobody is in it.
2. *Rounding* (`base` above 1): what is shown is rounded to the nearest multiple, totals too, each for itself.
3. *Complementary*: as long as readers can calculate a hidden cell too closely, one more cell is hidden: the smallest
   of a sum it takes part in. Totals go last.
4. *The check*: the bounds of every hidden cell over all the tables of the output together. A cell of the first step
   is safe when it could as well be a cell that need not be hidden, and when at least `threshold` numbers are possible.
   What is not safe raises `Unsafe`; nothing is to be written then.

A hidden cell is published as the range a reader could calculate anyway, so that the range discloses nothing.
Methods: A. Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapters 4 and 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from palermo.evidence.release.bounds import Range, bounds
from palermo.evidence.release.tables import Cells, Key, Relation

MOST_CELLS = 200_000


class Unsafe(ValueError):
    """The tables would give away a small number; the message says how many cells, and what to do."""


@dataclass(frozen=True)
class Rule:
    """How small is too small, and to what multiple numbers are rounded (1: not at all).

    Raises ValueError for a threshold under 2 or a base under 1.
    """

    threshold: int = 10
    base: int = 1

    def __post_init__(self) -> None:
        if self.threshold < 2 or self.base < 1:
            raise ValueError("a threshold is 2 at least, a base 1 at least")

    def small(self, count: int) -> bool:
        """Whether a count must be hidden for itself."""
        return 0 < count < self.threshold

    def rounded(self, count: int) -> int:
        """Return the nearest multiple of the base, halves upwards."""
        return (2 * count + self.base) // (2 * self.base) * self.base

    def shown(self, count: int) -> Range:
        """Return what a reader learns from a number that is shown."""
        written = self.rounded(count)
        return Range(max(0, written - self.base // 2), written + (self.base - 1) // 2)

    def safe(self, found: Range) -> bool:
        """Whether what a reader can calculate leaves a small number safe."""
        return found.high is None or (
            found.high >= self.threshold and found.high - found.low >= self.threshold - 1
        )


@dataclass(frozen=True)
class Published:
    """One cell as it may be written: a number (rounded or not), or a range; `hidden` says why it is one."""

    value: int | None
    low: int
    high: int | None
    hidden: str = ""


PRIMARY, COMPLEMENTARY = "small", "protects another cell"


def protect(
    cells: Cells, rule: Rule, *, report: Callable[[int], None] = lambda _left: None
) -> dict[Key, Published]:
    """Return every cell as it may be written. `report` hears how many cells are not safe yet.

    Raises Unsafe when no choice of cells to hide makes the tables safe, or when there are too many cells to check.
    """
    if len(cells.counts) > MOST_CELLS:
        raise Unsafe(
            f"{len(cells.counts)} cells are too many to check ({MOST_CELLS} at most); tabulate by fewer categories"
        )
    primary = {key for key, count in cells.counts.items() if rule.small(count)}
    hidden = set(primary)
    by_cell: dict[Key, list[Relation]] = {}
    for relation in cells.relations:
        for key in (relation.total, *relation.parts):
            by_cell.setdefault(key, []).append(relation)
    for relation in cells.relations:
        _never_alone(relation, cells.counts, hidden)
    while exposed := unsafe(cells, hidden, rule, primary):
        report(len(exposed))
        helpers = {_helper(key, by_cell, cells.counts, hidden) for key in exposed}
        added = {key for key in helpers if key is not None}  # the cell of everybody is an empty set
        if not added:
            raise Unsafe(
                f"{len(exposed)} small numbers could be calculated from the rest; nothing is written. "
                "Tabulate by fewer or coarser categories, or raise the threshold's rounding base"
            )
        hidden |= added
    return _published(cells, hidden, rule, primary)


def unsafe(cells: Cells, hidden: Iterable[Key], rule: Rule, wanted: Iterable[Key]) -> list[Key]:
    """Return which of the wanted cells a reader could calculate too closely if these cells were hidden.

    This is the differencing check; it knows nothing of how the hidden cells were chosen.
    """
    shown = _shown(cells.counts, set(hidden), rule)
    found = bounds(shown, cells.relations, wanted)
    return sorted((key for key, each in found.items() if not rule.safe(each)), key=_order)


def _shown(counts: Mapping[Key, int], hidden: set[Key], rule: Rule) -> dict[Key, Range]:
    return {key: Range(1, None) if key in hidden else rule.shown(count) for key, count in counts.items()}


def _never_alone(relation: Relation, counts: Mapping[Key, int], hidden: set[Key]) -> None:
    """Hide a second part where one alone would follow from the total: spares most of the programmes to solve."""
    if not relation.exact or relation.total in hidden:
        return
    parts = [key for key in relation.parts if key in hidden]
    if len(parts) == 1:
        others = [key for key in relation.parts if key not in hidden and counts[key] > 0]
        if others:
            hidden.add(min(others, key=lambda key: (counts[key], _order(key))))


def _helper(
    key: Key, by_cell: Mapping[Key, Sequence[Relation]], counts: Mapping[Key, int], hidden: set[Key]
) -> Key | None:
    """Return the cell to hide for the sake of another: the smallest part beside it, else the smallest total.

    Where everything beside it is hidden already, the search goes on from those cells: what is exposed hangs on sums
    further away.
    """
    reached, seen = [key], {key}
    while reached:
        beside = [each for cell in reached for each in by_cell.get(cell, ())]
        parts = {part for each in beside if each.exact for part in each.parts}
        for candidates in (parts, {each.total for each in beside}):
            useful = [each for each in candidates if each not in hidden and counts[each] > 0]
            if useful:
                return min(useful, key=lambda each: (counts[each], _order(each)))
        reached = [
            cell
            for cell in dict.fromkeys(cell for each in beside for cell in (each.total, *each.parts))
            if cell in hidden and cell not in seen
        ]
        seen.update(reached)
    return None


def _published(cells: Cells, hidden: set[Key], rule: Rule, primary: set[Key]) -> dict[Key, Published]:
    shown = _shown(cells.counts, hidden, rule)
    ranges = bounds(shown, cells.relations, sorted(hidden, key=_order))
    found: dict[Key, Published] = {}
    for key, count in cells.counts.items():
        if key not in hidden:
            written, limits = rule.rounded(count), rule.shown(count)
            found[key] = Published(written, limits.low, limits.high)
        elif (each := ranges[key]).low == each.high:
            # It was hidden for another's sake and follows from the rest all the same: a number, not a range.
            found[key] = Published(rule.rounded(count), each.low, each.high)
        else:
            reason = PRIMARY if key in primary else COMPLEMENTARY
            found[key] = Published(None, each.low, each.high, reason)
    return found


def _order(key: Key) -> tuple[int, list[tuple[str, str]]]:
    return -len(key), sorted(key)
