"""The bench of coverage counts, bounds and names what it says."""

from __future__ import annotations

import numpy as np
import pytest
from bench.coverage import FEWEST_TABLES, METHODS, SETTINGS, Row, bounds, covered, print_rows, run
from scipy.stats import binom


@pytest.mark.parametrize(("held", "answered"), [(0, 40), (39, 40), (40, 40), (171, 200)])
def test_the_bound_is_where_so_many_or_so_few_have_a_chance_of_one_in_forty(held: int, answered: int) -> None:
    low, high = bounds(held, answered)
    assert low == (0 if held == 0 else pytest.approx(low))
    if held:
        assert binom.sf(held - 1, answered, low) == pytest.approx(0.025)
    if held < answered:
        assert binom.cdf(held, answered, high) == pytest.approx(0.025)


def test_a_row_below_ninety_in_a_hundred_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        Row("thin", "good", 200, 200, 190),
        Row("thin", "poor", 200, 100, 89),
        Row("thin", "silent", 200, 0, 0),
    ]
    print_rows(SETTINGS[0], rows)
    good, poor, silent = capsys.readouterr().out.splitlines()[-3:]
    assert "95.0 %" in good
    assert "below" not in good
    assert poor.endswith("below 90 %")
    assert "0 of 200" in silent


def test_the_default_is_two_hundred_tables_and_each_setting_is_of_so_many_people_as_it_says() -> None:
    assert FEWEST_TABLES == 200
    for setting in SETTINGS:
        seen = setting.table(np.random.default_rng(1)).n_observed
        assert 0.05 * setting.people < seen <= 1.3 * setting.people
        assert len({each.name for each in SETTINGS}) == len(SETTINGS)


def test_the_grid_of_papers_misses_where_nearly_all_were_seen_and_the_usual_one_does_not() -> None:
    full = next(each for each in SETTINGS if each.name == "four full lists")
    tables = [full.table(np.random.default_rng(seed)) for seed in range(20)]
    assert covered(full, "decomposable graphs", tables, 1).held >= 16
    assert covered(full, "same, grid of papers", tables, 1).held == 0


def test_one_seed_gives_one_table_and_lists_beyond_six_are_left_to_the_bootstrap() -> None:
    methods = ["stepwise, Wald", "all models by BIC"]
    first, again = ([rows for _setting, rows in run(2, 3, methods)] for _ in range(2))
    assert first == again
    assert [row.method for row in first[-1]] == ["stepwise, Wald"]
    assert set(methods) <= set(METHODS)
