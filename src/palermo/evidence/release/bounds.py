"""What a reader can calculate about a cell from everything that is shown: linear-programming bounds.

Each cell lies within what is shown of it: a number, a rounded number, or at least one person where it is hidden.
The relations between cells narrow that; the least and the most a cell can still be are two linear programmes (M.
Fischetti and J. J. Salazar, Management Science 47 (2001), 1008-1027), solved by HiGHS through scipy. They are solved
over real numbers: a reader who also uses that persons are whole can never be further off than these bounds, and the
bounds are pushed inwards to whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from palermo.evidence.release.tables import Key, Relation

TOLERANCE = 1e-6


class Contradiction(ValueError):
    """What is shown cannot all be true: a fault of whoever made the tables, never of their readers."""


@dataclass(frozen=True)
class Range:
    """The least and the most a cell can be; `high` is None where nothing limits it."""

    low: int
    high: int | None

    @property
    def exact(self) -> bool:
        """Whether one number only is left."""
        return self.low == self.high


def bounds(
    shown: Mapping[Key, Range], relations: Sequence[Relation], wanted: Iterable[Key]
) -> dict[Key, Range]:
    """Return what is left possible for each wanted cell.

    Cells shown exactly are constants, which cuts the problem into small ones. Raises Contradiction where no numbers
    fit what is shown.
    """
    groups = _groups(shown, relations)
    found: dict[Key, Range] = {}
    problems: dict[int, _Problem] = {}
    for key in wanted:
        if shown[key].exact:
            found[key] = shown[key]
            continue
        group = groups[key]
        if id(group) not in problems:
            problems[id(group)] = _Problem(group, shown)
        found[key] = problems[id(group)].range(key)
    return found


@dataclass
class _Group:
    cells: list[Key]
    relations: list[Relation]


def _groups(shown: Mapping[Key, Range], relations: Sequence[Relation]) -> dict[Key, _Group]:
    """Return for each open cell the cells and relations that can tell anything about it."""
    parent: dict[Key, Key] = {key: key for key, each in shown.items() if not each.exact}

    def root(key: Key) -> Key:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    open_cells = [[key for key in (each.total, *each.parts) if key in parent] for each in relations]
    for keys in open_cells:
        for key in keys[1:]:
            parent[root(key)] = root(keys[0])
    groups: dict[Key, _Group] = {}
    for key in parent:
        groups.setdefault(root(key), _Group([], [])).cells.append(key)
    for relation, keys in zip(relations, open_cells, strict=True):
        if keys:
            groups[root(keys[0])].relations.append(relation)
    return {key: groups[root(key)] for key in parent}


class _Problem:
    """One linear programme, asked twice for each cell."""

    def __init__(self, group: _Group, shown: Mapping[Key, Range]) -> None:
        self.place = {key: index for index, key in enumerate(group.cells)}
        self.limits = [(shown[key].low, shown[key].high) for key in group.cells]
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

    def range(self, key: Key) -> Range:
        """Return the least and the most a cell can be, as whole numbers."""
        lowest, highest = (self._solved(key, sign) for sign in (1.0, -1.0))
        if lowest is None:
            raise AssertionError("a count cannot fall for ever")
        return Range(
            low=math.ceil(lowest - TOLERANCE),
            high=None if highest is None else math.floor(highest + TOLERANCE),
        )

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
        if not rows:
            return None, None
        at = [(row, column, value) for row, (each, _) in enumerate(rows) for column, value in each.items()]
        lines, columns, values = (list(each) for each in zip(*at, strict=True))
        matrix = csr_array((values, (lines, columns)), shape=(len(rows), len(self.place)))
        return matrix, np.array([right for _, right in rows])

    def _solved(self, key: Key, sign: float) -> float | None:
        aim = np.zeros(len(self.place))
        aim[self.place[key]] = sign
        answer = linprog(
            aim,
            A_ub=self.at_most,
            b_ub=self.most,
            A_eq=self.equal,
            b_eq=self.equal_to,
            bounds=self.limits,
            method="highs",
        )
        if answer.status == 3:
            return None
        if answer.status != 0:
            raise Contradiction("the numbers shown do not fit each other")
        return float(answer.x[self.place[key]])
