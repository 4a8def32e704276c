"""Somebody who has the files of `palermo indicators` and its documentation, none of its code, and calculates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from bench.attack_told import Cell, Found, Told

SILENT = "(no information)"
_PLACES = {"citizenship", "country", "border"}
_COUNTRIES = ("ITA", "FRA", "DEU", SILENT)
_CITIZENS = ("ITA", "FRA", "DEU", "NGA", "GHA", "(several)", SILENT)


class Attacker:
    """Populations of whole persons in every combination of categories that agree with what several outputs say."""

    def __init__(
        self, dimensions: Sequence[str], outputs: Sequence[Told], *, consistent: bool = False
    ) -> None:
        self.outputs, self.consistent = outputs, consistent
        named = {pair for told in outputs for cell in told.cells for pair in cell}
        domains = []
        for name in dimensions:
            codes = sorted({code for one, code in named if one == name and code != "(known)"})
            if name == "citizenship" and any(one == "citizenship_wide" for one, _ in named):
                codes = list(_CITIZENS)
            if name == "country" and not codes and any(one == "border" for one, _ in named):
                codes = list(_COUNTRIES)  # the table is left out, and what is said of borders is not
            if name == "form":
                sets = [frozenset(c for c, there in zip(codes, mask, strict=True) if there)
                        for mask in product((False, True), repeat=len(codes))]  # fmt: skip
                domains.append([*sets[1:], frozenset({SILENT})])
            else:
                domains.append([frozenset({code}) for code in codes] or [frozenset({SILENT})])
        self.place = {name: place for place, name in enumerate(dimensions)}
        self.people = [person for person in product(*domains) if self._agrees(person)]
        self.cells = sorted({cell for told in outputs for cell in told.cells}, key=lambda cell: sorted(cell))
        rows = [
            np.array([self._in(person, cell) for person in self.people], dtype=float) for cell in self.cells
        ]
        self.matrix = np.array(rows).reshape(len(self.cells), len(self.people))
        self.at = {cell: place for place, cell in enumerate(self.cells)}
        self.limits = np.array([self._limits(cell) for cell in self.cells]).reshape(-1, 2)
        self.least = np.full(len(self.cells), np.inf)
        self.most = np.full(len(self.cells), -np.inf)

    def _in(self, person: tuple[frozenset[str], ...], cell: Cell) -> bool:
        for name, code in cell:
            own = name.removesuffix("_information").removesuffix("_wide")
            values = self._border(person) if own == "border" else person[self.place[own]]
            if code == "(known)":
                fits = SILENT not in values
            elif name.endswith("_wide"):
                fits = bool({_wide(own, each) for each in values} & {code})
            else:
                fits = code in values
            if not fits:
                return False
        return True

    def _agrees(self, person: tuple[frozenset[str], ...]) -> bool:
        """Whether somebody can be: who attacks is taken to know where ages and majorities never disagree."""
        if not (self.consistent and {"age", "majority"} <= set(self.place)):
            return True
        age, majority = (min(person[self.place[name]]) for name in ("age", "majority"))
        return SILENT in {age, majority} or _wide("age", age) == majority

    def _border(self, person: tuple[frozenset[str], ...]) -> frozenset[str]:
        citizenship, country = (min(person[self.place[name]]) for name in ("citizenship", "country"))
        if citizenship.startswith("(") or country.startswith("("):
            return frozenset({SILENT})
        return frozenset({"domestic" if citizenship == country else "cross"})

    def _limits(self, cell: Cell) -> tuple[float, float]:
        ranges = [told.cells[cell] for told in self.outputs if cell in told.cells]
        return max(low for low, _ in ranges), min(high for _, high in ranges)

    def _constraints(self, truth: np.ndarray) -> None:
        """Every sum and share; and at least one of the hidden cells that hang together is small.

        Beside an earlier output that need not be so: who attacks is taken to guess rightly where it is.
        """
        people, total = (
            len(self.people),
            max(1.0, self.limits[:, 1][np.isfinite(self.limits[:, 1])].max(initial=1)),
        )
        choices: list[tuple[int, int]] = []
        sets: list[list[int]] = []
        for told in self.outputs:
            for group in self._linked(told):
                if not any(0 < truth[self.at[cell]] < told.threshold for cell in group):
                    continue
                members = []
                for cell in group:
                    members.append(len(choices))
                    choices.append((self.at[cell], told.threshold - 1))
                sets.append(members)
        self.size = people + len(choices)
        wide = np.zeros((len(self.cells), self.size))
        wide[:, :people] = self.matrix
        rows, low, high = [*wide], list(self.limits[:, 0]), list(self.limits[:, 1])
        for told in self.outputs:
            for cell, over, least, most in told.shares:
                one, whole = wide[self.at[cell]], wide[self.at[over]]
                rows += [one - (least - 0.0051) / 100 * whole, one - (most + 0.0051) / 100 * whole]
                low += [0.0, -np.inf]
                high += [np.inf, 0.0]
        for place, (cell, small) in enumerate(choices):
            row = wide[cell].copy()
            row[people + place] = 2 * total
            rows.append(row)
            low.append(-np.inf)
            high.append(small + 2 * total)
        for members in sets:
            row = np.zeros(self.size)
            row[[people + each for each in members]] = 1
            rows.append(row)
            low.append(1)
            high.append(np.inf)
        self.rows = LinearConstraint(csr_array(np.array(rows)), low, high)
        self.bounds = Bounds(
            np.zeros(self.size), np.concatenate([np.full(people, np.inf), np.ones(len(choices))])
        )

    def _linked(self, told: Told) -> Iterator[list[Cell]]:
        """Hidden cells in sets: two hang together if one is a part of the other, or both are parts of one cell."""
        left = told.hidden - {frozenset()}  # a hidden number of all records stands alone: there are few
        while left:
            reached, todo = set(), [min(left, key=sorted)]
            while todo:
                cell = todo.pop()
                if cell in left:
                    left.discard(cell)
                    reached.add(cell)
                    todo += [other for other in left if self._beside(cell, other)]
            yield sorted(reached, key=sorted)

    def _beside(self, one: Cell, other: Cell) -> bool:
        """Whether two cells stand in one sum. Of several outputs a reader takes all that is hidden as one set."""
        if len(self.outputs) > 1:
            return True
        mine, others = _names(one), _names(other)
        if "citizenship" in self.place and mine & _PLACES and others & _PLACES:
            return True  # at home and abroad tie them all
        if mine == others:
            return len({pair for pair in one if pair not in other}) <= 1
        return abs(len(mine) - len(others)) == 1 and (mine < others or others < mine)

    def attack(self, records: Sequence[tuple[Any, ...]]) -> Found:
        """Bound every hidden cell and compare with the rule, the range written, and the truth that only we know."""
        found = Found(outputs=1)
        truth = self._truth(records)
        self._constraints(truth)
        thresholds = [told.threshold for told in self.outputs]
        hidden = sorted({cell for told in self.outputs for cell in told.hidden}, key=sorted)
        for cell in hidden:
            if any(cell in told.cells and cell not in told.hidden for told in self.outputs):
                continue  # an output showed it, under a threshold of its own
            at = self.at[cell]
            if self.limits[at][0] == self.limits[at][1]:
                continue
            found.cells += 1
            low, high = self._bound(at)
            written = self.outputs[-1].cells.get(cell, (-np.inf, np.inf))
            if cell in self.outputs[-1].hidden and (low > written[0] or high < written[1]):
                found.narrower += 1
                found.words.append(f"{sorted(cell)}: written {written}, calculated {low}–{high}")
            held = max(told.threshold for told in self.outputs if cell in told.hidden)
            held = min(held, *thresholds) if len(set(thresholds)) > 1 else held
            if 0 < truth[at] < held:
                found.small += 1
                found.exact += low == high
                found.below += high < held
                found.narrow += high - low < held - 1
                if low == high or high < held or high - low < held - 1:
                    found.words.append(f"{sorted(cell)}: {truth[at]:.0f} calculated as {low}–{high}")
        return found

    def _truth(self, records: Sequence[tuple[Any, ...]]) -> np.ndarray:
        number = {person: place for place, person in enumerate(self.people)}
        counts = np.zeros(len(self.people))
        for record in records:
            person = tuple(
                frozenset({SILENT}) if value is None
                else frozenset({"(several)"}) if name == "citizenship" and len(value) > 1
                else frozenset(value) if isinstance(value, list)
                else frozenset({str(value)})
                for name, value in zip(self.place, record, strict=True)
            )  # fmt: skip
            if person in number:
                counts[number[person]] += 1
        return np.asarray(self.matrix @ counts)

    def _bound(self, at: int) -> tuple[float, float]:
        for sign in (1, -1):
            known = self.least[at] if sign == 1 else self.most[at]
            if known == self.limits[at][0 if sign == 1 else 1]:
                continue
            aim = np.zeros(self.size)
            aim[: len(self.people)] = sign * self.matrix[at]
            kinds = np.ones(self.size)
            answer = milp(
                aim, constraints=self.rows, bounds=self.bounds, integrality=kinds, options={"time_limit": 30}
            )
            if answer.x is None:
                if answer.status in {3, 4}:  # nothing limits it
                    self.most[at] = np.inf
                    continue
                raise AssertionError(f"what is written fits no population: {answer.message}")
            people = np.round(answer.x[: len(self.people)])
            cells = self.matrix @ people
            self.least, self.most = np.minimum(self.least, cells), np.maximum(self.most, cells)
        return self.least[at], self.most[at]


def _names(cell: Cell) -> set[str]:
    """The dimensions of a cell; adults and children are sums of ages, so that these count as one dimension."""
    names = {name.removesuffix("_information").removesuffix("_wide") for name, _ in cell}
    return {"age" if name == "majority" else name for name in names}


def _wide(name: str, code: str) -> str:
    if name == "year" and code.isdecimal():
        return str(int(code) // 5 * 5)
    if name == "age" and not code.startswith("("):
        return "Minor" if code in {"0--8", "9--17"} else "Adult"
    if name in {"country", "citizenship"} and not code.startswith("("):
        return "Africa" if code in {"NGA", "GHA"} else "Europe"
    return code
