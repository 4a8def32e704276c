"""Latent classes, beside posteriors summed exactly; and how chains are judged."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.special import betaln, gammaln, logsumexp

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.chains import effective_size, split_rhat
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.latent_class import latent_class

INVENTED = CaptureHistories.from_cells("ABC", {1: 41, 2: 30, 4: 25, 3: 8, 5: 6, 6: 5, 7: 3})


def test_one_class_gives_the_posterior_of_independent_lists() -> None:
    unseen = np.arange(20 * INVENTED.n_observed + 1)
    total = INVENTED.n_observed + unseen
    log = gammaln(total) - gammaln(unseen + 1)
    for name in INVENTED.lists:
        size = INVENTED.overlap(name)
        log += betaln(1 + size, 1 + total - size)
    mass = np.exp(log - logsumexp(log))
    middle, high = (total[np.searchsorted(np.cumsum(mass), share)] for share in (0.5, 0.975))
    found = latent_class(INVENTED, chains=10, sweeps=2000, classes=1, seed=4)
    assert found.estimate == pytest.approx(middle, rel=0.02)
    assert found.interval is not None
    assert found.interval.upper == pytest.approx(high, rel=0.04)


def test_two_classes_give_the_posterior_summed_over_every_split() -> None:
    """Three people, two lists: every allocation, every number of unseen people, a fine grid of concentrations."""
    table = CaptureHistories.from_cells("AB", {1: 1, 2: 1, 3: 1})
    first, second = np.array(list(product(range(61), repeat=2))).T
    first, second = first[(fits := first + second <= 60)], second[fits]
    grid = np.linspace(-60, 6, 700)
    mass = np.zeros(61)
    for allocation in product((0, 1), repeat=3):
        people = [np.array(allocation).size - sum(allocation) + first, sum(allocation) + second]
        log = gammaln(3 + first + second) - gammaln(first + 1) - gammaln(second + 1)
        for each in (0, 1):
            for place in (0, 1):
                there = sum(
                    1
                    for mask, at in zip(table.masks.tolist(), allocation, strict=True)
                    if at == each and mask >> place & 1
                )
                log = log + betaln(1 + there, 1 + people[each] - there)
        alpha = np.exp(grid)[:, None]
        stick = grid[:, None] + betaln(1 + people[0], alpha + people[1])
        prior = 0.25 * grid[:, None] - 0.25 * alpha
        np.add.at(mass, first + second, np.exp(log) * np.exp(logsumexp(stick + prior, axis=0)))
    mass /= mass.sum()
    draws = latent_class(table, chains=40, sweeps=20_000, classes=2, seed=9).draws.ravel() - 3
    found = np.bincount(draws.astype(int), minlength=61) / draws.size
    assert np.abs(found.cumsum() - mass.cumsum()).max() < 0.01


def test_chains_that_stay_apart_give_no_number_and_say_between_what() -> None:
    # Two ways to split these lists fit alike, and a chain takes long to find the other.
    cells = {1: 900, 2: 700, 4: 800, 8: 600, 3: 60, 12: 55, 5: 4, 10: 3, 15: 1, 7: 5, 14: 4}
    table = CaptureHistories.from_cells("ABCD", cells)
    found = latent_class(table, chains=8, sweeps=100, seed=1)
    assert found.rhat > 1.05
    assert found.estimate is None
    assert found.interval is None
    assert "have not met" in found.warnings[0]
    assert found.as_json()["estimate"] is None


def test_one_seed_gives_one_answer_and_the_seed_comes_back() -> None:
    one, again, other = (latent_class(INVENTED, 4, 200, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(one.draws, again.draws)
    assert not np.array_equal(one.draws, other.draws)
    drawn = latent_class(INVENTED, 4, 200)
    assert np.array_equal(drawn.draws, latent_class(INVENTED, 4, 200, seed=drawn.seed).draws)


@pytest.mark.parametrize(("chains", "sweeps", "classes"), [(1, 500, 10), (5, 10, 10), (5, 500, 0)])
def test_too_few_chains_sweeps_or_classes_are_refused(chains: int, sweeps: int, classes: int) -> None:
    with pytest.raises(InputError, match="are needed"):
        latent_class(INVENTED, chains, sweeps, classes=classes)


def test_chains_from_one_distribution_have_met_and_shifted_ones_have_not() -> None:
    draws = np.random.default_rng(1).standard_normal((8, 2000))
    assert split_rhat(draws) == pytest.approx(1, abs=0.005)
    assert effective_size(draws) == pytest.approx(draws.size, rel=0.1)
    draws[3] += 2
    assert split_rhat(draws) > 1.1


def test_a_chain_that_drifts_is_found_within_itself() -> None:
    drift = np.random.default_rng(2).standard_normal((1, 2000)) + np.linspace(0, 5, 2000)
    assert split_rhat(drift) > 1.5


def test_frozen_chains_have_not_met() -> None:
    assert split_rhat(np.ones((4, 50))) == float("inf")
    assert effective_size(np.ones((4, 50))) == 0


def test_draws_that_follow_each_other_are_worth_less() -> None:
    rng = np.random.default_rng(3)
    draws = np.zeros((10, 4000))
    for step in range(1, 4000):
        draws[:, step] = 0.9 * draws[:, step - 1] + rng.standard_normal(10)
    # An autoregression of 0.9 is worth (1 - 0.9) / (1 + 0.9) of its length.
    assert effective_size(draws) == pytest.approx(draws.size / 19, rel=0.15)
