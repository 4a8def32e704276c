"""How likely each degree is to be drawn, when people are drawn one after another and never twice.

K. Gile, "Improved inference for respondent-driven sampling data with application to HIV prevalence estimation",
JASA 106 (2011). Drawing with probability proportional to degree, without replacement, is the same as waiting: each
person has an exponential clock that runs as fast as their degree, and the first n to ring are drawn. The degrees of
the population are not known; they are guessed from the sample, the chances computed, and the guess renewed.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from palermo.evidence.prevalence.lattice import FloatArray

_SIMULATIONS, _ROUNDS = 1000, 6
_ROUNDING = 1e-9
_AT_ONCE = 4_000_000


def inclusion_limit(degrees: FloatArray, population: int) -> FloatArray:
    """Return each respondent's chance of being drawn, as it is in a large population.

    The clock rings before time t with chance 1 - exp(-degree * t), and t is when n people have rung.
    """
    values, place, counts = np.unique(degrees, return_inverse=True, return_counts=True)
    size = counts.sum()
    if population <= size:
        return np.ones(len(degrees))
    # Renewing the guess ends where each respondent stands for 1 / chance people who together are the population,
    # so that the time is found at once; with one degree for all it would be `alike` over that degree.
    alike = float(-np.log1p(-size / population))
    time = brentq(
        lambda t: float((counts / -np.expm1(-values * t)).sum()) - population,
        alike / values[-1] * (1 - _ROUNDING),
        alike / values[0] * (1 + _ROUNDING),
        xtol=1e-300,
    )
    chance = -np.expm1(-values * time)
    return np.asarray(chance[place])


def inclusion_simulated(degrees: FloatArray, population: int, rng: np.random.Generator) -> FloatArray:
    """Return each respondent's chance of being drawn, by simulating the draws from the guessed population."""
    values, place, counts = np.unique(degrees, return_inverse=True, return_counts=True)
    size = int(counts.sum())
    if population <= size:
        return np.ones(len(degrees))
    chance = inclusion_limit(values.repeat(counts), population)[np.cumsum(counts) - 1]
    for _ in range(_ROUNDS):
        people = _whole(counts.astype(np.float64), counts / chance, population)
        drawn = _drawn(values, people, size, rng)
        # As published: one is added to both, so that no chance is 0.
        chance = (drawn + 1) / (_SIMULATIONS * people + 1)
    return np.asarray(chance[place])


def _whole(counts: FloatArray, guess: FloatArray, population: int) -> FloatArray:
    """Return whole people by degree, as many as the population and at least those who were seen."""
    beyond = np.maximum(guess * (population / guess.sum()) - counts, 0)
    left = population - int(counts.sum())
    share = beyond * (left / beyond.sum()) if beyond.sum() > 0 else np.full(len(counts), left / len(counts))
    whole = np.floor(share)
    rest = round(left - float(whole.sum()))
    whole[np.argsort(whole - share, kind="stable")[:rest]] += 1
    return np.asarray(counts + whole)


def _drawn(values: FloatArray, people: FloatArray, size: int, rng: np.random.Generator) -> FloatArray:
    """Return how many of each degree were drawn in all simulations together.

    The clocks of the m people of one degree ring in gaps: the next after waiting an exponential time over
    (those left * degree), so no more than `size` of each degree need be simulated.
    """
    needed = np.minimum(people, size).astype(np.int64)
    owner = np.repeat(np.arange(len(values)), needed)
    before = np.arange(len(owner)) - np.repeat(np.cumsum(needed) - needed, needed)
    rate = (people[owner] - before) * values[owner]
    starts = np.cumsum(needed) - needed
    total = np.zeros(len(values))
    at_once = max(1, _AT_ONCE // len(owner))
    for done in range(0, _SIMULATIONS, at_once):
        rows = min(at_once, _SIMULATIONS - done)
        gaps = rng.standard_exponential((rows, len(owner))) / rate
        times = np.cumsum(gaps, axis=1)
        offset = np.concatenate([np.zeros((rows, 1)), times], axis=1)[:, starts]
        times -= offset[:, owner]
        first = np.argpartition(times, size - 1, axis=1)[:, :size]
        total += np.bincount(owner[first].ravel(), minlength=len(values))
    return total
