"""How far an estimate may be trusted, by a published rule, in words.

The rule is in docs/decisions/prevalence.md. It never says that a number is right: the assumptions below every
estimate cannot be tested with the data that give it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from palermo.evidence.prevalence.aic import aic_stepwise
from palermo.evidence.prevalence.bic import Bic, bic
from palermo.evidence.prevalence.chains import MOST_RHAT
from palermo.evidence.prevalence.decomposable import decomposable
from palermo.evidence.prevalence.diagnostics import Variant, list_sensitivity, ratio
from palermo.evidence.prevalence.existence import FINE, MEANING
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.intervals import Progress
from palermo.evidence.prevalence.loglinear import poisson
from palermo.evidence.prevalence.priors import MOST_RATIO
from palermo.evidence.prevalence.reasons import (
    lower_bound,
    of_bound,
    of_chance,
    of_overlaps,
    of_replicates,
    of_selection,
    of_size,
    of_statements,
    of_width,
    times,
)
from palermo.evidence.prevalence.result import Estimate
from palermo.evidence.prevalence.selection import THRESHOLD, stepwise
from palermo.evidence.prevalence.stated import Statements

RED, AMBER, NO_WARNING = "RED", "AMBER", "NO WARNING FOUND"
UNTESTABLE = "the assumptions below every such estimate remain untestable"

E = TypeVar("E", bound=Estimate)


@dataclass(frozen=True)
class Checks:
    """What the rating of every estimate from a table looks at: all models by BIC, methods, and changes of lists.

    `bound`: Chao's lower bound of the number of people, None where it cannot be told.
    """

    histories: CaptureHistories
    all_models: Bic
    methods: tuple[Estimate, ...]
    variants: tuple[Variant, ...]
    bound: float | None


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
    variants = list_sensitivity(histories, threshold)
    checks = Checks(histories, all_models, tuple(methods), variants, lower_bound(histories))
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
    histories = checks.histories
    reasons = of_overlaps(histories)
    if estimate.prior_driven and estimate.prior_driven not in reasons:
        reasons.append(estimate.prior_driven)
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
    if rhat is not None and rhat > MOST_RHAT:
        whose = f"chains of {estimate.method}" if hasattr(estimate, "rhat") else "latent class chains"
        reasons.append(f"the {whose} do not agree (R-hat {rhat:.2f}, above {MOST_RHAT})")
    return reasons + of_statements(statements, histories.lists)


def _amber(estimate: Estimate, checks: Checks, more_methods: Iterable[Estimate]) -> list[str]:
    reasons = []
    compared = (*checks.methods, *more_methods)
    methods = ratio(each.estimate for each in compared)
    if methods > MOST_RATIO:
        reasons.append(f"the methods give totals {times(methods)} apart")
    reasons += [
        f"of the methods compared, {each.method}: {each.prior_driven}"
        for each in compared
        if each.prior_driven and each.prior_driven != estimate.prior_driven
    ]
    variants = ratio(each.estimate for each in checks.variants)
    if variants > MOST_RATIO:
        reasons.append(f"leaving out one list or merging two moves the total {times(variants)}")
    reasons += of_width(estimate.interval) + of_replicates(estimate) + of_chance(estimate)
    reasons += of_selection(estimate)
    return reasons + of_bound(checks.bound, estimate.interval) + of_size(checks.histories.n_observed)
