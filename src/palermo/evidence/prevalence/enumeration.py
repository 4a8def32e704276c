"""All hierarchical log-linear models over some lists, and all their fits in one pass."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

import numpy as np
from scipy.special import gammaln

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.existence import estimable
from palermo.evidence.prevalence.histories import IntArray
from palermo.evidence.prevalence.lattice import (
    CONVERGED,
    DIVERGED,
    FloatArray,
    fit_rows,
)

# Six lists have 32,768 models with pairs; seven have two million.
MOST_MODELS = 50_000
_NONE = -1


def default_order(lists: int) -> int:
    """Return the highest order of interactions that is enumerated unless another is asked for."""
    return min(lists - 1, 3) if lists < 6 else 2


def hierarchical_models(lists: int, order: int) -> IntArray:
    """Return every hierarchical model with interactions of at most `order` lists, one a row.

    A row holds the masks of its terms (0, each list, then interactions by size) and -1 where it has none.
    Raises InputError for an order below 1, one that needs the empty cell, or more models than are enumerated.
    """
    if not 1 <= order < max(lists, 2):
        raise InputError(
            f"order {order}: with {lists} lists interactions of 1 to {lists - 1} lists are possible"
        )
    found = []
    for interactions in _grown((), 2, lists, order):
        found.append(interactions)
        if len(found) > MOST_MODELS:
            raise InputError(
                f"{lists} lists have more than {MOST_MODELS} hierarchical models of order {order}; "
                "ask for a lower order, or merge or drop lists"
            )
    return _rows(found, lists)


def _grown(below: tuple[int, ...], size: int, lists: int, order: int) -> Iterator[tuple[int, ...]]:
    """Yield the interactions of each model whose smaller ones are `below`."""
    if size > order:
        yield below
        return
    present = set(below)
    bits = [1 << bit for bit in range(lists)]
    allowed = [
        sum(some)
        for some in combinations(bits, size)
        if size == 2 or all(sum(some) - bit in present for bit in some)
    ]
    for choice in range(1 << len(allowed)):
        chosen = tuple(term for place, term in enumerate(allowed) if choice >> place & 1)
        if chosen or size == 2:
            yield from _grown(below + chosen, size + 1, lists, order)
        else:
            yield below


class Fits:
    """Fits of many models to one table, as arrays by model.

    `admissible`: whether the code is 0. `log_unseen` and `spread`: the intercept and its standard error. `bic`: as in
    `Estimate`. `log_unseen` and `bic` are infinite where it is not.
    """

    def __init__(self, counts: FloatArray, models: IntArray) -> None:
        """Fit each model; `models` as `hierarchical_models` returns them."""
        sizes = (models != _NONE).sum(axis=1)
        found, _overlaps = fit_rows(counts.reshape(1, -1), models, sizes)
        outcomes, self.log_unseen, self.spread, likelihood = np.ascontiguousarray(found.T)
        self.admissible = outcomes == CONVERGED
        for row in np.flatnonzero((outcomes != CONVERGED) & (outcomes != DIVERGED)):
            self.admissible[row] = estimable(counts, models[row, : sizes[row]])
        bad = ~self.admissible
        likelihood -= gammaln(counts[1:] + 1).sum()
        self.bic = np.where(bad, np.inf, sizes * math.log(counts.sum()) - 2 * likelihood)
        self.log_unseen = np.where(bad, np.inf, self.log_unseen)


def models_in_window(counts: FloatArray, *, order: int, window: float) -> IntArray:
    """Return the models within `window` of the lowest BIC that steps of one term reach, and their neighbours.

    Starts from independent lists (D. Madigan and A. Raftery's Occam's window, JASA 89 (1994)). What comes back
    has the form of `hierarchical_models`.
    """
    lists = counts.size.bit_length() - 1
    terms = [
        sum(some)
        for size in range(2, order + 1)
        for some in combinations([1 << bit for bit in range(lists)], size)
    ]
    known: dict[frozenset[int], float] = {}
    fresh: set[frozenset[int]] = {frozenset()}
    while fresh and len(known) + len(fresh) <= MOST_MODELS:
        batch = sorted(fresh, key=sorted)
        known.update(zip(batch, Fits(counts, _rows(batch, lists)).bic.tolist(), strict=True))
        lowest = min(known.values())
        near = [model for model in batch if known[model] <= lowest + window]
        fresh = {other for model in near for other in _neighbours(model, terms)} - known.keys()
    return _rows(sorted(known, key=sorted), lists)


def _neighbours(model: frozenset[int], terms: list[int]) -> Iterator[frozenset[int]]:
    """Yield the hierarchical models with one interaction more or less."""
    for term in terms:
        if term in model:
            if not any(term != other and term & other == term for other in model):
                yield model - {term}
        elif term.bit_count() == 2 or all(
            term ^ 1 << bit in model for bit in range(term.bit_length()) if term >> bit & 1
        ):
            yield model | {term}


def _rows(models: Sequence[Collection[int]], lists: int) -> IntArray:
    """Return models, given by their interactions, one a row."""
    rows = np.full((len(models), 1 + lists + max(map(len, models))), _NONE, dtype=np.int64)
    rows[:, 0] = 0
    rows[:, 1 : lists + 1] = 1 << np.arange(lists)
    for row, model in zip(rows, models, strict=True):
        row[lists + 1 : lists + 1 + len(model)] = sorted(model, key=lambda term: (term.bit_count(), term))
    return rows
