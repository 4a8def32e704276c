"""Whether an answer is the table's, or was there before the table was looked at.

A posterior always has a median, also where the overlaps say nothing. Two things tell: nobody is on two lists, or the
median moves more than twice when what was believed beforehand is another thing that is as usual.
"""

from __future__ import annotations

import numpy as np

from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.lattice import FloatArray

# Totals further apart than this tell different stories; so do priors that lead to them.
MOST_RATIO = 2.0
NO_OVERLAP = "nobody is on two lists, so that no overlap tells how many are on none"
UNIFORM = "every total equally likely beforehand"


def weighted_median(values: FloatArray, weights: FloatArray) -> float:
    """Return the value below which half of the weight lies; 2 where [1, 2, 3] weigh [1, 1, 1]."""
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weights[order])
    return float(values[order[np.searchsorted(cumulated, cumulated[-1] / 2)]])


def prior_decides(histories: CaptureHistories, estimate: float, others: dict[str, float]) -> str | None:
    """Return in words why an answer is the prior's; None where the table made it.

    `others`: the same answer under other priors, by what these suppose.
    """
    if not any(mask.bit_count() > 1 for mask in histories.masks.tolist()):
        return f"this answer is the prior's, not the table's: {NO_OVERLAP}"
    for words, other in others.items():
        if max(other, estimate) > MOST_RATIO * min(other, estimate):
            return (
                f"this answer is more the prior's than the table's: with {words} it is {other:,.0f} instead of "
                f"{estimate:,.0f}"
            )
    return None
