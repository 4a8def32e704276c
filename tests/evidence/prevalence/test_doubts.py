"""No number without its doubt: what must be a reason, and answers that were there before the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from palermo.evidence.prevalence import (
    CaptureHistories,
    Estimate,
    Interval,
    bayes_threshold,
    bootstrap,
    decomposable,
    latent_class,
    rated,
    run_checks,
    stepwise,
)
from palermo.evidence.prevalence.intervals import BiasCorrection, bootstrap_intervals
from palermo.evidence.prevalence.priors import weighted_median
from palermo.evidence.prevalence.stated import ASSUMPTIONS, DETAILS, Statements

# Invented. Three small lists of whose members hardly anybody is on two.
THIN = {"100": 55, "010": 44, "001": 30, "110": 2, "101": 1, "011": 2, "111": 1}
NO_OVERLAP = CaptureHistories.from_counts("abc", {"100": 6, "010": 5, "001": 3})
# Nearly independent.
PLAIN = {"100": 90, "010": 80, "001": 70, "110": 31, "101": 27, "011": 23, "111": 11}
Method = Callable[[CaptureHistories], Estimate]
BAYESIAN: dict[str, Method] = {
    "decomposable": decomposable,
    "latent-class": lambda table: latent_class(table, seed=1),
    "bayes-threshold": lambda table: bayes_threshold(table, seed=1),
}


def stated(lists: str) -> Statements:
    """Return complete statements about these lists."""
    return Statements(
        assumptions=dict.fromkeys(ASSUMPTIONS, "invented"),
        details={name: dict.fromkeys(DETAILS, "invented") for name in lists},
        referrals={},
    )


def doubted(counts: dict[str, int], estimate: Estimate | None = None) -> Estimate:
    """Return the estimate, or else the bootstrapped one, with its rating."""
    table = CaptureHistories.from_counts("abcd"[: len(next(iter(counts)))], counts)
    found = estimate or bootstrap(table, replicates=2000, seed=1)
    return rated(found, run_checks(table), statements=stated("abcd"))


def test_a_wide_interval_and_replicates_without_bound_are_reasons() -> None:
    found = doubted(THIN)
    assert found.interval is not None
    assert found.interval.upper > 2 * found.interval.lower
    assert any("is wide: its upper end is" in reason for reason in found.reasons)
    assert found.unbounded > 0
    assert any(f"in {found.unbounded} of 2,000 replicates" in reason for reason in found.reasons)
    assert found.rating != "NO WARNING FOUND"


def test_a_narrow_interval_of_a_plain_table_is_no_reason() -> None:
    assert doubted(PLAIN).rating == "NO WARNING FOUND"


FULL = {"100": 36, "010": 30, "001": 33, "110": 130, "101": 121, "011": 128, "111": 514}


def test_where_nearly_all_were_seen_an_interval_of_the_expected_number_is_called_too_short() -> None:
    """Eight of a thousand are unseen, give or take three by chance alone; the interval is 998 to 1,002."""
    found = doubted(FULL)
    assert found.interval is not None
    assert found.interval.upper - found.interval.lower < 6
    assert any("nearly everybody was seen, and the interval leaves out" in reason for reason in found.reasons)
    table = CaptureHistories.from_counts("abc", FULL)
    whole = doubted(FULL, decomposable(table))
    assert whole.interval is not None
    assert whole.interval.upper - whole.interval.lower > 8
    assert not any("leaves out" in reason for reason in whole.reasons)


def test_an_interval_without_upper_end_is_a_reason() -> None:
    table = CaptureHistories.from_counts("abc", PLAIN)
    plain = stepwise(table)
    open_ = Interval(level=0.95, lower=400, upper=float("inf"), kind="profile")
    found = doubted(PLAIN, replace(plain, interval=open_))
    assert "the 95 % interval has no upper end" in found.reasons


def test_a_lower_bound_above_the_interval_is_a_reason() -> None:
    """3,000 people of two kinds: stepwise counts under two thirds of them, surely; Chao's bound is above its end."""
    rng = np.random.default_rng(2)
    easy = rng.random(3000) < 1 / 3
    on = rng.random((3000, 4)) < np.where(easy[:, None], 0.3, 0.06)
    masks, counts = np.unique(on @ np.array([1, 2, 4, 8]), return_counts=True)
    cells = {format(int(mask), "04b")[::-1]: int(count) for mask, count in zip(masks, counts, strict=True)}
    del cells["0000"]
    found = doubted(cells)
    assert found.interval is not None
    assert found.interval.upper < 2000
    assert [
        reason for reason in found.reasons if "a lower bound" in reason and "above the interval" in reason
    ]
    assert found.rating == "AMBER"


@pytest.mark.parametrize("method", BAYESIAN)
def test_of_a_table_without_overlap_a_bayesian_answer_is_called_the_priors(method: str) -> None:
    found = BAYESIAN[method](NO_OVERLAP)
    assert any("nobody is on two lists" in warning for warning in found.warnings)
    said = rated(found, run_checks(NO_OVERLAP))
    assert said.rating == "RED"
    assert any("nobody is on two lists" in reason for reason in said.reasons)
    assert found.estimate is None or found.prior_driven


def test_the_rating_of_any_method_says_that_no_overlap_leaves_the_prior() -> None:
    said = rated(stepwise(NO_OVERLAP), run_checks(NO_OVERLAP))
    assert any("supposed beforehand, not seen in the table" in reason for reason in said.reasons)


def test_an_answer_that_another_prior_doubles_is_called_the_priors() -> None:
    table = CaptureHistories.from_counts("abc", {"100": 40, "010": 30, "001": 20, "110": 15})
    found = decomposable(table)
    assert found.prior_driven is not None
    assert "every total equally likely beforehand" in found.prior_driven
    other = decomposable(table, prior="uniform").estimate
    assert other is not None
    assert other > 2 * (found.estimate or 0)
    assert f"{other:,.0f}" in found.prior_driven
    said = rated(found, run_checks(table))
    assert found.prior_driven in said.reasons
    compared = rated(stepwise(table), run_checks(table))
    assert any("decomposable: this answer is more the prior's" in reason for reason in compared.reasons)


@pytest.mark.parametrize("method", BAYESIAN)
def test_of_a_table_that_tells_no_bayesian_answer_is_called_the_priors(method: str) -> None:
    found = BAYESIAN[method](CaptureHistories.from_counts("abc", PLAIN))
    assert found.estimate is not None
    assert found.prior_driven is None
    assert not any("prior's" in warning for warning in found.warnings)


@pytest.mark.parametrize("seed", range(12))
def test_no_sparse_table_ends_a_bayesian_method_in_anything_but_an_answer_or_a_reason(seed: int) -> None:
    rng = np.random.default_rng(seed)
    while True:
        cells = {
            mask: int(count)
            for mask, count in enumerate(rng.poisson(rng.choice([0, 0.3, 4], size=15)), start=1)
        }
        if sum(cells.values()) and all(
            any(n for mask, n in cells.items() if mask >> bit & 1) for bit in range(4)
        ):
            break
    table = CaptureHistories.from_cells("abcd", cells)
    for found in (
        bayes_threshold(table, chains=4, steps=200, seed=1),
        latent_class(table, chains=4, sweeps=200, seed=1),
        decomposable(table),
    ):
        assert found.estimate is not None or any("no estimate" in each for each in found.warnings)


def test_a_weighted_median_is_the_plain_one_for_equal_weights() -> None:
    values = np.array([5.0, 1, 4, 2, 3])
    assert weighted_median(values, np.ones(5)) == 3
    assert weighted_median(values, np.array([9.0, 1, 1, 1, 1])) == 5


def test_a_clipped_interval_says_how_many_replicates_would_settle_it_and_praises_no_other() -> None:
    replicates = np.sort(np.random.default_rng(1).lognormal(size=600))
    found, warnings = bootstrap_intervals(replicates, BiasCorrection(shift=-0.4, acceleration=0.0), (0.95,))
    assert [each.kind for each in found] == ["bca", "percentile"]
    assert len(warnings) == 1
    assert "1,800 replicates or more" in warnings[0]
    assert "percentile" not in warnings[0]
    enough = np.sort(np.random.default_rng(1).lognormal(size=1800))
    assert bootstrap_intervals(enough, BiasCorrection(shift=-0.4, acceleration=0.0), (0.95,))[1] == ()
    _, hopeless = bootstrap_intervals(replicates, BiasCorrection(shift=-2.0, acceleration=0.0), (0.95,))
    assert "no practical number of replicates" in hopeless[0]


def test_chains_that_do_not_agree_are_called_by_the_method_they_are_of() -> None:
    table = CaptureHistories.from_counts("abc", PLAIN)
    short = bayes_threshold(table, chains=2, steps=100, seed=1)
    said = rated(short, run_checks(table), rhat=1.5)
    assert any(reason.startswith("the chains of bayes-threshold do not agree") for reason in said.reasons)
    other = rated(stepwise(table), run_checks(table), rhat=1.5)
    assert any(reason.startswith("the latent class chains do not agree") for reason in other.reasons)
    none = bayes_threshold(NO_OVERLAP, seed=1)
    assert not any(
        "do not agree" in reason for reason in rated(none, run_checks(NO_OVERLAP), rhat=none.rhat).reasons
    )
