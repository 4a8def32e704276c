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

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from palermo.evidence.release.tables import Key, Relation

TOLERANCE = 1e-6
MOST_OPEN, MOST_CASES, SECONDS = 20_000, 400, 20.0


class Contradiction(ValueError):
    """What is shown cannot all be true: a fault of whoever made the tables, never of their readers."""


class TooLarge(ValueError):
    """The programme is too large to be solved, so that nothing is proved of these cells."""


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
    """One linear programme, asked for the least and the most of its cells."""

    def __init__(self, group: Group, shown: Mapping[Key, Range]) -> None:
        if len(group.cells) > MOST_OPEN:
            raise TooLarge(f"{len(group.cells)} cells hang together ({MOST_OPEN} at most)")
        self.place = {key: index for index, key in enumerate(group.cells)}
        self.lows = np.array([shown[key].low for key in group.cells], dtype=float)
        highs = [shown[key].high for key in group.cells]
        # A cell without a limit gets one far above whatever is shown: a programme without limits gives no population.
        known = [each for each in highs if each is not None]
        known += [shown[key].low for each in group.relations for key in (each.total, *each.parts)]
        self.ceiling = max(10**6, 100 * max(known, default=0))
        self.highs = np.array([self.ceiling if each is None else each for each in highs], dtype=float)
        self.hints = [
            (sorted(self.place[key] for key in each.cells if key in self.place), each.most)
            for each in group.hints
        ]
        self._rows(group, shown)
        self._found: dict[tuple[int, int], int] = {}
        self._least = np.full(len(group.cells), np.inf)
        self._most = np.full(len(group.cells), -np.inf)

    def range(self, key: Key) -> Range:
        """Return the least and the most a cell can be."""
        at = self.place[key]
        high = self._best(at, -1)
        return Range(self._best(at, 1), None if 2 * high >= self.ceiling else high)

    def leaves(self, key: Key, *, high: int, width: int) -> bool:
        """Whether some population has `high` or more in a cell, and another `width` or more below the most."""
        at = self.place[key]
        for sign in (-1, 1):
            if self._most[at] >= high and self._most[at] - self._least[at] >= width:
                return True
            self._best(at, sign)
        return bool(self._most[at] >= high and self._most[at] - self._least[at] >= width)

    def _best(self, at: int, sign: int) -> int:
        """Return the least (`sign` 1) or the most (-1) that any population agreeing with every hint has in a cell."""
        if (at, sign) in self._found:
            return self._found[at, sign]
        if sign == 1 and self._least[at] == self.lows[at]:  # a population of before has it: it cannot be less
            return int(self._least[at])
        best: int | None = None
        open_cases: list[dict[int, int]] = [{}]
        for _ in range(MOST_CASES):
            if not open_cases:
                break
            caps = open_cases.pop()
            people = self._solved(at, sign, caps)
            if people is None or (best is not None and sign * people[at] >= sign * best):
                continue
            broken = next((hint for hint in self.hints if min(people[hint[0]]) > hint[1]), None)
            if broken is None:
                best = int(people[at])
                self._least, self._most = np.minimum(self._least, people), np.maximum(self._most, people)
            else:
                cases = sorted(broken[0], key=lambda each: -people[each])
                open_cases += [{**caps, each: broken[1]} for each in cases if self.lows[each] <= broken[1]]
        else:
            raise TooLarge(f"a hint has more than {MOST_CASES} cases")
        if best is None:
            raise Contradiction("the numbers shown do not fit each other")
        self._found[at, sign] = best
        return best

    def _solved(self, at: int, sign: int, caps: Mapping[int, int]) -> np.ndarray | None:
        """Return a population of whole persons with the least (or most) in a cell; None where there is none."""
        highs = self.highs.copy()
        for place, most in caps.items():
            highs[place] = min(highs[place], most)
        aim = np.zeros(len(self.place))
        aim[at] = sign
        answer = linprog(
            aim,
            A_ub=self.at_most,
            b_ub=self.most,
            A_eq=self.equal,
            b_eq=self.equal_to,
            bounds=np.column_stack([self.lows, highs]),
            method="highs",
            options={"time_limit": SECONDS},
        )
        if answer.status == 2:
            return None
        if answer.status != 0:
            raise TooLarge("a linear programme was not solved in time")
        whole: np.ndarray = np.round(answer.x)
        if np.abs(whole - answer.x).max() > TOLERANCE or not self._fits(whole):
            return self._whole(aim, highs)
        return whole

    def _whole(self, aim: np.ndarray, highs: np.ndarray) -> np.ndarray | None:
        limits = []
        if self.equal is not None:
            limits.append(LinearConstraint(self.equal, self.equal_to, self.equal_to))
        if self.at_most is not None:
            limits.append(LinearConstraint(self.at_most, -np.inf, self.most))
        answer = milp(
            aim,
            constraints=limits,
            bounds=Bounds(self.lows, highs),
            integrality=np.ones(len(aim)),
            options={"time_limit": SECONDS},
        )
        if answer.status == 2:
            return None
        if answer.status != 0:
            raise TooLarge("a programme over whole numbers was not solved in time")
        return np.asarray(np.round(answer.x))

    def _fits(self, people: np.ndarray) -> bool:
        """Whether whole numbers fit every row exactly: what a solver calls nearly right is no population."""
        equal = self.equal is None or bool((self.equal @ people == self.equal_to).all())
        return equal and (self.at_most is None or bool((self.at_most @ people <= self.most).all()))

    def _rows(self, group: Group, shown: Mapping[Key, Range]) -> None:
        equal: list[tuple[dict[int, float], float]] = []
        at_most: list[tuple[dict[int, float], float]] = []
        for relation in group.relations:
            if relation.exact:
                equal.append(self._row(relation.parts, relation.total, shown))
            else:
                at_most += [self._row((part,), relation.total, shown) for part in relation.parts]
            if relation.covering:
                coefficients, right = self._row(relation.parts, relation.total, shown)
                at_most.append(({place: -value for place, value in coefficients.items()}, -right))
        self.equal, self.equal_to = self._matrix(equal)
        self.at_most, self.most = self._matrix(at_most)

    def _row(
        self, parts: Sequence[Key], total: Key, shown: Mapping[Key, Range]
    ) -> tuple[dict[int, float], float]:
        """Return coefficients and right side of: sum of parts minus total = (or at most) 0."""
        coefficients: dict[int, float] = {}
        right = 0.0
        for key, sign in (*((part, 1.0) for part in parts), (total, -1.0)):
            if key in self.place:
                coefficients[self.place[key]] = coefficients.get(self.place[key], 0.0) + sign
            else:
                right -= sign * shown[key].low
        return coefficients, right

    def _matrix(
        self, rows: Sequence[tuple[dict[int, float], float]]
    ) -> tuple[csr_array | None, np.ndarray | None]:
        rows = [row for row in rows if row[0]]
        if not rows:
            return None, None
        at = [(row, column, value) for row, (each, _) in enumerate(rows) for column, value in each.items()]
        lines, columns, values = (list(each) for each in zip(*at, strict=True))
        matrix = csr_array((values, (lines, columns)), shape=(len(rows), len(self.place)))
        return matrix, np.array([right for _, right in rows])
