"""Published and recomputed figures of the Bayesian methods and surveys, table by table.

The tables lie beside the repository, in shared/reference; without them this module is skipped. Each figure
was computed with the R package that its heading names.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from palermo.evidence.prevalence.bayes_threshold import bayes_threshold
from palermo.evidence.prevalence.chordal import decomposable_graphs
from palermo.evidence.prevalence.decomposable import decomposable
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.latent_class import latent_class
from palermo.evidence.prevalence.recruitment import Recruitment
from palermo.evidence.prevalence.respondents import successive_sampling
from palermo.evidence.prevalence.scale_up import Acquaintances, held_out
from palermo.evidence.prevalence.successive import inclusion_limit, inclusion_simulated
from palermo.evidence.prevalence.survey_files import columns_of

FOLDER = Path(__file__).parents[4] / "shared" / "reference" / "mse"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder shared/reference/mse is not there")


def table(name: str) -> CaptureHistories:
    return CaptureHistories.from_csv(FOLDER / f"{name}.csv")


# Decomposable graphs over t labelled lists.
GRAPHS = {3: 8, 4: 61, 5: 822, 6: 18_154}

# dga 2.0.2, delta = 2^-t, 1000 points from 1 to 30 n: 2.5 %, median, 97.5 %, mean.
DGA = {
    "Korea": (124, 161, 460, 206.1561),
    "UKdat_4": (9501, 11397, 13585, 11416.2467),
    "UKdat_5": (10408, 23016, 33481, 21282.2158),
    "NewOrl_5_n185": (514, 869, 1763, 936.2783),
    "Western": (1340, 2128, 3868, 2253.9603),
    "Ned_5": (41616, 50270, 203328, 88569.3848),
    "Kosovo": (None, 12593, None, 12749.2951),
}

# The same on every whole number.
DGA_INTEGERS = {
    "Korea": (127, 163, 468, 207.77),
    "UKdat_5": (10387, 22990, 33510, 21282.2421),
    "Western": (1343, 2133, 3871, None),
    "NewOrl_5_n185": (511, 869, 1762, None),
}

# The most probable graphs of UKdat_5, by the numbers of its lists.
DGA_GRAPHS = (("123|34|25", 0.443431), ("125|135|45", 0.150721), ("123|125|34", 0.112196))


@pytest.mark.parametrize(("lists", "count"), GRAPHS.items())
def test_graphs(lists: int, count: int) -> None:
    assert len(decomposable_graphs(lists).edges) == count


@pytest.mark.parametrize(
    ("name", "grid"), [(name, "reference") for name in DGA] + [(name, "integer") for name in DGA_INTEGERS]
)
def test_dga(name: str, grid: str) -> None:
    found = decomposable(table(name), grid=grid)  # type: ignore[arg-type]
    low, middle, high, mean = (DGA if grid == "reference" else DGA_INTEGERS)[name]
    assert found.interval is not None
    assert found.estimate == middle
    assert found.interval.lower == low or low is None
    assert found.interval.upper == high or high is None
    # A mean given to 0.01 is known to half of that.
    assert mean is None or found.mean == pytest.approx(mean, rel=1e-6, abs=0.005 if mean == 207.77 else 5e-5)


def test_dga_graphs() -> None:
    histories = table("UKdat_5")
    found = decomposable(histories, grid="reference").graphs
    for (cliques, probability), (expected, value) in zip(found, DGA_GRAPHS, strict=False):
        names = {"".join(str(histories.index(name) + 1) for name in clique) for clique in cliques}
        assert names == set(expected.split("|"))
        assert probability == pytest.approx(value, abs=5e-7)


# LCMCR 0.4.14, K = 10, three chains of 110,000 sweeps: medians of N, tolerance; chains and sweeps run here.
LCMCR = {
    "Korea": ((137, 137, 138), 2, 50, 5000),
    "NewOrl_5_n185": ((836, 832, 837), 10, 50, 5000),
    "Western": ((1839, 1826, 1822), 30, 50, 5000),
    "Kosovo": ((10588, 10419, 10433), 200, 10, 40_000),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.drill if name == "Kosovo" else ()) for name in LCMCR]
)
def test_lcmcr(name: str) -> None:
    medians, tolerance, chains, sweeps = LCMCR[name]
    found = latent_class(table(name), chains, sweeps, seed=1)
    assert found.estimate is not None
    assert min(medians) - tolerance <= found.estimate <= max(medians) + tolerance


def test_lcmcr_refuses_the_united_kingdom() -> None:
    """Three seeds of R gave 20,948, 12,862 and 22,410."""
    found = latent_class(table("UKdat_5"), seed=1)
    assert found.estimate is None
    assert found.rhat > 1.05
    assert found.medians.max() / found.medians.min() > 22_410 / 12_862


# MultipleSystemsEstimation 1.2.0, thresholding at 2 standard deviations: median +-2 %, ends +-4 %.
BAYES_THRESHOLD = {
    "UKdat": (12345.7, 10890.8, 14407.6),
    "UKdat_5": (12400.3, 11061, 14240),
    "Western": (2326.6, 1589.6, 3579.4),
    "Korea": (152.9, 134, 201),
    "NewOrl_5_n185": (1050.1, 681, 1865),
    "Ned_5": (49960, 44879, 57344),
    "Kosovo": (13971.5, None, None),
}


@pytest.mark.parametrize("name", BAYES_THRESHOLD)
def test_bayes_threshold(name: str) -> None:
    middle, low, high = BAYES_THRESHOLD[name]
    found = bayes_threshold(table(name), steps=10_000, seed=1)
    assert found.interval is not None
    assert found.estimate == pytest.approx(middle, rel=0.02)
    assert low is None or found.interval.lower == pytest.approx(low, rel=0.04)
    assert high is None or found.interval.upper == pytest.approx(high, rel=0.04)


def test_bayes_threshold_does_not_freeze_on_new_orleans() -> None:
    """R returns a frozen chain on the eight lists, all quantiles equal."""
    found = bayes_threshold(table("NewOrl_n185"), seed=1)
    assert found.interval is not None
    assert found.interval.upper > 1.5 * found.interval.lower
    assert found.effective > 400


# The R package RDS, Gile's successive sampling, weights by respondent for 1000 people: share weighed by them.
SUCCESSIVE = {
    "rds_faux": ("X", "network.size", (0.30856801, 0.69143199)),
    "rds_fauxmadrona": ("disease", "degree", (0.80534421, 0.19465579)),
}


@pytest.mark.parametrize("name", SUCCESSIVE)
def test_successive_sampling(name: str) -> None:
    """The package simulates too: each weight agrees within 4 %, the shares within 0.2 percentage points."""
    outcome, degree, shares = SUCCESSIVE[name]
    path = FOLDER / f"{name}.csv"
    sample = Recruitment.from_csv(path, outcome=outcome, degree=degree)
    given = np.array([float(text) for text in columns_of(path, ("weights",))[0]])
    for chance in (
        inclusion_limit(sample.degrees, 1000),
        inclusion_simulated(sample.degrees, 1000, np.random.default_rng(1)),
    ):
        weights = 1 / chance
        assert weights / weights.sum() == pytest.approx(given / given.sum(), rel=0.04)
    found = successive_sampling(sample, 1000, rng=np.random.default_rng(1))
    assert found == pytest.approx(shares, abs=0.002)


def test_scale_up_example() -> None:
    """Simulated answers: each known size, held out, comes out within 10 % and within its interval."""
    answers = Acquaintances.from_csv(FOLDER / "nsum_example_ard.csv", FOLDER / "nsum_example_sizes.csv")
    for found in held_out(answers, seed=1):
        assert found.estimate == pytest.approx(found.known, rel=0.1)
        assert found.lower is not None
        assert found.upper is not None
        assert found.known is not None
        assert found.lower <= found.known <= found.upper
