"""What must be looked at before any number is told: each answers one published criticism of these estimates.

K. Whitehead and others, Journal of Human Trafficking 7(1) (2021), on how selection overstates reliability;
O. Binette and R. Steorts, "On the reliability of multiple systems estimation for the quantification of modern
slavery", JRSS A 185 (2022), on internal consistency and on methods that disagree; W. Link, Biometrics 59 (2003),
on totals that rest on what no table can show.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from palermo.evidence.prevalence.decomposable import PriorOnN, decomposable
from palermo.evidence.prevalence.existence import FINE, counts_of
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.lattice import CONVERGED, FloatArray, fit
from palermo.evidence.prevalence.loglinear import fit_model
from palermo.evidence.prevalence.selection import THRESHOLD, select, stepwise

# A list needs this many members to have its own size estimated from the others.
FEWEST_MEMBERS = 30
TILT = math.log(2)
_MOST_LISTS_AVERAGED = 6


@dataclass(frozen=True)
class Variant:
    """The estimate after one change, described in words; None where the table then gives none."""

    change: str
    n_observed: int
    estimate: float | None


@dataclass(frozen=True)
class KnownList:
    """A list whose size is known, estimated from its members on other lists alone.

    `log_ratio`: log of estimate over known size. `covered`: whether the 95 % interval holds the known size. Both
    are None where the overlaps give no estimate.
    """

    name: str
    size: int
    seen_elsewhere: int
    estimate: float | None
    lower: float | None
    upper: float | None
    log_ratio: float | None
    covered: bool | None


def list_sensitivity(histories: CaptureHistories, threshold: float = THRESHOLD) -> tuple[Variant, ...]:
    """Estimate stepwise with each list left out, then with each two lists merged.

    How far these lie apart is how much of the result was decided by whoever chose and merged the lists. Empty
    for two lists, which can spare none.
    """
    if len(histories.lists) < 3:
        return ()
    changed = [(f"without {name}", histories.drop(name)) for name in histories.lists]
    changed += [
        (f"{first} and {second} merged", histories.merge(first, second))
        for first, second in combinations(histories.lists, 2)
    ]
    return tuple(_variant(change, table, threshold) for change, table in changed)


def _variant(change: str, histories: CaptureHistories, threshold: float) -> Variant:
    counts = counts_of(histories)
    log_unseen = select(counts, threshold).log_unseen
    told = math.isfinite(log_unseen)
    total = histories.n_observed + math.exp(log_unseen) if told else None
    return Variant(change, histories.n_observed, total)


def internal_consistency(histories: CaptureHistories, threshold: float = THRESHOLD) -> tuple[KnownList, ...]:
    """For each list of at least 30 people, estimate its known size from where else its members are."""
    found = []
    for bit, name in enumerate(histories.lists):
        members = [
            (mask & ~(1 << bit), count)
            for mask, count in zip(histories.masks.tolist(), histories.counts.tolist(), strict=True)
            if mask >> bit & 1
        ]
        size = sum(count for _mask, count in members)
        if size >= FEWEST_MEMBERS:
            found.append(_known(histories, name, size, members, threshold))
    return tuple(found)


def _known(
    histories: CaptureHistories, name: str, size: int, members: list[tuple[int, int]], threshold: float
) -> KnownList:
    elsewhere = [(mask, count) for mask, count in members if mask]
    seen = sum(count for _mask, count in elsewhere)
    others = [
        bit for bit in range(len(histories.lists)) if any(mask >> bit & 1 for mask, _count in elsewhere)
    ]
    nothing = KnownList(name, size, seen, None, None, None, None, None)
    if len(others) < 2:
        return nothing
    cells: dict[int, int] = {}
    for mask, count in elsewhere:
        packed = sum(1 << place for place, bit in enumerate(others) if mask >> bit & 1)
        cells[packed] = cells.get(packed, 0) + count
    table = CaptureHistories.from_cells([histories.lists[bit] for bit in others], cells)
    result = stepwise(table, threshold)
    if result.estimate is None or result.interval is None:
        return nothing
    return KnownList(
        name,
        size,
        seen,
        result.estimate,
        result.interval.lower,
        result.interval.upper,
        math.log(result.estimate / size),
        result.interval.lower <= size <= result.interval.upper,
    )


def tilt(histories: CaptureHistories, threshold: float = THRESHOLD) -> tuple[Variant, ...]:
    """Fix what the stepwise model leaves out at plus and minus ln 2, and estimate again.

    First the interaction of all lists, counting the unseen cell: no table can show it, and the unseen people are
    half or twice as many with the same fit to every cell that is observed. Then each pair that was not chosen.
    """
    counts = counts_of(histories)
    model = select(counts, threshold).model
    fitted = fit_model(counts, model)
    people, unseen = histories.n_observed, fitted.unseen
    if unseen is None or fitted.code != FINE:
        return ()
    found = [
        Variant(f"all lists together, {words}", people, people + unseen * factor)
        for words, factor in (("halved", 0.5), ("doubled", 2.0))
    ]
    cells = np.arange(counts.size)
    for first, second in combinations(histories.lists, 2):
        pair = histories.mask((first, second))
        if pair in model:
            continue
        for words, side in (("halved", -1), ("doubled", 1)):
            offset: FloatArray = np.where((cells & pair) == pair, side * TILT, 0.0)
            outcome, parameters, _means = fit(counts, fitted.inside, fitted.terms, offset)
            estimate = people + math.exp(parameters[0]) if outcome == CONVERGED else None
            found.append(Variant(f"{first} and {second}, {words}", people, estimate))
    return tuple(found)


def prior_sensitivity(histories: CaptureHistories) -> tuple[Variant, ...]:
    """Posterior medians of the average over decomposable graphs under other priors; empty over six lists."""
    lists = len(histories.lists)
    if not 3 <= lists <= _MOST_LISTS_AVERAGED:
        return ()
    usual = 2.0**-lists
    priors: tuple[tuple[str, float, PriorOnN], ...] = (
        ("usual prior", usual, "inverse"),
        ("a quarter of it in each cell", usual / 4, "inverse"),
        ("four times as much in each cell", 4 * usual, "inverse"),
        ("every total equally likely beforehand", usual, "uniform"),
    )
    return tuple(
        Variant(words, histories.n_observed, decomposable(histories, delta, prior=prior).estimate)
        for words, delta, prior in priors
    )


def capture_probabilities(histories: CaptureHistories, total: float) -> tuple[tuple[str, int, float], ...]:
    """Return, by list, its size and the share of all people, seen and unseen, it would have under this total."""
    return tuple((name, histories.overlap(name), histories.overlap(name) / total) for name in histories.lists)


def ratio(estimates: Iterable[float | None]) -> float:
    """Return the largest over the smallest; infinite where one of them could not be told, 1 for none."""
    values = list(estimates)
    told = [value for value in values if value is not None]
    if len(told) < len(values):
        return math.inf
    return max(told) / min(told) if told else 1.0
