"""How far an estimate may be trusted, by a published rule, in words.

The rule is in docs/decisions/prevalence.md. It never says that a number is right: the assumptions below every
estimate cannot be tested with the data that give it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from palermo.evidence.prevalence.aic import aic_stepwise
from palermo.evidence.prevalence.bic import Bic, bic
from palermo.evidence.prevalence.decomposable import decomposable
from palermo.evidence.prevalence.diagnostics import Variant, list_sensitivity, ratio
from palermo.evidence.prevalence.existence import FINE, MEANING
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.intervals import Progress
from palermo.evidence.prevalence.loglinear import poisson
from palermo.evidence.prevalence.result import Estimate
from palermo.evidence.prevalence.selection import THRESHOLD, stepwise
from palermo.evidence.prevalence.stated import Statements

RED, AMBER, NO_WARNING = "RED", "AMBER", "NO WARNING FOUND"
UNTESTABLE = "the assumptions below every such estimate remain untestable"
MOST_RATIO = 2.0
MOST_RHAT = 1.05
# Below this no estimate is made for a stratum; a whole table is told with a warning.
FEWEST_OBSERVED = 100

E = TypeVar("E", bound=Estimate)


@dataclass(frozen=True)
class Checks:
    """What the rating of every estimate from a table looks at: all models by BIC, methods, and changes of lists."""

    histories: CaptureHistories
    all_models: Bic
    methods: tuple[Estimate, ...]
    variants: tuple[Variant, ...]


def run_checks(
    histories: CaptureHistories, *, threshold: float = THRESHOLD, progress: Progress | None = None
) -> Checks:
    """Run what rates an estimate; a second or two for six lists. `progress` is told the share done."""
    told = progress or (lambda _share: None)
    all_models = bic(histories)
    told(0.4)
    methods: list[Estimate] = [
        replace(poisson(histories), method="independent lists"),
        stepwise(histories, threshold),
        aic_stepwise(histories),
        all_models,
    ]
    told(0.6)
    if 3 <= len(histories.lists) <= 6:
        methods.append(decomposable(histories))
    told(0.9)
    checks = Checks(histories, all_models, tuple(methods), list_sensitivity(histories, threshold))
    told(1.0)
    return checks


def rated(
    estimate: E,
    checks: Checks,
    *,
    statements: Statements | None = None,
    rhat: float | None = None,
    more_methods: Iterable[Estimate] = (),
) -> E:
    """Return the estimate with its rating and the reasons, worst first.

    `rhat`: of latent class chains, where they were run. `more_methods`: further estimates of the same table.
    """
    red = _red(estimate, checks, statements, rhat)
    amber = _amber(estimate, checks, more_methods)
    rating = RED if red else AMBER if amber else NO_WARNING
    return replace(estimate, rating=rating, reasons=tuple(red + amber) or (UNTESTABLE,))


def _red(estimate: Estimate, checks: Checks, statements: Statements | None, rhat: float | None) -> list[str]:
    histories, reasons = checks.histories, []
    if len(histories.lists) < 3:
        reasons.append("fewer than three lists: that they are independent cannot even be looked at")
    elif not any(mask.bit_count() > 2 for mask in histories.masks.tolist()):
        reasons.append(
            "nobody is on three lists or more: the overlaps hardly show how lists depend on each other"
        )
    if estimate.code not in (None, FINE):
        reasons.append(f"the model's code is {estimate.code}: {MEANING[estimate.code or 0]}")
    if estimate.estimate is None:
        reasons.append("the table gives no estimate by this method")
    spread = checks.all_models.spread
    if not checks.all_models.models:
        reasons.append("no hierarchical model of this table can be estimated")
    elif spread > MOST_RATIO:
        reasons.append(
            f"models that fit equally well (BIC within 2 of the best) give totals {spread:.1f} times apart"
        )
    if rhat is not None and not rhat <= MOST_RHAT:
        reasons.append(f"the latent class chains do not agree (R-hat {rhat:.2f}, above {MOST_RHAT})")
    if statements is None:
        reasons.append(
            "nothing is stated about the lists (--lists): source, period, case definition, referral, and the "
            "assumptions on false positives, entry and exit, duplicates"
        )
    else:
        original = [name for merged in histories.lists for name in _parts(merged, statements)]
        reasons += statements.missing(original)
    return reasons


def _amber(estimate: Estimate, checks: Checks, more_methods: Iterable[Estimate]) -> list[str]:
    reasons = []
    methods = ratio(each.estimate for each in (*checks.methods, *more_methods))
    if methods > MOST_RATIO:
        reasons.append(f"the methods give totals {_times(methods)} apart")
    variants = ratio(each.estimate for each in checks.variants)
    if variants > MOST_RATIO:
        reasons.append(f"leaving out one list or merging two moves the total {_times(variants)}")
    reasons += [warning for warning in estimate.warnings if "interval is clipped" in warning]
    if checks.histories.n_observed < FEWEST_OBSERVED:
        reasons.append(
            f"only {checks.histories.n_observed} people were observed, fewer than {FEWEST_OBSERVED}"
        )
    return reasons


def _times(value: float) -> str:
    return f"{value:.1f} times" if math.isfinite(value) else "without bound, as one of them cannot be told,"


def _parts(merged: str, statements: Statements) -> list[str]:
    """Return the lists of the file that a list of the table was made of."""
    if merged in statements.details:
        return [merged]
    return merged.split("+")
