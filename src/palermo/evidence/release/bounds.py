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

from palermo.evidence.release.problem import Group, Hint, Problem, Range, Room, root
from palermo.evidence.release.programme import Contradiction, TooLarge
from palermo.evidence.release.tables import Key, Relation

__all__ = ["Contradiction", "Hint", "Problem", "Range", "Reader", "Room", "TooLarge", "bounds"]


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
    the next, who shares what has not changed. `people` is a population that fits, from which others are found sooner,
    and `reached` the least and the most that each cell has in populations that fit. Raises Contradiction where no
    numbers fit what is shown, and TooLarge where a problem cannot be solved.
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


def _groups(
    shown: Mapping[Key, Range], relations: Sequence[Relation], hints: Sequence[Hint]
) -> dict[Key, Group]:
    parent: dict[Key, Key] = {key: key for key, each in shown.items() if not each.exact}

    def join(keys: Sequence[Key]) -> None:
        for key in keys[1:]:
            parent[root(parent, key)] = root(parent, keys[0])

    tied = [[key for key in (each.total, *each.parts) if key in parent] for each in relations]
    hinted = [[key for key in each.cells if key in parent] for each in hints if not _settled(each, shown)]
    for keys in (*tied, *hinted):
        join(keys)
    groups: dict[Key, Group] = {}
    for key in parent:
        groups.setdefault(root(parent, key), Group([], [], [])).cells.append(key)
    for relation, keys in zip(relations, tied, strict=True):
        if keys:
            groups[root(parent, keys[0])].relations.append(relation)
    for hint in hints:
        keys = [key for key in hint.cells if key in parent]
        if keys and not _settled(hint, shown):
            groups[root(parent, keys[0])].hints.append(hint)
    return {key: groups[root(parent, key)] for key in parent}


def _settled(hint: Hint, shown: Mapping[Key, Range]) -> bool:
    """Whether a cell that is shown bears the hint out already, so that it tells nothing."""
    highs = [shown[key].high for key in hint.cells]
    return any(high is not None and high <= hint.most for high in highs)
