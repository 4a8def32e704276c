"""Reasons to doubt an estimate, in words, one by one: what the ratings of tables and of strata have in common."""

from __future__ import annotations

import math
from collections.abc import Iterable

from scipy.special import ndtri

from palermo.evidence.prevalence.closed import closed_population
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.priors import MOST_RATIO, NO_OVERLAP
from palermo.evidence.prevalence.result import (
    IGNORE_SELECTION,
    IGNORES_SELECTION,
    POSTERIOR_OF_EXPECTED,
    Estimate,
    Interval,
)
from palermo.evidence.prevalence.stated import Statements

# Below this no estimate is made for a stratum; a whole table is told with a warning.
FEWEST_OBSERVED = 100
# Intervals of n plus the expected number of the unseen; the others are of the number itself.
OF_THE_EXPECTED = frozenset(
    {"wald", "profile", "bca", "percentile", "averaged over models", POSTERIOR_OF_EXPECTED}
)
# Below this share of the root of the unseen a nominal 95 % is 90 %: 1.96 / sqrt(1 + 1 / x²) = 1.645.
_ENOUGH = 1.543
NOTHING_STATED = (
    "nothing is stated about the lists (--lists): source, period, case definition, referral, and the "
    "assumptions on false positives, entry and exit, duplicates"
)


def of_overlaps(histories: CaptureHistories) -> list[str]:
    """Return what is wrong with the lists and their overlaps whatever is computed from them."""
    most = max(mask.bit_count() for mask in histories.masks.tolist())
    reasons = []
    if most < 2:
        reasons.append(
            f"{NO_OVERLAP}: whatever number is given was supposed beforehand, not seen in the table"
        )
    if len(histories.lists) < 3:
        reasons.append("fewer than three lists: that they are independent cannot even be looked at")
    elif most == 2:
        reasons.append(
            "nobody is on three lists or more: the overlaps hardly show how lists depend on each other"
        )
    return reasons


def of_statements(statements: Statements | None, lists: Iterable[str]) -> list[str]:
    """Return what is not stated of these lists, each perhaps merged of several."""
    if statements is None:
        return [NOTHING_STATED]
    return list(statements.missing([name for merged in lists for name in _parts(merged, statements)]))


def of_width(interval: Interval | None, *, where: str = "") -> list[str]:
    """Return a reason where the interval's upper end is more than twice its lower end."""
    if interval is None or interval.upper <= MOST_RATIO * interval.lower:
        return []
    name = f"the {100 * interval.level:.6g} % interval{where}"
    if not math.isfinite(interval.upper):
        return [f"{name} has no upper end"]
    return [f"{name} is wide: its upper end is {interval.upper / interval.lower:.1f} times its lower end"]


def of_replicates(estimate: Estimate) -> list[str]:
    """Return reasons that the bootstrap gives: replicates without a bound, and ends that rest on a few of them."""
    reasons = []
    if estimate.unbounded:
        reasons.append(
            f"in {estimate.unbounded:,} of {estimate.settings.replicates or 0:,} replicates the overlaps set no "
            "bound to the number of people"
        )
    return reasons + [warning for warning in estimate.warnings if "interval is clipped" in warning]


def of_selection(estimate: Estimate) -> list[str]:
    """Return a reason where the interval takes a model for granted that was chosen from the same table."""
    return [warning for warning in estimate.warnings if warning in (IGNORES_SELECTION, IGNORE_SELECTION)]


def of_chance(estimate: Estimate) -> list[str]:
    """Return a reason where an interval is of the expected number of the unseen, and that is not enough.

    The number itself differs from its expectation by chance, by its root. An interval of the expectation alone, with
    standard deviation s, holds the number in fewer than nine of ten tables where s is below 1.54 times that root.
    """
    interval = estimate.interval
    if interval is None or estimate.estimate is None or interval.kind not in OF_THE_EXPECTED:
        return []
    root = math.sqrt(max(estimate.estimate - estimate.n_observed, 0.0))
    within = float(ndtri((1 + interval.level) / 2))
    if not (interval.upper - interval.lower) / 2 < _ENOUGH * within * root:
        return []
    return [
        "nearly everybody was seen, and the interval leaves out by how much the number of the unseen differs from what "
        f"is expected by chance alone (about {within * root:,.0f} either way): it is too short"
    ]


def of_bound(bound: float | None, interval: Interval | None) -> list[str]:
    """Return a reason where Chao's lower bound of the number of people is above the interval."""
    if bound is None or interval is None or bound <= interval.upper:
        return []
    return [
        f"a lower bound for people who differ in how easily they are seen (Chao's), {bound:,.0f}, is above the "
        "interval: they seem to differ more than this estimate allows for"
    ]


def of_size(observed: int) -> list[str]:
    """Return a reason where few people were observed."""
    if observed >= FEWEST_OBSERVED:
        return []
    return [f"only {observed} people were observed, fewer than {FEWEST_OBSERVED}"]


def lower_bound(histories: CaptureHistories) -> float | None:
    """Return Chao's lower bound of the number of people; None from two lists or where it cannot be told."""
    if len(histories.lists) < 3:
        return None
    return closed_population(histories, "Mth", "Chao").estimate


def times(value: float) -> str:
    """Return how far totals lie apart."""
    return f"{value:.1f} times" if math.isfinite(value) else "without bound, as one of them cannot be told,"


def _parts(merged: str, statements: Statements) -> list[str]:
    """Return the lists of the file that a list of the table was made of."""
    if merged in statements.details:
        return [merged]
    return merged.split("+")
