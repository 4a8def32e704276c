"""Which numbers of unseen people are weighed, so that no posterior falls between two of them.

Given what each list sees, the number on no list is negative binomial, with a variance of at least its mean; whatever
else is unknown adds to that. On the scale of its square root a posterior of any graph has therefore a standard
deviation of a half or more, wherever it lies, and knots that lie closer than that cannot miss it. Where they were too
many, coarser knots first find where it may lie: a peak half a step from the nearest looks lower by a known amount at
most.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.special import logsumexp

from palermo.evidence.prevalence.lattice import FloatArray

# The posterior by graph, summed with the weights given to the knots, and the log of their total by knot.
Posterior = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]

_STEP, _LEAST_SD = 0.35, 0.5  # on the scale of the square root
_MOST_KNOTS = 4000
_EVERY = 64  # up to here each whole number is a knot: near 0 the square root is no good scale
_NEGLIGIBLE = 40.0  # ln of what no longer matters beside the mode
_MOST_NUMBERS = 1_000_000
_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Weighed:
    """Numbers of unseen people, ascending, the posterior mass of each, and the posterior by graph."""

    unseen: FloatArray
    mass: FloatArray
    by_graph: FloatArray


def weigh_every_number(posterior: Posterior, last: int) -> Weighed:
    """Weigh every whole number from 1 to `last` that matters; of more than a million, a million of even spacing
    on the scale of the square root, each with the mass of those around it.

    0 is left out, as in published studies: a sparse prior has a spike of its own there.
    """
    knots = _knots(posterior, last)
    by_graph, log = posterior(knots, _widths(knots))
    near = np.flatnonzero(log > log.max() - _NEGLIGIBLE)
    low = math.ceil(knots[max(near[0] - 1, 0)])
    high = math.floor(knots[min(near[-1] + 1, len(knots) - 1)])
    if high - low < _MOST_NUMBERS:
        unseen = np.arange(low, high + 1, dtype=np.float64)
    else:
        unseen = np.unique(np.round(np.linspace(math.sqrt(low), math.sqrt(high), _MOST_NUMBERS) ** 2))
    close = slice(max(near[0] - 3, 0), near[-1] + 4)
    density = CubicSpline(np.sqrt(knots[close]), log[close])(np.sqrt(unseen))
    density += np.log(_widths(unseen))
    return Weighed(unseen, np.exp(density - logsumexp(density)), by_graph)


def _knots(posterior: Posterior, last: int) -> FloatArray:
    """Return numbers close enough together wherever the posterior may lie, ascending."""
    ends = [(math.sqrt(min(_EVERY, last)), math.sqrt(last))]
    while True:
        length = sum(high - low for low, high in ends)
        step = max(_STEP, length / _MOST_KNOTS)
        roots = [np.linspace(low, high, math.ceil((high - low) / step) + 1) for low, high in ends]
        close = np.concatenate([each**2 for each in roots])
        # A root squared is the number again but for rounding, which must not stand beside it.
        whole = np.abs(close - np.round(close)) < _ROUNDING * close
        close[whole] = np.round(close[whole])
        knots = np.unique(np.concatenate([np.arange(1.0, min(_EVERY, last) + 1), close]))
        if step <= _STEP:
            return knots
        log = posterior(knots, np.ones(len(knots)))[1]
        hidden = (step / 2 / _LEAST_SD) ** 2 / 2
        narrower = _regions(np.sqrt(knots), log > log.max() - _NEGLIGIBLE - hidden)
        if sum(high - low for low, high in narrower) > length / 2:
            # The posterior is as wide as the knots see it; closer ones would tell the same.
            return knots
        ends = narrower


def _regions(
    roots: FloatArray, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> list[tuple[float, float]]:
    """Return the stretches between knots that are kept, each with a knot more on both sides."""
    kept = kept | np.append(kept[1:], False) | np.insert(kept[:-1], 0, False)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], kept, [False]]).astype(np.int8)))
    return [(float(roots[start]), float(roots[stop - 1])) for start, stop in edges.reshape(-1, 2)]


def _widths(points: FloatArray) -> FloatArray:
    """Return how many whole numbers each point answers for: half of those to the next on either side."""
    if len(points) == 1:
        return np.ones(1)
    gaps = np.diff(points)
    return np.concatenate([[(gaps[0] + 1) / 2], (gaps[:-1] + gaps[1:]) / 2, [(gaps[-1] + 1) / 2]])
