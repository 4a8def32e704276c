"""The least and the most of a number among whole numbers within limits, rows and hints; by HiGHS through scipy."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csr_array

from palermo.evidence.release.narrowing import SECONDS, TOLERANCE, narrowed, nearby

MOST_CASES = 400
ENOUGH, LEAST_SHARE, ROUGH, SHORT = 4, 0.1, 0.1, 2.0
UNFIT = "the numbers shown do not fit each other"

Row = tuple[dict[int, float], float]


class Contradiction(ValueError):
    """What is shown cannot all be true: a fault of whoever made the tables, never of their readers."""


class TooLarge(ValueError):
    """The programme is too large to be solved, so that nothing is proved of these cells."""


class Programme:
    """Whole numbers between `lows` and `highs`, with rows that are equal or at most something.

    Of each hint's places at least one number is at most the hint's. What was found for one number is kept: each
    answer is a population that holds for all of them (`reached`). Raises TooLarge where it cannot be solved, and
    Contradiction where there is no population.
    """

    def __init__(
        self,
        *,
        lows: Sequence[int],
        highs: Sequence[int],
        equal: Sequence[Row],
        at_most: Sequence[Row],
        hints: Sequence[tuple[list[int], int]],
        reached: Sequence[tuple[float, float]] = (),
        people: Sequence[int] = (),
    ) -> None:
        """`reached`: the least and the most of each number in populations known already, of which `people` is one."""
        self.lows, self.highs = np.array(lows, dtype=float), np.array(highs, dtype=float)
        self.equal, self.equal_to = self._matrix(equal)
        self.at_most, self.most_of = self._matrix(at_most)
        self.hints = hints
        self._found: dict[tuple[int, int], int] = {}
        self._limits: dict[tuple[int, int], int] = {}
        self.people = np.array(people, dtype=float) if people else None
        self._least = np.array([least for least, _ in reached] or np.full(len(lows), np.inf), dtype=float)
        self._most = np.array([most for _, most in reached] or np.full(len(lows), -np.inf), dtype=float)

        self.low, self.high = narrowed(
            self.lows, self.highs, (self.equal, self.equal_to), (self.at_most, self.most_of)
        )
        if (self.low > self.high).any():
            raise Contradiction(UNFIT)

    def least(self, at: int) -> int:
        """Return the least a number can be."""
        return self._best(at, 1)

    def most(self, at: int) -> int:
        """Return the most a number can be."""
        return self._best(at, -1)

    def never_below(self, at: int) -> int:
        """Return a number that none is less than in a place, perhaps the least; see `never_above`."""
        return self._beyond(at, 1)

    def never_above(self, at: int) -> int:
        """Return a number that none is more than in a place, perhaps the most.

        Parts of persons and broken hints are let pass: more is possible then, never less, and it is found much sooner.
        """
        return self._beyond(at, -1)

    def reached(self, at: int) -> tuple[float, float]:
        """Return the least and the most that populations found so far have in a place; infinite before the first."""
        return float(self._least[at]), float(self._most[at])

    def spread(self, targets: Mapping[int, int], sign: int) -> None:
        """Look for populations in which many numbers are as low (`sign` 1) or as high (-1) as their targets at once.

        Each settles many numbers that would be asked for one by one. Where no population is known, none is sought.
        """
        people = self.people
        if people is None:
            return
        lows, highs = self.low.copy(), self.high.copy()
        for places, most in self.hints:
            small = min(places, key=lambda each: people[each])
            highs[small] = min(highs[small], max(most, people[small]))
        chance = np.random.default_rng(len(lows))
        share = 1.0
        while share > LEAST_SHARE:
            left = [at for at, target in targets.items() if self._short(at, target, sign)]
            left = [at for at in left if self.low[at] <= targets[at] <= self.high[at]]
            asked = [at for at in left if chance.random() < share]
            if len(left) < ENOUGH:
                return
            aim = np.zeros(len(lows))
            ends = lows.copy(), highs.copy()
            for at in asked:
                aim[at] = sign * chance.uniform(0.5, 1.5) / max(1.0, abs(targets[at] - people[at]))
                if sign > 0:  # no further than it has to be, so that more is left for others
                    ends[0][at] = targets[at]
                else:
                    ends[1][at] = min(ends[1][at], targets[at])
            found = self._roughly(aim, *ends)
            if found is not None and self._fits(found) and not self._broken(found):
                self._reach(found)
            if sum(self._short(at, targets[at], sign) for at in left) > len(left) - ENOUGH:
                share /= 2  # they are in each other's way

    def _short(self, at: int, target: int, sign: int) -> bool:
        return bool(self._least[at] > target if sign > 0 else self._most[at] < target)

    def can_be(self, at: int, number: int) -> bool:
        """Whether a population has a number in a place, as far as that is found without much ado.

        It is sought near one that is known: where little moves, whole persons mostly do, and hints stay borne out.
        """
        if number in self.reached(at):
            return True
        if self.people is None or not self.low[at] <= number <= self.high[at]:
            return False
        found = nearby(
            self.people,
            (at, number),
            (self.lows, self.highs),
            (self.equal, self.equal_to),
            (self.at_most, self.most_of),
        )
        if found is None:
            return False
        people = np.round(found)
        if not self._is_whole(found, people) or self._broken(people):
            return False
        self._reach(people)
        return True

    def _beyond(self, at: int, sign: int) -> int:
        if (at, sign) in self._found:
            return self._found[at, sign]
        limit = self._limit(at, sign)
        if limit in self.reached(at):  # a population of before has it: nothing goes beyond
            self._found[at, sign] = limit
            return limit
        if (at, sign) not in self._limits:
            answer = self._in_parts(at, sign, self.highs)
            if answer is None:
                raise Contradiction(UNFIT)
            people = np.round(answer)
            if self._is_whole(answer, people) and not self._broken(people):
                self._reach(people)
                self._found[at, sign] = int(people[at])
                return self._found[at, sign]
            self._limits[at, sign] = sign * math.ceil(sign * answer[at] - TOLERANCE)
        return self._limits[at, sign]

    def _limit(self, at: int, sign: int) -> int:
        """Return what no population goes beyond, as one row after the other tells."""
        return int(self.low[at] if sign > 0 else self.high[at])

    def _reach(self, people: np.ndarray) -> None:
        """Remember a population: what it has in each place can be there."""
        self._least, self._most = np.minimum(self._least, people), np.maximum(self._most, people)

    def _broken(self, people: np.ndarray) -> tuple[list[int], int] | None:
        """Return a hint that a population does not bear out."""
        return next((hint for hint in self.hints if min(people[hint[0]]) > hint[1]), None)

    def _best(self, at: int, sign: int) -> int:
        """Return the least (`sign` 1) or the most (-1), going through the cases of hints that are broken."""
        if (at, sign) in self._found:
            return self._found[at, sign]
        for known in (self._limit, self._beyond):
            limit = known(at, sign)
            if self.can_be(at, limit):  # nothing goes beyond
                self._found[at, sign] = limit
                return limit
        best: np.ndarray | None = None
        open_cases: list[tuple[float, dict[int, int]]] = [(limit, {})]
        for _ in range(MOST_CASES):
            if not open_cases:
                break
            bound, caps = open_cases.pop()
            if (
                best is not None and sign * bound >= sign * best[at]
            ):  # a case of another is no better than that one
                continue
            people = self._solved(at, sign, caps)
            if people is None or (best is not None and sign * people[at] >= sign * best[at]):
                continue
            broken = self._broken(people)
            if broken is None:
                best = people
                self._reach(people)
            else:
                cases = sorted(broken[0], key=lambda each: -people[each])
                open_cases += [
                    (people[at], {**caps, each: broken[1]}) for each in cases if self.lows[each] <= broken[1]
                ]
        if best is not None:
            open_cases = [each for each in open_cases if sign * each[0] < sign * best[at]]
        if open_cases:
            raise TooLarge(f"hints have more than {MOST_CASES} cases")
        if best is None:
            raise Contradiction(UNFIT)
        self._found[at, sign] = int(best[at])
        return self._found[at, sign]

    def _solved(self, at: int, sign: int, caps: Mapping[int, int]) -> np.ndarray | None:
        """Return a population of whole persons with the least (or most) in a place; None where there is none."""
        highs = self.highs.copy()
        for place, most in caps.items():
            highs[place] = min(highs[place], most)
        answer = self._in_parts(at, sign, highs)
        if answer is None:
            return None
        people: np.ndarray = np.round(answer)
        return people if self._is_whole(answer, people) else self._whole(self._aim(at, sign), highs)

    def _aim(self, at: int, sign: int) -> np.ndarray:
        aim = np.zeros(len(self.lows))
        aim[at] = sign
        return aim

    def _is_whole(self, answer: np.ndarray, people: np.ndarray) -> bool:
        return bool(np.abs(people - answer).max() <= TOLERANCE) and self._fits(people)

    def _in_parts(self, at: int, sign: int, highs: np.ndarray) -> np.ndarray | None:
        """Return a population, of parts of persons too, with the least (or most) in a place; None for none."""
        answer = linprog(
            self._aim(at, sign),
            A_ub=self.at_most,
            b_ub=self.most_of,
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
        found: np.ndarray = answer.x
        return found

    def _whole(self, aim: np.ndarray, highs: np.ndarray) -> np.ndarray | None:
        answer = self._solver(aim, self.lows, highs, {"time_limit": SECONDS})
        if answer.status == 2:
            return None
        people: np.ndarray | None = None if answer.x is None else np.round(answer.x)
        if answer.status != 0 or people is None or not self._fits(people):
            raise TooLarge("a programme over whole numbers was not solved in time")
        return people

    def _roughly(self, aim: np.ndarray, lows: np.ndarray, highs: np.ndarray) -> np.ndarray | None:
        """Return a population of whole persons that is about the best for an aim, if one is found soon."""
        answer = self._solver(aim, lows, highs, {"time_limit": SHORT, "mip_rel_gap": ROUGH})
        return None if answer.x is None else np.round(answer.x)

    def _solver(
        self, aim: np.ndarray, lows: np.ndarray, highs: np.ndarray, options: dict[str, float]
    ) -> OptimizeResult:
        limits = []
        if self.equal is not None:
            limits.append(LinearConstraint(self.equal, self.equal_to, self.equal_to))
        if self.at_most is not None:
            limits.append(LinearConstraint(self.at_most, -np.inf, self.most_of))
        whole = np.ones(len(aim))
        return milp(aim, constraints=limits, bounds=Bounds(lows, highs), integrality=whole, options=options)

    def _fits(self, people: np.ndarray) -> bool:
        """Whether whole numbers fit limits and every row exactly: what a solver calls nearly right is no population."""
        if (people < self.lows).any() or (people > self.highs).any():
            return False
        equal = self.equal is None or bool((self.equal @ people == self.equal_to).all())
        return equal and (self.at_most is None or bool((self.at_most @ people <= self.most_of).all()))

    def _matrix(self, rows: Sequence[Row]) -> tuple[csr_array | None, np.ndarray | None]:
        rows = [row for row in rows if row[0]]
        if not rows:
            return None, None
        at = [(row, column, value) for row, (each, _) in enumerate(rows) for column, value in each.items()]
        lines, columns, values = (list(each) for each in zip(*at, strict=True))
        matrix = csr_array((values, (lines, columns)), shape=(len(rows), len(self.lows)))
        return matrix, np.array([right for _, right in rows])
