"""Disclosure control of our own tables: what is hidden, what is hidden with it, and the proof that it stays hidden.

1. *Primary*: a cell of one to `threshold - 1` persons is hidden. A zero is shown: nobody is in it.
2. *Rounding* (`base` above 1): what is shown is rounded to the nearest multiple that is no small number, totals too,
   each for itself.
3. *Complementary*: as long as readers can calculate a hidden cell too closely, all that has to change for it to have
   room is hidden too (`ways.Ways`), at the least price; the price of a cell is drawn by lot and rises with its number.
   The lot is secret, so that nobody can say that what is shown beside a hidden cell is larger than it.
4. *The check*: the bounds of every hidden cell over all the tables of the output together, and over what earlier
   outputs told, for a reader who knows this page (`Hint`). A cell is safe when it could as well be a cell that need
   not be hidden, and when at least `threshold` numbers are possible. All hidden cells are held to that, not the small
   ones only: else those that are not would stand out. What is not safe raises `Unsafe`; nothing is to be written then.

A hidden cell is published as the range a reader could calculate anyway, so that the range discloses nothing, and why it
is hidden is not told. Methods: A. Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapters 4 and 5.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from palermo.evidence.release.bounds import Hint, Problem, Range, Reader, Room, TooLarge
from palermo.evidence.release.choice import drawn, linked, order, wait
from palermo.evidence.release.rule import NOTHING, Given, Published, Rule, Unsafe
from palermo.evidence.release.tables import Cells, Key, Relation
from palermo.evidence.release.ways import Ways

__all__ = ["NOTHING", "Given", "Published", "Rule", "Unsafe", "exposed_by", "protect", "unsafe"]

MOST_CELLS = 200_000


def protect(
    cells: Cells,
    rule: Rule,
    *,
    lot: str = "",
    given: Given = NOTHING,
    keep: Collection[Key] = (),
    lost: Collection[Key] = (),
    report: Callable[[int], None] = lambda _left: None,
) -> dict[Key, Published]:
    """Return every cell as it may be written. `report` hears how many cells are not safe yet.

    `lot` is a secret that decides between cells to hide, the same for the same records (see `choice.drawn`). Cells to
    `keep` are never hidden for others; what earlier outputs give away by themselves (`lost`, see `exposed_by`) is not
    held to the rule.
    Raises Unsafe when no choice of cells to hide makes the tables safe, or when that cannot be checked.
    """
    if len(cells.counts) > MOST_CELLS:
        raise Unsafe(
            f"{len(cells.counts)} cells are too many to check ({MOST_CELLS} at most); tabulate by fewer categories"
        )
    hiding = _Hiding(cells, rule, lot, given, keep)
    try:
        while (exposed := [key for key in hiding.exposed() if key not in lost]) or hiding.reveal():
            report(len(exposed))
            if not exposed:
                continue
            if not (added := hiding.helpers(exposed)):
                raise Unsafe(
                    "small numbers could be calculated from the rest; nothing is written. "
                    "Tabulate by fewer or coarser categories, or round the numbers",
                    exposed,
                )
            hiding.hidden |= added
        report(0)
        return hiding.published()
    except TooLarge as error:
        raise Unsafe(f"it cannot be proved that small numbers stay hidden: {error}", unsolved=True) from error


def unsafe(
    cells: Cells, hidden: Collection[Key], rule: Rule, wanted: Iterable[Key], *, given: Given = NOTHING
) -> list[Key]:
    """Return which of the wanted cells a reader could calculate too closely if these cells were hidden.

    This is the differencing check; it knows nothing of how the hidden cells were chosen.
    """
    reader = _reader(cells, hidden, rule, given)
    return sorted((key for key in wanted if not rule.safe(reader.range(key))), key=order)


def exposed_by(given: Given, cells: Cells, rule: Rule) -> list[Key]:
    """Return the small cells that earlier outputs give away by themselves: nothing can be done for them any more.

    `cells` are those of the earlier tables only. Raises Unsafe where that cannot be calculated.
    """
    if not given.ranges:
        return []
    anything = Range(0, None)  # of an unseen cell nobody has told that it is empty either
    shown = {
        key: _limited(
            anything if key in cells.unseen else Range(int(count > 0), None if count else 0), key, given
        )
        for key, count in cells.counts.items()
    }
    reader = Reader(shown, cells.relations, given.hints)
    small = [key for key, count in cells.counts.items() if rule.small(count) and key not in cells.unseen]
    width = rule.threshold - 1
    try:
        return [key for key in small if reader.room(key, high=rule.threshold, width=width) is Room.NARROW]
    except TooLarge as error:
        raise Unsafe(f"it cannot be proved what earlier outputs give away: {error}") from error


class _Hiding:
    """The cells hidden so far, and which of them a reader could calculate."""

    def __init__(self, cells: Cells, rule: Rule, lot: str, given: Given, keep: Collection[Key]) -> None:
        self.cells, self.rule, self.lot, self.given = cells, rule, lot, given
        self.by_cell: dict[Key, list[Relation]] = {}
        for relation in cells.relations:
            for key in (relation.total, *relation.parts):
                self.by_cell.setdefault(key, []).append(relation)
        told = {key for key, each in given.ranges.items() if each.exact}
        self.useful = {
            key
            for key, count in cells.counts.items()
            if count > 0 and key not in cells.unseen and key not in told
        }
        self.hidden = {key for key in self.useful if rule.small(cells.counts[key])}
        self.useful -= set(keep)
        self.proved: set[Key] = set()
        self.known: dict[frozenset[object], Problem] = {}
        # The records themselves are a population that fits.
        self.actual = {key: (float(count), float(count)) for key, count in cells.counts.items()}
        self.reached: dict[Key, tuple[float, float]] = dict(self.actual)
        self.ways = self._ways()
        for relation in cells.relations:
            self._never_alone(relation)

    def exposed(self) -> list[Key]:
        """Return the hidden cells that are not safe."""
        reader, rule = self._reader(), self.rule
        found = []
        wanted = {"high": rule.threshold, "width": rule.threshold - 1}
        reader.spread(sorted(self.hidden - self.proved, key=order), **wanted)
        for key in sorted(self.hidden - self.proved, key=order):
            # Populations that fit what is shown fit all the more when less is: what is proved once stays so.
            room = reader.room(key, **wanted)
            if room is Room.WIDE:
                self.proved.add(key)
            elif room is Room.NARROW:
                found.append(key)
        self.reached.update(reader.reached())
        return found

    def helpers(self, exposed: Sequence[Key]) -> set[Key]:
        """Return the cells to hide for the sake of those that are exposed."""
        added: set[Key] = set()
        moved: dict[Key, float] = {}
        for key in exposed:
            most = self.reached[key][0] + self.rule.threshold - 1
            more = max(self.rule.threshold, most) - self.cells.counts[key]
            if moved.get(key, 0) < more:  # a way for another cell gives this one no room yet
                way = self.ways.way(key, hidden=self.hidden | added, more=more)
                added |= {each for each in way if each in self.useful and each not in self.hidden}
                for each, up in way.items():
                    moved[each] = max(up, moved.get(each, 0))
        if not added:
            added = {each for each in map(self.helper, exposed) if each is not None}
        return added

    def _ways(self) -> Ways:
        prices = {key: math.sqrt(wait(key, self.cells.counts[key], self.lot)) for key in self.useful}
        return Ways(self.cells, prices, self.given.ranges)

    def helper(self, key: Key) -> Key | None:
        """Return the cell to hide for the sake of another: a part beside it, else a total.

        Where everything beside it is hidden already, the search goes on from those cells: what is exposed hangs on sums
        further away.
        """
        reached, seen = [key], {key}
        while reached:
            beside = [each for cell in reached for each in self.by_cell.get(cell, ())]
            parts = {part for each in beside if each.exact for part in each.parts}
            for candidates in (parts, {each.total for each in beside}):
                if open_cells := (candidates & self.useful) - self.hidden:
                    return drawn(open_cells, self.cells.counts, self.lot)
            members = (cell for each in beside for cell in (each.total, *each.parts))
            # Unseen cells are gone through: they tie the cells of different tables together.
            reached = [
                cell
                for cell in dict.fromkeys(members)
                if cell not in seen and (cell in self.hidden or cell in self.cells.unseen)
            ]
            seen.update(reached)
        return None

    def reveal(self) -> bool:
        """Show what was hidden for another's sake and follows from the rest all the same; whether there was any.

        A reader sees it as shown: what hung together through it does so no more.
        """
        reader = self._reader()
        found = {
            key for key in self.hidden if not self.rule.small(self.cells.counts[key]) and reader.exact(key)
        }
        self.hidden -= found
        self.useful -= found
        if found:
            self.proved, self.reached = set(), dict(self.actual)
            self.ways = self._ways()
        return bool(found)

    def published(self) -> dict[Key, Published]:
        """Return every cell that tables show as it may be written."""
        reader, rule = self._reader(), self.rule
        reader.spread(sorted(self.hidden, key=order))
        found: dict[Key, Published] = {}
        for key, count in self.cells.counts.items():
            if key in self.cells.unseen:
                continue
            limits = reader.range(key) if key in self.hidden else rule.shown(count)
            if key not in self.hidden or limits.exact:
                # What was hidden for another's sake and follows from the rest all the same is shown as others are.
                limits = rule.shown(count)
                found[key] = Published(rule.rounded(count), limits.low, limits.high)
            else:
                found[key] = Published(None, limits.low, limits.high)
        return found

    def _reader(self) -> Reader:
        return _reader(
            self.cells,
            self.hidden,
            self.rule,
            self.given,
            known=self.known,
            reached=self.reached,
            people=self.cells.counts,
        )

    def _never_alone(self, relation: Relation) -> None:
        """Hide a second part where one alone would follow from the total: spares most of the programmes to solve."""
        if not relation.exact or relation.total in self.hidden:
            return
        if len(self.hidden & set(relation.parts)) == 1 and (
            others := (self.useful & set(relation.parts)) - self.hidden
        ):
            self.hidden.add(drawn(others, self.cells.counts, self.lot))


def _reader(
    cells: Cells,
    hidden: Collection[Key],
    rule: Rule,
    given: Given,
    *,
    known: dict[frozenset[object], Problem] | None = None,
    reached: Mapping[Key, tuple[float, float]] | None = None,
    people: Mapping[Key, int] | None = None,
) -> Reader:
    """Return a reader who knows the method: of hidden cells that hang together at least one is small."""
    shown = {}
    for key, count in cells.counts.items():
        is_open = key in hidden or key in cells.unseen
        each = Range(int(key in hidden), None) if is_open else rule.shown(count)
        shown[key] = _limited(each, key, given)
    # Unseen cells tie hidden ones of different tables together, and are no part of what is hidden.
    sets = [each & frozenset(hidden) for each in linked({*hidden, *cells.unseen}, cells.relations)]
    sets += linked(set(hidden) & given.ours, cells.relations)
    # A set without a small number hung on others through a cell that is shown by now: a hint of it would be wrong.
    own = [
        Hint(each, rule.threshold - 1) for each in sets if any(rule.small(cells.counts[key]) for key in each)
    ]
    return Reader(shown, cells.relations, [*own, *given.hints], known=known, reached=reached, people=people)


def _limited(found: Range, key: Key, given: Given) -> Range:
    return found.within(given.ranges[key]) if key in given.ranges else found
