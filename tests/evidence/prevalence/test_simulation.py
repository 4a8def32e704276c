"""The simulation study says of its tables and its intervals what is so."""

from __future__ import annotations

import numpy as np
import pytest
from bench.simulated import CHANCES, LISTS, PEOPLE, SCENARIOS, Scenario
from bench.simulation import Answer, picture, print_table, summaries, table_of

from palermo.evidence.prevalence import CaptureHistories, Interval

BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}


def mean_of(scenario: Scenario, count: int = 40) -> tuple[float, float, float]:
    """Mean numbers of observed people, of people on both of the first two lists, and on the first list."""
    tables = [scenario.table(np.random.default_rng(seed)) for seed in range(count)]
    first, second = LISTS[:2]

    def mean(number: list[int]) -> float:
        return float(np.mean(number))

    return (
        mean([table.n_observed for table in tables]),
        mean([table.overlap(first, second) for table in tables]),
        mean([table.overlap(first) for table in tables]),
    )


def test_each_scenario_departs_from_independence_as_its_words_say() -> None:
    observed, both, first = mean_of(BY_NAME["independent"])
    assert observed == pytest.approx(PEOPLE * (1 - np.prod(1 - CHANCES)), rel=0.02)
    assert both == pytest.approx(PEOPLE * CHANCES[0] * CHANCES[1], rel=0.06)
    _, unlike, caught = mean_of(BY_NAME["unlike people"])
    assert unlike * PEOPLE / caught**2 > 1.2 * both * PEOPLE / first**2
    assert mean_of(BY_NAME["sparse"])[0] == pytest.approx(PEOPLE * (1 - np.prod(1 - CHANCES / 4)), rel=0.03)
    more, fewer, _ = mean_of(BY_NAME["missed links"])
    assert more > observed
    assert fewer == pytest.approx(0.85 * both, rel=0.06)
    assert mean_of(BY_NAME["referral"])[1] == pytest.approx(both + 0.3 * (first - both), rel=0.06)


def test_coverage_counts_intervals_that_hold_the_truth_and_silence_apart() -> None:
    def answer(estimate: float | None, lower: float, upper: float) -> dict[str, Answer]:
        interval = None if estimate is None else Interval(level=0.95, lower=lower, upper=upper, kind="wald")
        return {"one": Answer(estimate, interval)}

    found = summaries(
        [answer(1800, 1500, 2100), answer(1000, 900, 1100), answer(None, 0, 0), answer(2200, 1900, 2300)]
    )
    assert found[0].silent == 25
    assert found[0].covered == pytest.approx(200 / 3)
    assert found[0].middle == 90


def test_the_picture_and_the_print_hold_what_the_table_holds(capsys: pytest.CaptureFixture[str]) -> None:
    interval = Interval(level=0.95, lower=1500, upper=2100, kind="wald")
    table = table_of(summaries([{"one": Answer(1800, interval), "none": Answer(None, None)}]))
    print_table(SCENARIOS[0], table)
    assert "90 %" in capsys.readouterr().out
    drawn = picture(SCENARIOS[0], table)
    assert "one: 100 %" in drawn.svg
    assert "no answer" in drawn.svg
    assert "the truth" in drawn.svg


def test_tables_of_one_seed_are_the_same() -> None:
    def one(seed: int) -> CaptureHistories:
        return SCENARIOS[1].table(np.random.default_rng(seed))

    assert one(3).counts.tolist() == one(3).counts.tolist()
