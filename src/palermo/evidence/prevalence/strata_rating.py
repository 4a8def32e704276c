"""How far an estimate over strata may be trusted, by the rule that rates tables, as far as it applies."""

from __future__ import annotations

from dataclasses import replace

from palermo.evidence.prevalence.covariates import Covariates, Criterion, Stratum, covariates
from palermo.evidence.prevalence.diagnostics import ratio
from palermo.evidence.prevalence.existence import FINE, MEANING
from palermo.evidence.prevalence.priors import MOST_RATIO
from palermo.evidence.prevalence.rating import AMBER, NO_WARNING, RED, UNTESTABLE
from palermo.evidence.prevalence.reasons import (
    lower_bound,
    of_bound,
    of_overlaps,
    of_replicates,
    of_size,
    of_statements,
    of_width,
    times,
)
from palermo.evidence.prevalence.stated import Statements
from palermo.evidence.prevalence.stratified import StratifiedHistories


def rated_strata(
    found: Covariates,
    tables: StratifiedHistories,
    *,
    added: float | None,
    statements: Statements | None = None,
) -> Covariates:
    """Return the estimate with its rating and the reasons, worst first.

    `added`: the sum of strata each estimated by itself, None where one has no estimate. The search is run once more
    with the other criterion, which lowers AIC where this one lowered BIC.
    """
    other: Criterion = "aic" if found.settings.criterion == "bic" else "bic"
    again = covariates(tables, criterion=other, replicates=0)
    red = _red(found, tables, statements)
    amber = _amber(found, tables, again, added)
    rating = RED if red else AMBER if amber else NO_WARNING
    return replace(found, rating=rating, reasons=tuple(red + amber) or (UNTESTABLE,))


def _red(found: Covariates, tables: StratifiedHistories, statements: Statements | None) -> list[str]:
    reasons = of_overlaps(tables.total)
    if found.code not in (None, FINE):
        reasons.append(f"the model's code is {found.code}: {MEANING[found.code or 0]}")
    if found.estimate is None:
        reasons.append("no model over these strata gives an estimate")
    if found.spread > MOST_RATIO:
        reasons.append(
            f"models that fit equally well ({(found.settings.criterion or '').upper()} within 2 of the chosen one's) "
            f"give totals {found.spread:.1f} times apart"
        )
    return reasons + of_statements(statements, tables.lists)


def _amber(
    found: Covariates, tables: StratifiedHistories, again: Covariates, added: float | None
) -> list[str]:
    reasons = []
    habits = ratio((found.estimate, again.estimate))
    if habits > MOST_RATIO:
        names = " and ".join(sorted((found.settings.criterion or "", again.settings.criterion or ""))).upper()
        reasons.append(
            f"{names.replace(' AND ', ' and ')} choose models whose totals are {times(habits)} apart"
        )
    if added is not None and found.estimate is not None and ratio((found.estimate, added)) > MOST_RATIO:
        reasons.append(
            f"the shared model and strata estimated by themselves give totals {ratio((found.estimate, added)):.1f} "
            "times apart"
        )
    reasons += of_width(found.interval)
    for each in found.strata:
        reasons += of_width(each.interval, where=f" of {_named(each)}")
    reasons += of_replicates(found)
    if len(tables.lists) > 2:
        reasons += of_bound(_bound(tables), found.interval)
    return reasons + of_size(found.n_observed)


def _bound(tables: StratifiedHistories) -> float:
    """Return Chao's lower bounds of the strata, added; a stratum without one counts as many as were seen."""
    total = 0.0
    for stratum, table in tables.tables.items():
        gone = [name for name in table.lists if name not in tables.existing(stratum)]
        there = table.drop(*gone) if len(table.lists) - len(gone) > 2 else None
        total += (lower_bound(there) if there else None) or table.n_observed
    return total


def _named(stratum: Stratum) -> str:
    return ", ".join(stratum.values)
