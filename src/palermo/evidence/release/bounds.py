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
from enum import Enum, auto
from functools import reduce
from math import inf

from palermo.evidence.release.programme import Contradiction, Programme, Row, TooLarge
from palermo.evidence.release.tables import Key, Relation

__all__ = ["Contradiction", "Hint", "Problem", "Range", "Reader", "Room", "TooLarge", "bounds"]

MOST_OPEN = 20_000
UNKNOWN = (inf, -inf)


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


class Room(Enum):
    """What a cell can be, told a number `high` and a `width`.

    WIDE: `high` or more, and `width` less than that; FAR: never less than `high`; NARROW: neither.
    """

    WIDE = auto()
    FAR = auto()
    NARROW = auto()


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
    the next, who shares what has not changed. `people` is a population that fits, from which others are found sooner, and
    `reached` the least and the most that each cell has in populations that fit. Raises Contradiction where no numbers fit what is shown, and TooLarge
    where a problem cannot be solved.
    """

    def __init__(
        self,
        shown: Mapping[Key, Range],
        relations: Sequence[Relation],
        hints: Sequence[Hint] = (),
        *,
        known: dict[frozenset[object], Problem] | None = None,
        people: Mapping[Key, int] | None = None,
        reached: Mapping[Key, tuple[float, float]] | None = None,
    ) -> None:
        self.shown = shown
        self._people = {} if people is None else people
        self._reached = {} if reached is None else reached
        self._groups = _groups(shown, relations, hints)
        self._known = {} if known is None else known
        self._problems: dict[int, Problem] = {}

    def range(self, key: Key) -> Range:
        """Return the least and the most a cell can be, as whole numbers that some population reaches."""
        if self.shown[key].exact:
            return self.shown[key]
        return self._problem(key).range(key)

    def room(self, key: Key, *, high: int, width: int) -> Room:
        """Return what room a cell has.

        Asked instead of `range` this is cheap: what was found for other cells mostly shows it.
        """
        if self.shown[key].exact:
            return Room.FAR if self.shown[key].low >= high else Room.NARROW
        return self._problem(key).room(key, high=high, width=width)

    def spread(self, keys: Iterable[Key], *, high: int | None = None, width: int = 0) -> None:
        """Find out in few steps what room many cells have (see `room`), or all of their ranges without `high`."""
        asked: dict[int, tuple[Problem, list[Key]]] = {}
        for key in keys:
            if not self.shown[key].exact:
                problem = self._problem(key)
                asked.setdefault(id(problem), (problem, []))[1].append(key)
        for problem, those in asked.values():
            problem.spread(those, high=high, width=width)

    def exact(self, key: Key) -> bool:
        """Whether a cell can be one number only."""
        return self.shown[key].exact or self._problem(key).exact(key)

    def reached(self) -> dict[Key, tuple[float, float]]:
        """Return the least and the most of cells in the populations found so far."""
        return {key: each for problem in self._problems.values() for key, each in problem.reached().items()}

    def _problem(self, key: Key) -> Problem:
        group = self._groups[key]
        if id(group) not in self._problems:
            sign = frozenset([*((each, self.shown[each]) for each in group.cells), *group.hints])
            if sign not in self._known:
                self._known[sign] = Problem(group, self.shown, self._reached, self._people)
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
        return _root(parent, key)

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

    def __init__(
        self,
        group: Group,
        shown: Mapping[Key, Range],
        reached: Mapping[Key, tuple[float, float]],
        people: Mapping[Key, int],
    ) -> None:
        if len(group.cells) > MOST_OPEN:
            raise TooLarge(f"{len(group.cells)} cells hang together ({MOST_OPEN} at most)")
        self.place, self.members = _places(group)
        limits = [_together(shown[key] for key in each) for each in self.members]
        # A cell without a limit gets one far above whatever is shown: a programme without limits gives no population.
        known = [each.high for each in limits if each.high is not None]
        known += [shown[key].low for each in group.relations for key in (each.total, *each.parts)]
        self.ceiling = max(10**6, 100 * max(known, default=0))
        equal, at_most = self._rows(group, shown)
        self.programme = Programme(
            lows=[each.low for each in limits],
            highs=[self.ceiling if each.high is None else each.high for each in limits],
            equal=equal,
            at_most=at_most,
            hints=[
                (sorted({self.place[key] for key in each.cells if key in self.place}), each.most)
                for each in group.hints
            ],
            reached=[
                (
                    min(reached.get(key, UNKNOWN)[0] for key in each),
                    max(reached.get(key, UNKNOWN)[1] for key in each),
                )
                for each in self.members
            ],
            people=[people[each[0]] for each in self.members] if people else (),
        )

    def spread(self, keys: Iterable[Key], *, high: int | None, width: int) -> None:
        """Look for populations in which many of the cells are as far out as they have to be, or can be."""
        programme = self.programme
        places = dict.fromkeys(self.place[key] for key in keys)
        if high is None:
            programme.spread({at: int(programme.high[at]) for at in places}, -1)
            programme.spread({at: int(programme.low[at]) for at in places}, 1)
        else:
            programme.spread({at: max(high, int(programme.reached(at)[0]) + width) for at in places}, -1)

    def exact(self, key: Key) -> bool:
        """Whether a cell can be one number only."""
        least, most = self.programme.reached(self.place[key])
        return not least < most and self.range(key).exact

    def reached(self) -> dict[Key, tuple[float, float]]:
        """Return the least and the most of each cell in populations found so far."""
        return {key: self.programme.reached(at) for key, at in self.place.items()}

    def range(self, key: Key) -> Range:
        """Return the least and the most a cell can be."""
        at = self.place[key]
        high = self.programme.most(at)
        return Range(self.programme.least(at), None if 2 * high >= self.ceiling else high)

    def room(self, key: Key, *, high: int, width: int) -> Room:
        """Return what room a cell has: parts of persons are asked first, whole ones where they do not decide."""
        at, programme = self.place[key], self.programme

        def wide() -> bool:
            least, most = programme.reached(at)
            return most >= high and most - least >= width

        if wide():
            return Room.WIDE
        low, most = int(programme.low[at]), int(programme.high[at])
        if low >= high:
            return Room.FAR
        if (
            2 * most < self.ceiling
            and programme.reached(at)[0] < high
            and (most < high or most - low < width)
        ):
            return Room.NARROW
        asked = [programme.never_below, programme.never_above]
        for ask in asked if programme.reached(at)[1] >= high else reversed(asked):
            limit = ask(at)
            if wide():
                return Room.WIDE
            if ask == programme.never_below and limit >= high:
                return Room.FAR
        least, most = programme.never_below(at), programme.never_above(at)
        narrow = 2 * most < self.ceiling and (most < high or most - least < width)
        if narrow and programme.reached(at)[0] < high:
            return Room.NARROW
        if not narrow and programme.can_be(at, max(high, int(programme.reached(at)[0]) + width)) and wide():
            return Room.WIDE
        for solve in (programme.least,) if narrow else (programme.most, programme.least):
            solve(at)
            if wide():
                return Room.WIDE
        return Room.FAR if programme.least(at) >= high else Room.NARROW

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
        return _different(equal), _different(at_most)

    def _row(self, parts: Sequence[Key], total: Key, shown: Mapping[Key, Range]) -> Row:
        """Return coefficients and right side of: sum of parts minus total = (or at most) 0."""
        coefficients: dict[int, float] = {}
        right = 0.0
        for key, sign in (*((part, 1.0) for part in parts), (total, -1.0)):
            if key in self.place:
                coefficients[self.place[key]] = coefficients.get(self.place[key], 0.0) + sign
            else:
                right -= sign * shown[key].low
        return {place: value for place, value in coefficients.items() if value}, right


def _different(rows: Sequence[Row]) -> list[Row]:
    """Return rows without those that say the same as another."""
    return list({(frozenset(each.items()), right): (each, right) for each, right in rows}.values())


def _places(group: Group) -> tuple[dict[Key, int], list[list[Key]]]:
    """Return a place for each cell, and the cells of each place: those that are one number under several names."""
    parent = {key: key for key in group.cells}
    for each in group.relations:
        if each.exact and len(each.parts) == 1 and each.total in parent and each.parts[0] in parent:
            parent[_root(parent, each.parts[0])] = _root(parent, each.total)
    members: dict[Key, list[Key]] = {}
    for key in group.cells:
        members.setdefault(_root(parent, key), []).append(key)
    return {key: at for at, keys in enumerate(members.values()) for key in keys}, list(members.values())


def _root(parent: dict[Key, Key], key: Key) -> Key:
    while parent[key] != key:
        parent[key] = parent[parent[key]]
        key = parent[key]
    return key


def _together(ranges: Iterable[Range]) -> Range:
    return reduce(Range.within, ranges)
