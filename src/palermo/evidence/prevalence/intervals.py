"""Bootstrap intervals from replicates: BCa and percentile, and a word where too few replicates carry an end.

B. Efron, "Better bootstrap confidence intervals", JASA 82 (1987); quantiles are of type 8 of Hyndman and Fan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.histories import CaptureHistories, IntArray
from palermo.evidence.prevalence.lattice import FloatArray
from palermo.evidence.prevalence.result import Interval

# Told how much of the work is done, from 0 to 1.
Progress = Callable[[float], None]

REPLICATES = 5000
CORES = 2
_CHUNK = 250
# An adjusted level with fewer replicates than this beyond it rests on the extremes of one random draw.
_BEYOND = 5
_MOST_USEFUL = 200_000


@dataclass(frozen=True)
class BiasCorrection:
    """What BCa corrects by: `shift` (z0), from how the replicates lie about the estimate, and `acceleration`."""

    shift: float
    acceleration: float

    def adjusted(self, level: float) -> float:
        """Return the share of the replicates that lies below the end of nominal share `level`."""
        moved = self.shift + float(ndtri(level))
        return float(ndtr(self.shift + moved / (1 - self.acceleration * moved)))


def bias_correction(
    estimate: float, replicates: FloatArray, without_one: FloatArray, counts: IntArray
) -> BiasCorrection:
    """Return the correction of BCa.

    `replicates`: estimates of the resampled tables. `without_one`: estimates with one person of each distinct
    history taken away; `counts`: how many people have that history. In very small tables some replicates equal the
    estimate, and rounding decides on which side they fall: an end then carries fewer exact digits than it shows.
    """
    shift = float(ndtri((replicates < estimate).mean()))
    if not np.isfinite(without_one).all():
        return BiasCorrection(shift=shift, acceleration=math.nan)
    deviations = (counts @ without_one) / counts.sum() - without_one
    spread = float(counts @ deviations**2)
    acceleration = float(counts @ deviations**3) / (6 * spread**1.5) if spread > 0 else 0.0
    return BiasCorrection(shift=shift, acceleration=acceleration)


def bootstrap_intervals(
    replicates: FloatArray, correction: BiasCorrection, levels: Sequence[float]
) -> tuple[tuple[Interval, ...], tuple[str, ...]]:
    """Return BCa intervals, then percentile intervals, at each level; and warnings."""
    ordered = np.sort(replicates)
    size = ordered.size
    warnings = []
    found = []
    if not (math.isfinite(correction.shift) and math.isfinite(correction.acceleration)):
        warnings.append(
            "no BCa interval: all replicates lie on one side of the estimate, or the estimate is unbounded when "
            "one person is left out; only percentile limits are given"
        )
    else:
        for level in levels:
            tails = [correction.adjusted(share) for share in ((1 - level) / 2, (1 + level) / 2)]
            lower, upper = (quantile(ordered, tail) for tail in tails)
            found.append(Interval(level=level, lower=lower, upper=upper, kind="bca"))
            clipped = [tail for tail in tails if not _BEYOND / size <= tail <= 1 - _BEYOND / size]
            warnings += [
                f"the {100 * level:.6g} % BCa interval is clipped: it asks for the {100 * tail:.3g} % point of "
                f"{size} replicates, which is decided by a handful of them; {_more(tail)}"
                for tail in clipped
            ]
    for level in levels:
        lower, upper = (quantile(ordered, share) for share in ((1 - level) / 2, (1 + level) / 2))
        found.append(Interval(level=level, lower=lower, upper=upper, kind="percentile"))
    return tuple(found), (*warnings, *unbounded_words(ordered))


def unbounded_words(replicates: FloatArray) -> tuple[str, ...]:
    """Return a warning where some replicates are infinite."""
    unbounded = int(np.isinf(replicates).sum())
    if not unbounded:
        return ()
    return (
        f"in {unbounded} of {replicates.size} replicates the overlaps set no bound to the number of people; they "
        "count as higher than any other",
    )


def _more(tail: float) -> str:
    """Return what would settle an end at this share of the replicates."""
    rest = min(tail, 1 - tail)
    needed = _BEYOND / rest if rest > 0 else math.inf
    if needed > _MOST_USEFUL:
        return "no practical number of replicates would settle that end"
    digits = 10 ** max(0, math.floor(math.log10(needed)) - 1)
    return f"{math.ceil(needed / digits) * digits:,} replicates or more would not leave it to them"


def quantile(ordered: FloatArray, share: float) -> float:
    """Return the median-unbiased quantile (type 8) of sorted values, the last of which may be infinite."""
    place = min(max((ordered.size + 1 / 3) * share + 1 / 3, 1.0), float(ordered.size))
    below = int(place)
    first, second = ordered[below - 1], ordered[min(below, ordered.size - 1)]
    part = place - below
    return float(first if part == 0 or first == second else first + part * (second - first))


def resampled(histories: CaptureHistories, replicates: int, seed: int) -> FloatArray:
    """Return multinomial tables (rows, dense) of as many people as were observed."""
    if replicates < 2:
        raise InputError(f"{replicates} bootstrap replicates are too few; 5000 are usual")
    shares = histories.counts / histories.n_observed
    drawn = np.random.default_rng(seed).multinomial(histories.n_observed, shares, size=replicates)
    tables = np.zeros((replicates, histories.cells.size))
    tables[:, histories.masks] = drawn
    return tables


def without_one_person(histories: CaptureHistories) -> FloatArray:
    """Return dense tables (rows), each with one person less in one of the histories that were seen."""
    tables = np.repeat(histories.cells.astype(np.float64)[None, :], histories.masks.size, axis=0)
    tables[np.arange(histories.masks.size), histories.masks] -= 1
    return tables


def in_parts(
    tables: FloatArray, work: Callable[[FloatArray], FloatArray], progress: Progress | None
) -> FloatArray:
    """Apply `work` to parts of the rows on two cores and return the results in the order of the rows."""
    parts = [tables[start : start + _CHUNK] for start in range(0, len(tables), _CHUNK)]
    results: list[FloatArray] = [np.empty(0)] * len(parts)
    for number, (place, result) in enumerate(_done(parts, work), start=1):
        results[place] = result
        if progress:
            progress(number / len(parts))
    return np.concatenate(results)


def _done(
    parts: list[FloatArray], work: Callable[[FloatArray], FloatArray]
) -> Iterator[tuple[int, FloatArray]]:
    with ThreadPoolExecutor(CORES) as pool:
        places = {pool.submit(work, part): place for place, part in enumerate(parts)}
        try:
            for future in as_completed(places):
                yield places[future], future.result()
        finally:
            pool.shutdown(cancel_futures=True)
