"""What a reader who knows the method can calculate about a cell from everything that is shown.

Each cell lies within what is shown of it: a number, a rounded number, or at least one person where it is hidden.
The relations between cells narrow that, and so does what a reader knows of the method (`Hint`). The least and the most
a cell can still be are two linear programmes (M. Fischetti and J. J. Salazar, Management Science 47 (2001), 1008-1027),
solved by HiGHS through scipy. Each answer is checked: it has to be a population of whole persons and to agree with
every hint. Where it is not whole, it is solved over whole numbers; where it contradicts a hint, the cases of the
hint are gone through. So a bound is a number that some population reaches: no reader can do better.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from palermo.evidence.release.programme import Contradiction, Programme, Row, TooLarge
from palermo.evidence.release.tables import Key, Relation

__all__ = ["Contradiction", "Hint", "Problem", "Range", "Reader", "TooLarge", "bounds"]

MOST_OPEN = 20_000


@dataclass(frozen=True)
class Range:
    """The least and the most a cell can be; `high` is None where nothing limits it."""

    low: int
    high: int | None

    @property
    def exact(self) -> bool:
        """Whether one number only is left."""
        return self.low == self.high

    def within(self, other: Range) -> Range:
        """Return what both say together.

        >>> Range(1, None).within(Range(0, 9))
        Range(low=1, high=9)
        """
        highs = [each for each in (self.high, other.high) if each is not None]
        return Range(max(self.low, other.low), min(highs, default=None))


@dataclass(frozen=True)
class Hint:
    """What a reader of the method knows besides the sums: at least one of `cells` is `most` or less."""

    cells: frozenset[Key]
    most: int


def bounds(
    shown: Mapping[Key, Range],
    relations: Sequence[Relation],
    wanted: Iterable[Key],
    *,
    hints: Sequence[Hint] = (),
) -> dict[Key, Range]:
    """Return what is left possible for each wanted cell; for the errors see `Reader`."""
    reader = Reader(shown, relations, hints)
    return {key: reader.range(key) for key in wanted}


class Reader:
    """Somebody who has what is shown, the relations and the hints, and calculates.

    Cells shown exactly are constants, which cuts the problem into small ones. `known` keeps problems from one reader to
    the next, who shares what has not changed. Raises Contradiction where no numbers fit what is shown, and TooLarge
    where a problem cannot be solved.
    """

    def __init__(
        self,
        shown: Mapping[Key, Range],
        relations: Sequence[Relation],
        hints: Sequence[Hint] = (),
        *,
        known: dict[frozenset[object], Problem] | None = None,
    ) -> None:
        self.shown = shown
        self._groups = _groups(shown, relations, hints)
        self._known = {} if known is None else known
        self._problems: dict[int, Problem] = {}

    def range(self, key: Key) -> Range:
        """Return the least and the most a cell can be, as whole numbers that some population reaches."""
        if self.shown[key].exact:
            return self.shown[key]
        return self._problem(key).range(key)

    def leaves(self, key: Key, *, high: int, width: int) -> bool:
        """Whether a cell can be `high` or more, and its most lies `width` or more above its least.

        Asked instead of `range` this is cheap: what was found for other cells mostly shows it.
        """
        return not self.shown[key].exact and self._problem(key).leaves(key, high=high, width=width)

    def holds(self, key: Key, *, high: int, width: int) -> bool:
        """Whether a cell that can be less than `high` is known to stay below it, or within less than `width`.

        Where this is so, `range` need not be asked: that can take much longer.
        """
        return not self.shown[key].exact and self._problem(key).holds(key, high=high, width=width)

    def _problem(self, key: Key) -> Problem:
        group = self._groups[key]
        if id(group) not in self._problems:
            sign = frozenset([*((each, self.shown[each]) for each in group.cells), *group.hints])
            if sign not in self._known:
                self._known[sign] = Problem(group, self.shown)
            self._problems[id(group)] = self._known[sign]
        return self._problems[id(group)]


@dataclass
class Group:
    """Open cells that can tell anything about each other, with their relations and hints."""

    cells: list[Key]
    relations: list[Relation]
    hints: list[Hint]


def _groups(
    shown: Mapping[Key, Range], relations: Sequence[Relation], hints: Sequence[Hint]
) -> dict[Key, Group]:
    parent: dict[Key, Key] = {key: key for key, each in shown.items() if not each.exact}

    def root(key: Key) -> Key:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    def join(keys: Sequence[Key]) -> None:
        for key in keys[1:]:
            parent[root(key)] = root(keys[0])

    tied = [[key for key in (each.total, *each.parts) if key in parent] for each in relations]
    hinted = [[key for key in each.cells if key in parent] for each in hints if not _settled(each, shown)]
    for keys in (*tied, *hinted):
        join(keys)
    groups: dict[Key, Group] = {}
    for key in parent:
        groups.setdefault(root(key), Group([], [], [])).cells.append(key)
    for relation, keys in zip(relations, tied, strict=True):
        if keys:
            groups[root(keys[0])].relations.append(relation)
    for hint in hints:
        keys = [key for key in hint.cells if key in parent]
        if keys and not _settled(hint, shown):
            groups[root(keys[0])].hints.append(hint)
    return {key: groups[root(key)] for key in parent}


def _settled(hint: Hint, shown: Mapping[Key, Range]) -> bool:
    """Whether a cell that is shown bears the hint out already, so that it tells nothing."""
    highs = [shown[key].high for key in hint.cells]
    return any(high is not None and high <= hint.most for high in highs)


class Problem:
    """One programme over cells that hang together, asked for the least and the most of each."""

    def __init__(self, group: Group, shown: Mapping[Key, Range]) -> None:
        if len(group.cells) > MOST_OPEN:
            raise TooLarge(f"{len(group.cells)} cells hang together ({MOST_OPEN} at most)")
        self.place = {key: index for index, key in enumerate(group.cells)}
        highs = [shown[key].high for key in group.cells]
        # A cell without a limit gets one far above whatever is shown: a programme without limits gives no population.
        known = [each for each in highs if each is not None]
        known += [shown[key].low for each in group.relations for key in (each.total, *each.parts)]
        self.ceiling = max(10**6, 100 * max(known, default=0))
        equal, at_most = self._rows(group, shown)
        self.programme = Programme(
            lows=[shown[key].low for key in group.cells],
            highs=[self.ceiling if each is None else each for each in highs],
            equal=equal,
            at_most=at_most,
            hints=[
                (sorted(self.place[key] for key in each.cells if key in self.place), each.most)
                for each in group.hints
            ],
        )

    def range(self, key: Key) -> Range:
        """Return the least and the most a cell can be."""
        at = self.place[key]
        high = self.programme.most(at)
        return Range(self.programme.least(at), None if 2 * high >= self.ceiling else high)

    def leaves(self, key: Key, *, high: int, width: int) -> bool:
        """Whether some population has `high` or more in a cell, and another `width` or more below the most."""
        at, programme = self.place[key], self.programme

        def reached() -> bool:
            least, most = programme.reached(at)
            return most >= high and most - least >= width

        if reached():
            return True
        if self._within(at, high=high, width=width):
            return reached()
        for solve in (programme.most, programme.least):
            solve(at)
            if reached():
                return True
        return False

    def holds(self, key: Key, *, high: int, width: int) -> bool:
        """Whether none has `high` or more, or `width` or more above the least, and one has less than `high`."""
        at = self.place[key]
        return self._within(at, high=high, width=width) and self.programme.reached(at)[0] < high

    def _within(self, at: int, *, high: int, width: int) -> bool:
        """Whether no population has `high` or more in a place, or none `width` or more above another."""
        most = self.programme.never_above(at)
        if 2 * most >= self.ceiling:
            return False
        return most < high or most - self.programme.never_below(at) < width

    def _rows(self, group: Group, shown: Mapping[Key, Range]) -> tuple[list[Row], list[Row]]:
        equal: list[Row] = []
        at_most: list[Row] = []
        for relation in group.relations:
            if relation.exact:
                equal.append(self._row(relation.parts, relation.total, shown))
            elif relation.apart:
                at_most.append(self._row(relation.parts, relation.total, shown))
            else:
                at_most += [self._row((part,), relation.total, shown) for part in relation.parts]
            if relation.covering:
                coefficients, right = self._row(relation.parts, relation.total, shown)
                at_most.append(({place: -value for place, value in coefficients.items()}, -right))
        return equal, at_most

    def _row(self, parts: Sequence[Key], total: Key, shown: Mapping[Key, Range]) -> Row:
        """Return coefficients and right side of: sum of parts minus total = (or at most) 0."""
        coefficients: dict[int, float] = {}
        right = 0.0
        for key, sign in (*((part, 1.0) for part in parts), (total, -1.0)):
            if key in self.place:
                coefficients[self.place[key]] = coefficients.get(self.place[key], 0.0) + sign
            else:
                right -= sign * shown[key].low
        return coefficients, right
