"""One programme over cells that hang together: what each of them can be, and what room that leaves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import reduce
from math import inf

from palermo.evidence.release.programme import Programme, Row, TooLarge
from palermo.evidence.release.tables import Key, Relation

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


@dataclass
class Group:
    """Open cells that can tell anything about each other, with their relations and hints."""

    cells: list[Key]
    relations: list[Relation]
    hints: list[Hint]


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
            targets = {at: max(high, programme.reached(at)[0] + width) for at in places}
            programme.spread({at: int(target) for at, target in targets.items() if target < inf}, -1)

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
        target = max(high, programme.reached(at)[0] + width)
        if not narrow and target < inf and programme.can_be(at, int(target)) and wide():
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
            parent[root(parent, each.parts[0])] = root(parent, each.total)
    members: dict[Key, list[Key]] = {}
    for key in group.cells:
        members.setdefault(root(parent, key), []).append(key)
    return {key: at for at, keys in enumerate(members.values()) for key in keys}, list(members.values())


def root(parent: dict[Key, Key], key: Key) -> Key:
    while parent[key] != key:
        parent[key] = parent[parent[key]]
        key = parent[key]
    return key


def _together(ranges: Iterable[Range]) -> Range:
    return reduce(Range.within, ranges)
