"""Whether the maximum likelihood estimate of a model exists for a table.

S. Fienberg and A. Rinaldo, "Maximum likelihood estimation in log-linear models", Annals of Statistics 40
(2012): the maximum likelihood estimate exists where some table with the same sufficient statistics has every
cell above zero; else some cells, those outside the *facial set*, are estimated as 0. One linear programme
(HiGHS) finds the facial set. It depends only on which cells are zero, so each pattern of zeros is solved once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_array, eye_array, hstack

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.histories import CaptureHistories, IntArray
from palermo.evidence.prevalence.lattice import (
    CONVERGED,
    DIVERGED,
    BoolArray,
    FloatArray,
    cells_of_fit,
    fit,
    superset_sums,
)

FINE, NO_ESTIMATE, NOT_IDENTIFIABLE = 0, 1, 2
MEANING = {
    0: "the maximum likelihood estimate exists and is identifiable",
    1: "the maximum likelihood estimate does not exist",
    2: "the model is not identifiable from these overlaps",
    3: "the maximum likelihood estimate does not exist and the model is not identifiable",
}


def existence_code(histories: CaptureHistories, interactions: Iterable[Iterable[str] | str] = ()) -> int:
    """Say whether a hierarchical log-linear model can be estimated from a table.

    `interactions`: tuples of list names (or "A:B"); the pairs within larger ones are implied. Returns 0 fine;
    1 the maximum likelihood estimate does not exist; 2 not identifiable; 3 both. Raises InputError for a list
    that is not there.

    >>> table = CaptureHistories.from_counts("ABC", {"100": 40, "010": 30, "001": 20, "110": 6})
    >>> existence_code(table), existence_code(table, [("A", "B")]), existence_code(table, ["A:C", "B:C"])
    (0, 1, 0)
    """
    return code(counts_of(histories), model_of(histories, interactions))


def model_of(histories: CaptureHistories, interactions: Iterable[Iterable[str] | str]) -> IntArray:
    """Return the masks of all terms: 0, each list, the interactions and the pairs (and so on) they imply."""
    terms: dict[int, None] = dict.fromkeys([0, *(1 << bit for bit in range(len(histories.lists)))])
    implied: set[int] = set()
    for given in interactions:
        names = tuple(given.split(":") if isinstance(given, str) else given)
        if len(set(names)) < 2:
            raise InputError(f"interaction {':'.join(names)}: name at least two different lists")
        bits = [1 << histories.index(name) for name in dict.fromkeys(names)]
        for size in range(2, len(bits)):
            implied.update(sum(some) for some in combinations(bits, size))
        terms[sum(bits)] = None
    terms.update(dict.fromkeys(sorted(implied, key=lambda term: (term.bit_count(), term))))
    return np.array(list(terms), dtype=np.int64)


def counts_of(histories: CaptureHistories) -> FloatArray:
    """Return the dense table as the fits take it."""
    return histories.cells.astype(np.float64)


def code(counts: FloatArray, model: IntArray) -> int:
    """Return the code of `existence_code` for a dense table and the masks of a model."""
    outcome, inside, terms = _outcome(counts, model)
    if outcome == CONVERGED:  # the fitted table is above zero everywhere and has the same sums
        return FINE
    unidentified = NOT_IDENTIFIABLE if _rank(inside.tobytes(), _sorted(terms)) < terms.size else FINE
    if outcome == DIVERGED:
        return NO_ESTIMATE + unidentified
    face, _rank_of_design = facial_set(counts, inside, terms)
    return (NO_ESTIMATE if (inside & ~face).any() else FINE) + unidentified


def estimable(counts: FloatArray, model: IntArray) -> bool:
    """Say whether the code is 0, without finding out which other it is."""
    outcome, inside, terms = _outcome(counts, model)
    if outcome in (CONVERGED, DIVERGED):
        return outcome == CONVERGED
    if _rank(inside.tobytes(), _sorted(terms)) < terms.size:
        return False
    face, _rank_of_design = facial_set(counts, inside, terms)
    return not (inside & ~face).any()


def _outcome(counts: FloatArray, model: IntArray) -> tuple[int, BoolArray, IntArray]:
    """Return what becomes of a fit, with its cells and terms."""
    observed = counts.copy()
    superset_sums(observed)
    inside, terms = cells_of_fit(observed, model)
    outcome, _parameters, _means = fit(counts, inside, terms, np.zeros(counts.size))
    return outcome, inside, terms


def facial_set(counts: FloatArray, inside: BoolArray, terms: IntArray) -> tuple[BoolArray, int]:
    """Return the cells that are not estimated as zero, and the rank of the design over `inside`."""
    cells = _facial_set((counts > 0).tobytes(), inside.tobytes(), _sorted(terms))
    face = np.zeros(counts.size, dtype=np.bool_)
    face[list(cells)] = True
    return face, _rank(inside.tobytes(), _sorted(terms))


def design(cells: IntArray, terms: IntArray) -> FloatArray:
    """Return the design matrix, cells by terms: 1 where the term is a subset of the cell."""
    inside: BoolArray = (cells[:, None] & terms[None, :]) == terms[None, :]
    return inside.astype(np.float64)


def _sorted(terms: IntArray) -> tuple[int, ...]:
    return tuple(sorted(terms.tolist()))


@lru_cache(maxsize=1 << 16)
def _rank(inside: bytes, terms: tuple[int, ...]) -> int:
    """Return the rank of the design over the cells inside; the same for every table."""
    cells = np.flatnonzero(np.frombuffer(inside, dtype=np.bool_))
    return int(np.linalg.matrix_rank(design(cells, np.array(terms, dtype=np.int64))))


@lru_cache(maxsize=1 << 16)
def _facial_set(support: bytes, inside: bytes, terms: tuple[int, ...]) -> tuple[int, ...]:
    """Find the largest set of cells above zero among tables whose sums are a multiple of the observed ones.

    With x a table, c the multiple and e = min(x, 1): maximise the sum of e. As any two such tables can be
    added, the cells that can be above zero can all be 1 or more at once, so that e is 1 there, else 0.
    """
    cells = np.flatnonzero(np.frombuffer(inside, dtype=np.bool_))
    matrix = design(cells, np.array(terms, dtype=np.int64))
    seen = np.frombuffer(support, dtype=np.bool_)[cells].astype(np.float64)
    if seen.all():
        return tuple(cells.tolist())
    count = cells.size
    same_sums = hstack(
        [csc_array(matrix.T), csc_array((len(terms), count)), csc_array(-(matrix.T @ seen)[:, None])]
    )
    below = hstack([-eye_array(count), eye_array(count), csc_array((count, 1))])
    solved = linprog(
        np.concatenate([np.zeros(count), -np.ones(count), [0.0]]),
        A_ub=below,
        b_ub=np.zeros(count),
        A_eq=same_sums,
        b_eq=np.zeros(len(terms)),
        bounds=[(0, None)] * count + [(0, 1)] * count + [(0, None)],
        method="highs",
    )
    if solved.status != 0:
        raise ArithmeticError(f"the linear programme of existence was not solved: {solved.message}")
    return tuple(cells[solved.x[count : 2 * count] > 0.5].tolist())
