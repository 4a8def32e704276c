"""What is too small to show, how what is shown is rounded, and how a cell is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from palermo.evidence.release.bounds import Hint, Range
from palermo.evidence.release.tables import Key


class Unsafe(ValueError):
    """The tables would give away a small number: the message says what to do, `cells` which ones if known.

    `unsolved`: nobody knows whether they would, since the programmes are too large.
    """

    def __init__(self, message: str, cells: Sequence[Key] = (), *, unsolved: bool = False) -> None:
        super().__init__(message)
        self.cells, self.unsolved = tuple(cells), unsolved


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
        """Return the nearest multiple of the base, halves upwards; of what is shown none below the threshold but 0.

        >>> [Rule(threshold=10, base=3).rounded(count) for count in (0, 10, 13, 14)]
        [0, 12, 12, 15]
        """
        nearest = (2 * count + self.base) // (2 * self.base) * self.base
        return nearest if count < self.threshold else max(nearest, self._least)

    @property
    def _least(self) -> int:
        """The least multiple that is no small number."""
        return -(-self.threshold // self.base) * self.base

    def shown(self, count: int) -> Range:
        """Return what a reader learns from a number that is shown: it is none, or not a small one."""
        written = self.rounded(count)
        if not count:
            return Range(0, 0)
        low = written - self.base // 2
        if count >= self.threshold:
            low = self.threshold if written == self._least else max(low, self.threshold)
        return Range(max(0, low), written + (self.base - 1) // 2)

    def safe(self, found: Range) -> bool:
        """Whether what a reader can calculate leaves a small number safe, or shows that it is none."""
        return (
            found.low >= self.threshold
            or found.high is None
            or (found.high >= self.threshold and found.high - found.low >= self.threshold - 1)
        )


@dataclass(frozen=True)
class Published:
    """One cell as it may be written: a number (rounded or not), or a range where it is hidden."""

    value: int | None
    low: int
    high: int | None

    @property
    def hidden(self) -> bool:
        """Whether a range stands for the number: because it is small, or because another would follow from it."""
        return self.value is None


@dataclass(frozen=True)
class Given:
    """What earlier outputs from the same records tell: a range for each of their cells, and what their method hints.

    `ours` are the cells that the new output shows, where the earlier ones have others: of those a reader sees by
    themselves which are hidden.
    """

    ranges: Mapping[Key, Range] = field(default_factory=dict)
    hints: tuple[Hint, ...] = ()
    ours: frozenset[Key] = frozenset()


NOTHING = Given()
