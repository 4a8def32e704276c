"""What errors of record linkage do to the estimate.

Two records of one person that were not linked make two people of them, each on fewer lists: overlaps shrink and
the estimate grows. Records of two people that were linked do the opposite. Given how often either happens, the
table that perfect linkage would have made is drawn again and again, and the estimate with it.
"""

from __future__ import annotations

import secrets

import numpy as np

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.intervals import (
    REPLICATES,
    Progress,
    in_parts,
    quantile,
    resampled,
    unbounded_words,
)
from palermo.evidence.prevalence.lattice import FloatArray
from palermo.evidence.prevalence.loglinear import check_level
from palermo.evidence.prevalence.resampling import estimates_of
from palermo.evidence.prevalence.result import Estimate, Interval, identified
from palermo.evidence.prevalence.selection import THRESHOLD, check_threshold, stepwise
from palermo.evidence.prevalence.settings import Settings


def with_linkage_error(
    histories: CaptureHistories,
    *,
    precision: float,
    recall: float,
    threshold: float = THRESHOLD,
    replicates: int = REPLICATES,
    seed: int | None = None,
    level: float = 0.95,
    progress: Progress | None = None,
) -> Estimate:
    """Carry the precision and recall of the linkage into the stepwise estimate and its percentile interval.

    `precision`: share of the people on several lists that are one person each. `recall`: share of the people
    truly on several lists that were linked. In each bootstrap table, binomially many of the people on several
    lists are taken apart again, and for those left, negative-binomially many more are put together out of people
    on parts of that history; how a history falls in two is drawn evenly among the ways there are. `estimate` is
    the median. Raises InputError for shares not above 0 and up to 1, and whatever `bootstrap` refuses.
    """
    for name, share in (("precision", precision), ("recall", recall)):
        if not 0 < share <= 1:
            raise InputError(f"{name} {share}: give a share above 0 and up to 1")
    check_threshold(threshold)
    check_level(level)
    seed = secrets.randbits(32) if seed is None else seed
    tables = resampled(histories, replicates, seed)
    rng = np.random.default_rng([seed, 1])
    for counts in tables:
        relink(counts, precision=precision, recall=recall, rng=rng)
    ordered = np.sort(in_parts(tables, lambda part: estimates_of(part, threshold), progress))
    lower, middle, upper = (quantile(ordered, share) for share in ((1 - level) / 2, 0.5, (1 + level) / 2))
    chosen = stepwise(histories, threshold)
    unbounded = int(np.isinf(ordered).sum())
    notes = [
        f"linkage taken to have precision {precision:g} and recall {recall:g}",
        *unbounded_words(ordered),
    ]
    return Estimate(
        method="stepwise with linkage error",
        n_observed=histories.n_observed,
        estimate=middle,
        interval=Interval(level=level, lower=lower, upper=upper, kind="percentile"),
        interactions=chosen.interactions,
        minus_infinity=chosen.minus_infinity,
        code=chosen.code,
        settings=Settings(
            seed=seed,
            replicates=replicates,
            threshold=threshold,
            level=level,
            precision=precision,
            recall=recall,
        ),
        unbounded=unbounded,
        **identified(histories, *notes),
    )


def relink(counts: FloatArray, *, precision: float, recall: float, rng: np.random.Generator) -> None:
    """Turn a table as linked into one as perfect linkage might have made it, in place."""
    several = [cell for cell in range(counts.size) if cell.bit_count() > 1]
    for cell in several:
        linked = int(counts[cell])
        wrong = int(rng.binomial(linked, 1 - precision)) if precision < 1 else 0
        missed = int(rng.negative_binomial(linked - wrong, recall)) if recall < 1 and linked > wrong else 0
        for people, sign in ((wrong, -1), (missed, 1)):
            for _person in range(people):
                part = _part(cell, rng)
                if sign < 0 or (counts[part] > 0 and counts[cell ^ part] > 0):
                    counts[cell] += sign
                    counts[part] -= sign
                    counts[cell ^ part] -= sign


def _part(cell: int, rng: np.random.Generator) -> int:
    """Draw one of the ways in which a set of lists falls in two."""
    bits = [1 << bit for bit in range(cell.bit_length()) if cell >> bit & 1]
    choice = int(rng.integers(1, 1 << (len(bits) - 1)))  # the last list stays in the other part
    return sum(bit for place, bit in enumerate(bits[:-1]) if choice >> place & 1)
