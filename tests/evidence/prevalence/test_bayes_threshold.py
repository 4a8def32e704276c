"""Bayesian thresholding, beside a posterior integrated on a grid."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from scipy.special import logsumexp

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.bayes_threshold import bayes_threshold
from palermo.evidence.prevalence.histories import CaptureHistories

# Invented: A and B see the same people far oftener than chance, the other pairs do not.
DEPENDENT = CaptureHistories.from_cells("ABC", {1: 120, 2: 90, 4: 100, 3: 80, 5: 9, 6: 8, 7: 6})


def test_two_independent_lists_agree_with_a_grid() -> None:
    """With no pair kept, two lists and a flat prior, the posterior is integrated over all three parameters."""
    table = CaptureHistories.from_cells("AB", {1: 60, 2: 45, 3: 15})
    axis = np.linspace(-1.1, 1.1, 141)
    mode = np.log([60 * 45 / 15, 15 / 45, 15 / 60])
    base, one, other = (centre + axis for centre in mode)
    b, a, c = np.meshgrid(base, one, other, indexing="ij")
    log = 60 * (b + a) + 45 * (b + c) + 15 * (b + a + c) - np.exp(b) * (np.exp(a) + np.exp(c) + np.exp(a + c))
    mass = np.exp(logsumexp(log, axis=(1, 2)))
    mass /= mass.sum()
    low, middle, high = (120 + np.exp(np.interp(share, mass.cumsum(), base)) for share in (0.025, 0.5, 0.975))
    found = bayes_threshold(table, threshold=1e9, steps=20_000, seed=5)
    assert found.interactions == ()
    assert found.interval is not None
    assert [found.interval.lower, found.estimate, found.interval.upper] == pytest.approx(
        [low, middle, high], rel=0.01
    )


def test_a_pair_that_stands_out_is_kept_and_the_others_are_not() -> None:
    found = bayes_threshold(DEPENDENT, seed=1)
    assert found.interactions == (("A", "B"),)
    assert found.strength["A", "B"] > 2
    assert abs(found.strength["A", "C"]) < 2
    assert found.estimate is not None
    assert found.rhat < 1.05
    assert found.effective > 400


def test_short_chains_give_no_number() -> None:
    found = bayes_threshold(DEPENDENT, chains=2, steps=100, seed=1)
    assert found.estimate is None
    assert found.interval is None
    assert "no estimate" in found.warnings[0]


def test_a_frozen_chain_is_called_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    # The room exports the function under its module's name, so the module is taken from where Python keeps it.
    monkeypatch.setattr(sys.modules[bayes_threshold.__module__], "_SCALE", 1000.0)
    found = bayes_threshold(DEPENDENT, seed=1)
    assert found.estimate is None
    assert "frozen" in found.warnings[0]


def test_one_seed_gives_one_answer() -> None:
    one, again = (bayes_threshold(DEPENDENT, steps=1000, seed=7) for _ in range(2))
    assert np.array_equal(one.draws, again.draws)


@pytest.mark.parametrize(
    "wrong", [{"threshold": -1}, {"prior_sd": 0}, {"chains": 1}, {"steps": 5}, {"level": 1}]
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError, match="are expected"):
        bayes_threshold(DEPENDENT, **wrong)  # type: ignore[arg-type]
