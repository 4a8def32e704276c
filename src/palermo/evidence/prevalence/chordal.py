"""Which graphs over the lists are decomposable, and how each splits into cliques and separators.

A graph is decomposable (chordal) when its vertices can be taken away one by one, each time one whose
remaining neighbours are all joined to each other (D. Rose, "Triangulated graphs and the elimination process",
Journal of Mathematical Analysis and Applications 32, 1970). Taken away in that order, vertex v with remaining
neighbours R(v) gives p(lists) = product of p(v + R(v)) / p(R(v)): where the ratios cancel, what is left over
is the product of cliques over separators. All graphs are treated at once, as rows of an array.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from palermo.evidence.command import InputError

FloatArray = NDArray[np.float64]

FEWEST, MOST = 3, 6


@dataclass(frozen=True, eq=False)
class Graphs:
    """Every decomposable graph over some lists.

    `edges`: (graphs, pairs), True where two lists are joined, pairs in the order 12, 13, …, 23, ….
    `weights`: (graphs, 2^lists), by bit mask of lists: 1 for a clique, minus the number of times it separates
    for a separator, 0 else. The empty set, which stands between parts that are not joined, counts too.
    """

    lists: int
    edges: NDArray[np.bool_]
    weights: FloatArray

    def cliques(self, graph: int) -> tuple[int, ...]:
        """Return the cliques of one graph as bit masks, largest first."""
        found = np.flatnonzero(self.weights[graph] > 0).tolist()
        return tuple(sorted(found, key=lambda mask: (-mask.bit_count(), mask)))


@lru_cache(maxsize=4)
def decomposable_graphs(lists: int) -> Graphs:
    """Return every decomposable graph over three to six lists: 8, 61, 822 or 18,154 of them.

    Raises InputError for another number of lists.
    """
    if not FEWEST <= lists <= MOST:
        raise InputError(
            f"decomposable graphs are averaged over {FEWEST} to {MOST} lists, and here are {lists}; "
            f"merge or drop lists, or choose another method"
        )
    pairs = list(combinations(range(lists), 2))
    edges = (np.arange(1 << len(pairs))[:, None] >> np.arange(len(pairs)) & 1).astype(bool)
    neighbours = np.zeros((len(edges), lists), dtype=np.int64)
    for place, (one, other) in enumerate(pairs):
        neighbours[:, one] |= edges[:, place].astype(np.int64) << other
        neighbours[:, other] |= edges[:, place].astype(np.int64) << one
    joined = _joined(neighbours, lists)
    rows = np.arange(len(edges))
    weights = np.zeros((len(edges), 1 << lists))
    remaining = np.full(len(edges), (1 << lists) - 1)
    chordal = np.ones(len(edges), dtype=bool)
    for _ in range(lists):
        may_go = np.stack(
            [
                (remaining >> vertex & 1).astype(bool) & joined[rows, neighbours[:, vertex] & remaining]
                for vertex in range(lists)
            ],
            axis=1,
        )
        chordal &= may_go.any(axis=1)
        vertex = may_go.argmax(axis=1)
        around = neighbours[rows, vertex] & remaining
        weights[rows, around | 1 << vertex] += 1
        weights[rows, around] -= 1
        remaining &= ~(1 << vertex)
    return Graphs(lists=lists, edges=edges[chordal], weights=weights[chordal])


def _joined(neighbours: NDArray[np.int64], lists: int) -> NDArray[np.bool_]:
    """Return, by graph and set of lists, whether all lists of the set are joined to each other."""
    joined = np.ones((len(neighbours), 1 << lists), dtype=bool)
    for mask in range(1, 1 << lists):
        last = mask.bit_length() - 1
        rest = mask ^ 1 << last
        joined[:, mask] = joined[:, rest] & (neighbours[:, last] & rest == rest)
    return joined
