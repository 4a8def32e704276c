"""Published and recomputed numbers, table by table, each within the tolerance it is given with."""

from __future__ import annotations

import numpy as np
import pytest
from tests.evidence.prevalence.reference import replicates, table

from palermo.evidence.prevalence import (
    CaptureHistories,
    aic_stepwise,
    bic,
    bootstrap,
    closed_population,
    existence_code,
    list_sensitivity,
    poisson,
    stepwise,
)
from palermo.evidence.prevalence.enumeration import hierarchical_models
from palermo.evidence.prevalence.existence import counts_of, model_of
from palermo.evidence.prevalence.loglinear import fit_model
from palermo.evidence.prevalence.profile import profile
from palermo.evidence.prevalence.resampling import estimates_of


def close(value: float) -> object:
    """Within a relative 1e-6, as the reference runs agree."""
    return pytest.approx(value, rel=1e-6)


def pairs(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(each.split(":")) for each in text.split(",") if each)


# Table 1. Forward stepwise, threshold 0.02.
STEPWISE = [
    # table, estimate, Wald 95 %, deviance, AIC, interactions in the order they came, at minus infinity
    ("UKdat", 11417.991092, 9977.2826, 13145.6565, 22.993915, 162.659055,
     "PF:NCA,LA:NG,NG:GP,LA:PF,PF:GP,GO:GP,NG:GO", ""),
    ("UKdat_5", 11312.990289, 9884.4028, 13027.3967, 16.351383, 127.598631,
     "LA:NG,NG:GP,PFNCA:GP,LA:PFNCA,GO:GP,NG:GO", ""),
    ("UKdat_4", 11015.244454, 9582.2597, 12735.2534, 11.341221, 96.829853, "LA:NG,LA:PFNCA,NG:GO", ""),
    ("Ned_5", 121521.613712, 98675.4323, 150138.9113, 24.339501, 143.786994, "IO:Z,P:Z,P:R,IO:P,IO:K", "K:R"),
    ("NewOrl_n185", 1183.692275, 720.9244, 2046.0579, 34.007064, 113.069189, "D:E", ""),
    ("NewOrl_5_n185", 1034.151065, 658.2584, 1708.6022, 19.283455, 77.529389, "", ""),
    ("Western", 2483.383920, 1657.0937, 3830.0300, 26.584226, 91.839504, "A:E", ""),
    ("Korea", 268.777778, 202.5328, 390.1999, 8.566946, 44.907675, "b:c", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "estimate", "lower", "upper", "deviance", "aic", "chosen", "absent"),
    STEPWISE,
    ids=[row[0] for row in STEPWISE],
)
def test_stepwise_estimates_and_models(
    name: str,
    estimate: float,
    lower: float,
    upper: float,
    deviance: float,
    aic: float,
    chosen: str,
    absent: str,
) -> None:
    found = stepwise(table(name))
    assert found.estimate == close(estimate)
    assert found.deviance == close(deviance)
    assert found.aic == close(aic)
    assert found.interactions == pairs(chosen)
    assert found.minus_infinity == pairs(absent)
    assert found.code == 0
    assert found.interval is not None
    # The reference takes its standard errors one step before convergence: up to 1.6e-5 away on eight lists.
    assert (found.interval.lower, found.interval.upper) == (
        pytest.approx(lower, rel=2e-5),
        pytest.approx(upper, rel=2e-5),
    )


def test_stepwise_on_kosovo() -> None:
    found = stepwise(table("Kosovo"))
    assert found.estimate == close(14341.663800)
    assert found.interactions == pairs("ABA:OSCE,OSCE:HRW,EXH:OSCE,EXH:ABA,EXH:HRW")


# Table 2. Other thresholds.
THRESHOLDS = [
    ("UKdat", 0, 12213.995125), ("UKdat_5", 0, 13444.131209), ("UKdat_4", 0, 10694.254550),
    ("Ned_5", 0, 52923.894254), ("NewOrl_n185", 0, 996.664293), ("NewOrl_5_n185", 0, 1034.151065),
    ("Western", 0, 2007.141757), ("Korea", 0, 141.992647), ("Kosovo", 0, 7394.586662),
    ("UKdat", 0.001, 13181.240512), ("UKdat_5", 0.001, 13100.843293), ("UKdat_4", 0.001, 11310.576974),
    ("Ned_5", 0.001, 146031.700892), ("NewOrl_n185", 0.05, 1494.452775), ("Western", 0.05, 2817.770869),
]  # fmt: skip


@pytest.mark.parametrize(("name", "threshold", "estimate"), THRESHOLDS)
def test_stepwise_at_other_thresholds(name: str, threshold: float, estimate: float) -> None:
    assert stepwise(table(name), threshold).estimate == close(estimate)


def test_stepwise_models_at_five_percent() -> None:
    assert stepwise(table("NewOrl_n185"), 0.05).interactions == pairs("D:E,B:F,A:E")
    assert stepwise(table("Western"), 0.05).interactions == pairs("A:E,D:E")


# Table 3. Existence: Artificial_3.
@pytest.mark.parametrize(
    ("model", "code"),
    [
        ("", 0),
        ("A:B", 1),
        ("A:C", 0),
        ("B:C", 0),
        ("A:B,A:C", 1),
        ("A:B,B:C", 1),
        ("A:C,B:C", 0),
        ("A:B,A:C,B:C", 2),
    ],
)
def test_existence_codes(model: str, code: int) -> None:
    assert existence_code(table("Artificial_3"), pairs(model)) == code


# Table 4. Bootstrap replicates: each of the 6,000, then the interval they give.
SETS = ["Korea", "Western", "UKdat", "UKdat_5", "NewOrl_n185", "Ned_5"]


@pytest.mark.parametrize("name", SETS)
def test_stepwise_on_each_bootstrap_replicate(name: str) -> None:
    tables, expected = replicates(name)
    assert np.abs(estimates_of(tables, 0.02) / expected - 1).max() < 1e-6


BCA = [
    # table, BCa 2.5 %, 10 %, 90 %, 97.5 %, z0 (3 digits), acceleration
    ("Western", 1293.214, 1343.289, 2998.539, 3672.037, -0.527, -0.0950102557),
    ("UKdat_5", 8784.780, 9623.857, 12531.139, 14700.549, -0.487, -0.0121810814),
    ("UKdat", 9266.958, 9682.336, 12576.505, 14306.758, -0.530, -0.0128711648),
    ("NewOrl_n185", 717.211, 717.211, 1248.334, 1657.608, -1.126, -0.0293324191),
    ("Ned_5", 47393.141, 107091.976, 152813.719, 162845.539, 0.598, -0.0165999775),
]


@pytest.mark.parametrize(("name", "lowest", "low", "high", "highest", "shift", "acceleration"), BCA)
def test_bca_ends_from_the_reference_replicates(
    name: str, lowest: float, low: float, high: float, highest: float, shift: float, acceleration: float
) -> None:
    found = bootstrap(table(name), tables=replicates(name)[0])
    wide, narrow = found.intervals[:2]
    assert [wide.lower, narrow.lower, narrow.upper, wide.upper] == [
        close(end) for end in (lowest, low, high, highest)
    ]
    assert found.correction is not None
    assert found.correction.shift == pytest.approx(shift, abs=5e-4)
    assert found.correction.acceleration == pytest.approx(acceleration, rel=1e-6)


def test_bca_ends_of_korea() -> None:
    """Seven of its replicates equal the estimate exactly; the reference's rounding put four of them below it."""
    found = bootstrap(table("Korea"), tables=replicates("Korea")[0])
    wide, narrow = found.intervals[:2]
    ends = [wide.lower, narrow.lower, narrow.upper, wide.upper]
    assert ends == [pytest.approx(end, rel=7e-3) for end in (123.342, 214.167, 394.624, 440.346)]
    assert found.correction is not None
    assert found.correction.acceleration == pytest.approx(-0.0287733799, rel=1e-6)


def test_acceleration_of_new_orleans_with_five_lists() -> None:
    found = bootstrap(table("NewOrl_5_n185"), replicates=50, seed=1)
    assert found.correction is not None
    assert found.correction.acceleration == pytest.approx(-0.0551614725, rel=1e-6)


def test_a_bca_end_that_is_the_smallest_replicate_is_warned_of() -> None:
    found = bootstrap(table("NewOrl_n185"), tables=replicates("NewOrl_n185")[0])
    assert found.intervals[0].lower == found.replicates.min()
    assert any("clipped" in warning for warning in found.warnings)


# Table 5. All hierarchical models by BIC.
BIC = [
    # table, order, fitted, admissible, best model (places of the lists), estimate, BIC, weighted mean, its tolerance
    ("Korea", 2, 8, 6, "12,23", 157.166667, 57.140810, 189.110192, 1e-6),
    ("UKdat_4", 3, 113, 111, "12,13", 11987.087615, 142.423463, 11555.965039, 1e-6),
    ("UKdat_5", 2, 1024, 1024, "12,13,23,25,34", 22991.331306, 196.539756, 18019.705, 1e-6),
    ("UKdat_5", 3, 6212, 6084, "25,34,123", 25311.290613, 195.879106, 22285.229605, 1e-6),
    ("NewOrl_5_n185", 2, 1024, None, "", 1034.151065, 96.851524, 1111.37, 1e-5),
    ("Western", 2, 1024, 1024, "15", 2483.383920, 118.744315, 2535.17, 1e-5),
    ("Ned_5", 2, 1024, 1024, "12,15,23,24,25,35,45", 48012.726292, 222.053910, 51833.458747, 1e-6),
    ("Kosovo", 3, 113, 113, "14,34,123", 10356.518957, 203.029633, 13183.73, 1e-6),
    ("Kosovo", 2, 64, 64, "12,13,14,23,34", 14341.663800, 225.211247, 14342.59, 1e-6),
]


@pytest.mark.parametrize(
    ("name", "order", "fitted", "admissible", "best", "estimate", "criterion", "average", "tolerance"), BIC
)
def test_all_models_by_bic(
    name: str,
    order: int,
    fitted: int,
    admissible: int | None,
    best: str,
    estimate: float,
    criterion: float,
    average: float,
    tolerance: float,
) -> None:
    histories = table(name)
    found = bic(histories, order)
    wanted = {tuple(histories.lists[int(place) - 1] for place in each) for each in best.split(",") if each}
    assert found.fitted == fitted
    assert admissible is None or len(found.models) == admissible
    assert {*found.interactions, *found.minus_infinity} == wanted
    assert found.estimate == close(estimate)
    assert found.bic == close(criterion)
    assert found.average == pytest.approx(average, rel=tolerance)


@pytest.mark.parametrize(
    ("lists", "order", "models"),
    [(3, 2, 8), (4, 2, 64), (4, 3, 113), (5, 2, 1024), (5, 3, 6212), (5, 4, 6893), (6, 2, 32768)],
)
def test_how_many_models_there_are(lists: int, order: int, models: int) -> None:
    assert len(hierarchical_models(lists, order)) == models


def test_good_models_of_the_united_kingdom_disagree() -> None:
    """Models within 2 of the best BIC give 12,262 to 28,822."""
    near = [model for model in bic(table("UKdat_5"), 3).models if model.bic < 195.879106 + 2]
    found = [(round(model.estimate), round(model.bic, 3)) for model in near]
    assert found == [(25311, 195.879), (28822, 196.330), (22991, 196.540), (12262, 197.495)]


# Table 6. AIC-stepwise with the multinomial profile.
@pytest.mark.parametrize(
    ("name", "estimate", "lower", "upper"),
    [("UKdat", 11408.9, 9982, 13182), ("UKdat_5", 11303.9, 9889, 13063), ("UKdat_4", 11006.9, 9588, 12772)],
)
def test_aic_stepwise(name: str, estimate: float, lower: float, upper: float) -> None:
    found = aic_stepwise(table(name))
    assert found.interval is not None
    assert found.estimate == pytest.approx(estimate, rel=1e-4)
    assert (found.interval.lower, found.interval.upper) == (
        pytest.approx(lower, rel=1e-4),
        pytest.approx(upper, rel=1e-4),
    )


# Table 7. People who differ in how easily they are seen.
CLOSED = [
    # table, Mt profile (95 %), Mh Chao, Mth Chao, Mth Poisson2, Mth Darroch, Mth Gamma3.5
    ("Korea", (141.0759, 130.9985, 155.7724), 142.613123, 141.992647, 133.237206, 130.392424, 128.315591),
    ("Western", (2000.0053, 1430.7729, 2964.6072), 2312.184111, 2200.507905, 2691.419201, 4608.086790, 7664.633525),
    ("UKdat", (12208.5673, 10983.8505, 13648.2127), 13677.063701, 12298.508130, 13168.787715, 13696.773859,
     14206.012922),
    ("UKdat_5", (13437.9203, 11985.1156, 15165.8989), 14962.754137, 13570.026801, 14572.448046, 14649.660185,
     14715.377465),
    ("NewOrl_n185", (990.2403, 650.7007, 1663.3435), 1343.319776, 1206.295865, 1090.952459, 2660.236106, 5893.950997),
    ("NewOrl_5_n185", (1027.3026, 665.5825, 1762.0308), 1364.234530, 1294.103494, 1514.815214, 3706.403940,
     9086.536236),
    ("Kosovo", (7392.917, None, None), 8787.242830, 8591.183638, 9327.761332, 12797.343442, 18387.145755),
]  # fmt: skip


@pytest.mark.parametrize(("name", "mt", "mh_chao", "chao", "poisson2", "darroch", "gamma"), CLOSED)
def test_closed_populations(
    name: str,
    mt: tuple[float, float | None, float | None],
    mh_chao: float,
    chao: float,
    poisson2: float,
    darroch: float,
    gamma: float,
) -> None:
    histories = table(name)
    assert closed_population(histories, "Mh", "Chao").estimate == close(mh_chao)
    assert closed_population(histories, "Mth", "Chao").estimate == close(chao)
    assert closed_population(histories, "Mth", "Poisson2").estimate == close(poisson2)
    assert closed_population(histories, "Mth", "Darroch").estimate == close(darroch)
    assert closed_population(histories, "Mth", "Gamma3.5").estimate == close(gamma)
    counts = counts_of(histories)
    total, interval = profile(counts, fit_model(counts, model_of(histories, ())), 0.95)
    for found, expected in zip((total, interval.lower, interval.upper), mt, strict=True):
        assert expected is None or found == pytest.approx(expected, rel=1e-4)


# Table 8. How far the choice of lists moves the stepwise estimate.
@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [("Western", 1776, 3602), ("UKdat_5", 10202, 26442), ("Kosovo", 6044, 22301)],
)
def test_omitting_a_list_and_merging_two(name: str, lowest: int, highest: int) -> None:
    found = [each.estimate for each in list_sensitivity(table(name)) if each.estimate is not None]
    assert (round(min(found)), round(max(found))) == (lowest, highest)


def test_two_lists_are_lincoln_and_petersen() -> None:
    found = poisson(CaptureHistories.from_counts("AB", {"10": 30, "01": 20, "11": 6}))
    assert found.estimate == close(36 * 26 / 6)
