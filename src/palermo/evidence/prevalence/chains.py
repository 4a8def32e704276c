"""Convergence of simulated chains: split R-hat and effective sample size.

A. Vehtari, A. Gelman, D. Simpson, B. Carpenter, P.-C. Bürkner, "Rank-normalization, folding, and localization:
an improved R-hat", Bayesian Analysis 16 (2021). Both measures are taken on draws as they are given: pass
ln N, whose tail is lighter than that of N.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

# Above this, chains have not met and no number is told.
MOST_RHAT = 1.05


def split_rhat(draws: FloatArray) -> float:
    """Return R-hat of (chains, draws), each chain split into halves: 1 where all have met.

    Infinite where no half moves but they stand apart or all stand still: chains that never moved have not
    met. Raises ValueError for fewer than four draws.
    """
    halves = _halves(draws)
    length = halves.shape[1]
    within = float(halves.var(axis=1, ddof=1).mean())
    between = float(halves.mean(axis=1).var(ddof=1))
    if within == 0:
        return float("inf")
    return float(np.sqrt((length - 1) / length + between / within))


def effective_size(draws: FloatArray) -> float:
    """Return how many independent draws (chains, draws) are worth, by Geyer's initial monotone sequence.

    0 where nothing moves. Raises ValueError for fewer than four draws.
    """
    halves = _halves(draws)
    chains, length = halves.shape
    covariance = _autocovariance(halves)
    within = float(covariance[:, 0].mean()) * length / (length - 1)
    if within == 0:
        return 0.0
    between = float(halves.mean(axis=1).var(ddof=1)) if chains > 1 else 0.0
    total = within * (length - 1) / length + between
    correlation = 1 - (within - covariance.mean(axis=0) * length / (length - 1)) / total
    pairs = correlation[: length // 2 * 2].reshape(-1, 2).sum(axis=1)
    negative = np.flatnonzero(pairs <= 0)
    positive = pairs[: negative[0]] if len(negative) else pairs
    time = 2 * float(np.minimum.accumulate(positive).sum()) - 1
    draws_in_all = chains * length
    return float(draws_in_all / max(time, 1 / np.log10(draws_in_all)))


def _halves(draws: FloatArray) -> FloatArray:
    if draws.ndim != 2 or draws.shape[1] < 4:
        raise ValueError(f"draws of shape {draws.shape}: chains of at least four draws are expected")
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def _autocovariance(chains: FloatArray) -> FloatArray:
    """Return the autocovariance of each chain at every lag, by fast Fourier transform."""
    length = chains.shape[1]
    centred = chains - chains.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, n=2 * length, axis=1)
    found: FloatArray = np.fft.irfft(np.abs(spectrum) ** 2, n=2 * length, axis=1)[:, :length] / length
    return found
