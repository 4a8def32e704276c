"""Mb and Mtb: published figures, another way to the same maximum, and tables that set no bound."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from palermo.evidence.command import InputError
from palermo.evidence.prevalence import CaptureHistories, closed_population
from palermo.evidence.prevalence.lattice import FloatArray

# Snowshoe hares on six days, R. Cormack, Biometrics 45 (1989); meadow voles on five days of a third and a fourth
# month, J. Nichols, K. Pollock and J. Hines, Journal of Wildlife Management 48 (1984). Both as R's Rcapture has them.
HARES = (
    "000001:4 000010:4 000011:2 000100:3 000101:4 000110:1 000111:1 001000:5 001001:2 001011:1 "
    "001101:1 010000:6 010001:1 010010:3 010011:1 010100:3 010101:3 010111:1 011001:2 011011:1 "
    "011101:2 011111:1 100000:3 100001:1 100010:2 100100:2 100111:1 101000:1 101010:1 101100:1 "
    "110001:1 110010:1 111111:2 "
)
VOLES = (
    "00001:2 00010:6 00100:3 01000:7 01010:2 01011:2 01100:1 10000:2 10001:1 10010:1 10011:2 10100:1 "
    "10110:1 11000:1 11001:2 11011:1 11100:1 11101:3 11110:3 11111:7 "
)
VOLES_LATER = (
    "00001:7 00010:1 00011:1 00100:4 00101:1 00110:1 00111:1 01000:4 01001:2 01011:2 01100:1 01110:1 "
    "10000:3 10001:2 10010:1 10011:1 10100:1 10110:1 10111:1 11000:2 11001:1 11101:2 11110:4 "
    "11111:12 "
)


def table(text: str) -> CaptureHistories:
    counts = dict(each.split(":") for each in text.split())
    days = len(next(iter(counts)))
    return CaptureHistories.from_counts(
        [f"day {day}" for day in range(1, days + 1)],
        {history: int(count) for history, count in counts.items()},
    )


# Printed by Rcapture (closedp and closedp.Mtb, tests/Examples/Rcapture-Ex.Rout.save): abundance and standard error to
# one digit, deviance and AIC to three. R's deviance of Mtb is 0.001 off its own AIC.
PUBLISHED = {
    ("hares", "Mb"): (81.1, 8.3, 67.027, 155.217),
    ("hares", "Mtb"): (71.7, 3.6, 57.644, 155.835),
    ("voles", "Mb"): (51.0, 2.0, 66.964, 124.894),
    # G. Seber, The Estimation of Animal Abundance (1982), page 107.
    ("two occasions", "Mb"): (1295.0, 17.3, 0.0, 28.831),
}
TABLES = {
    "hares": table(HARES),
    "voles": table(VOLES),
    "two occasions": table("11:167 10:781 01:254"),
}


@pytest.mark.parametrize(("name", "model"), PUBLISHED)
def test_published_figures_are_met_to_the_digits_they_are_printed_in(name: str, model: str) -> None:
    found = closed_population(TABLES[name], model)  # type: ignore[arg-type]
    abundance, error, deviance, aic = PUBLISHED[name, model]
    assert found.estimate == pytest.approx(abundance, abs=0.05)
    assert found.deviance == pytest.approx(deviance, abs=0.0011)
    assert found.aic == pytest.approx(aic, abs=5e-4)
    assert found.interval is not None
    unseen = found.estimate - found.n_observed
    spread = math.log((found.interval.upper - found.n_observed) / unseen) / 1.959964
    assert math.sqrt((unseen * spread) ** 2 + unseen) == pytest.approx(error, abs=0.05)


def test_a_likelihood_that_hardly_bounds_the_number_gives_none() -> None:
    """Rcapture prints 25,435,690 with a standard error of 61,943,120,344 and calls it unstable."""
    found = closed_population(table(VOLES_LATER), "Mtb")
    assert (found.estimate, found.interval) == (None, None)
    assert "no estimate" in found.warnings[0]


def test_two_occasions_with_behaviour_are_the_removal_method() -> None:
    """Of N people 60 are first seen at the first occasion, 20 at the second: N = 60 * 60 / (60 - 20)."""
    found = closed_population(CaptureHistories.from_counts("ab", {"10": 45, "11": 15, "01": 20}), "Mb")
    assert found.estimate == pytest.approx(90, rel=1e-6)
    rising = closed_population(CaptureHistories.from_counts("ab", {"10": 15, "11": 5, "01": 40}), "Mb")
    assert rising.estimate is None


def drawn(people: int, chances: list[float], change: float, seed: int) -> CaptureHistories:
    """People who are seen with other odds once they were seen."""
    rng = np.random.default_rng(seed)
    on = np.zeros((people, len(chances)), dtype=bool)
    for place, chance in enumerate(chances):
        odds = math.log(chance / (1 - chance)) + change * on.any(axis=1)
        on[:, place] = rng.random(people) < expit(odds)
    masks, counts = np.unique(on @ (1 << np.arange(len(chances))), return_counts=True)
    cells = {int(mask): int(count) for mask, count in zip(masks, counts, strict=True) if mask}
    return CaptureHistories.from_cells([f"o{place}" for place in range(len(chances))], cells)


def by_another_way(histories: CaptureHistories) -> float:
    """Minimise minus the likelihood of Mtb, written history by history, by a general optimiser."""
    days = len(histories.lists)
    rows = [(histories.history(mask), int(histories.cells[mask])) for mask in range(1, 1 << days)]

    def minus(point: FloatArray) -> float:
        p, c = expit(point[1:-1]), expit(point[1:-1] + point[-1])
        total = 0.0
        for history, count in rows:
            log, seen = float(point[0]), False
            for day, sign in enumerate(history):
                chance = c[day] if seen else p[day]
                log += math.log(chance if sign == "1" else 1 - chance)
                seen = seen or sign == "1"
            total += count * log - math.exp(log)
        return -total

    start = np.array([math.log(1.2 * histories.n_observed), *[-1.0] * days, 0.0])
    return float(np.exp(minimize(minus, start, method="BFGS", options={"gtol": 1e-3}).x[0]))


@pytest.mark.parametrize("seed", range(3))
def test_mtb_is_the_maximum_that_a_general_optimiser_finds(seed: int) -> None:
    histories = drawn(800, [0.4, 0.3, 0.5, 0.35], -0.8, seed)
    assert closed_population(histories, "Mtb").estimate == pytest.approx(by_another_way(histories), rel=1e-3)


def test_people_who_avoid_a_second_meeting_are_not_counted_twice() -> None:
    """Without behaviour a shy population looks larger than it is: 1,000 people, half as likely to be seen again."""
    held = 0
    for seed in range(20):
        shy, plain = (
            closed_population(drawn(1000, [0.3] * 6, -1.2, seed), model).interval for model in ("Mb", "M0")
        )
        assert shy is not None
        assert plain is not None
        held += shy.lower <= 1000 <= shy.upper
        assert plain.lower > 1000
    assert held >= 16


def test_too_few_occasions_are_refused() -> None:
    with pytest.raises(InputError, match="needs 3 occasions"):
        closed_population(CaptureHistories.from_cells("ab", {1: 9, 2: 5, 3: 2}), "Mtb")


def test_behaviour_takes_no_heterogeneity() -> None:
    with pytest.raises(InputError, match="take none"):
        closed_population(TABLES["hares"], "Mb", "Darroch")
