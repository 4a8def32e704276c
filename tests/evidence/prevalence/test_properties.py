"""What must hold of any table, not of the published ones only."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.evidence.prevalence.reference import table

from palermo.evidence.prevalence import (
    CaptureHistories,
    aic_stepwise,
    bic,
    bootstrap,
    closed_population,
    existence_code,
    multinomial,
    poisson,
    stepwise,
    tilt,
    with_linkage_error,
)
from palermo.evidence.prevalence.existence import code, counts_of, design, model_of
from palermo.evidence.prevalence.lattice import cells_of_fit, smaller_tail, superset_sums
from palermo.evidence.prevalence.linkage import relink

SLOWLY = settings(max_examples=40)
# Invented.
MODEST = {"100": 60, "010": 45, "001": 30, "110": 12, "101": 9, "011": 5, "111": 2}


def three_lists(counts: dict[str, int] = MODEST) -> CaptureHistories:
    return CaptureHistories.from_counts("abc", counts)


def tables(lists: int, *, least: int = 0, most: int = 60) -> st.SearchStrategy[CaptureHistories]:
    """Tables of that many lists, on each of which somebody is."""
    names = "abcdef"[:lists]
    cells = [format(mask, f"0{lists}b") for mask in range(1, 1 << lists)]

    def whole(counts: list[int]) -> bool:
        return all(
            any(n and cell[place] == "1" for n, cell in zip(counts, cells, strict=True))
            for place in range(lists)
        )

    return (
        st.lists(st.integers(least, most), min_size=len(cells), max_size=len(cells))
        .filter(whole)
        .map(lambda counts: CaptureHistories.from_counts(names, dict(zip(cells, counts, strict=True))))
    )


@SLOWLY
@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 200))
def test_two_independent_lists_are_lincoln_and_petersen(first: int, second: int, both: int) -> None:
    found = poisson(CaptureHistories.from_counts("ab", {"10": first, "01": second, "11": both}))
    assert found.estimate == pytest.approx((first + both) * (second + both) / both, rel=1e-9)


@SLOWLY
@given(tables(3, least=1))
def test_the_saturated_model_of_three_lists_has_its_closed_form(histories: CaptureHistories) -> None:
    cells = histories.cells.astype(float)
    odd, even = cells[1] * cells[2] * cells[4] * cells[7], cells[3] * cells[5] * cells[6]
    found = poisson(histories, ["a:b", "a:c", "b:c"])
    assert found.estimate == pytest.approx(histories.n_observed + odd / even, rel=1e-6)
    assert found.deviance == pytest.approx(0, abs=1e-7)


@SLOWLY
@given(tables(3, least=1), st.sampled_from(list(permutations(range(3)))))
def test_the_order_of_lists_does_not_matter_but_for_ties(
    histories: CaptureHistories, order: tuple[int, ...]
) -> None:
    turned = CaptureHistories.from_counts(
        [histories.lists[place] for place in order],
        {
            "".join(histories.history(int(mask))[place] for place in order): int(count)
            for mask, count in zip(histories.masks, histories.counts, strict=True)
        },
    )
    models = [["a:b"], ["a:b", "b:c"], ["a:b", "a:c", "b:c"]]
    for model in models:
        assert poisson(turned, model).estimate == pytest.approx(poisson(histories, model).estimate, rel=1e-7)
    assert bic(turned).average == pytest.approx(bic(histories).average, rel=1e-6)
    for heterogeneity in ("Poisson2", "Darroch", "Gamma3.5"):
        one, other = (closed_population(each, "Mth", heterogeneity).estimate for each in (histories, turned))
        assert (one is None) == (other is None)
        if one is not None:
            assert one == pytest.approx(other, rel=1e-5)


@SLOWLY
@given(tables(4, most=6), st.lists(st.sampled_from(["a:b", "a:c", "a:d", "b:c", "b:d", "c:d"]), unique=True))
def test_existence_agrees_with_the_linear_programme_of_fienberg_and_rinaldo(
    histories: CaptureHistories, interactions: list[str]
) -> None:
    """Maximise the smallest cell over the tables with the same sums, as the theorem is written."""
    counts, model = counts_of(histories), model_of(histories, interactions)
    observed = counts.copy()
    superset_sums(observed)
    inside, terms = cells_of_fit(observed, model)
    cells = np.flatnonzero(inside)
    matrix = design(cells, terms).T
    count = cells.size
    solved = linprog(
        np.r_[np.zeros(count), -1],
        A_ub=np.c_[-np.eye(count), np.ones(count)],
        b_ub=np.zeros(count),
        A_eq=np.c_[matrix, np.zeros(len(matrix))],
        b_eq=matrix @ counts[cells],
    )
    expected = (1 if -solved.fun < 1e-7 else 0) + (2 if np.linalg.matrix_rank(matrix) < len(matrix) else 0)
    assert code(counts, model) == expected


@SLOWLY
@given(tables(3, most=8), st.lists(st.sampled_from(["a:b", "a:c", "b:c"]), unique=True))
def test_a_model_without_estimate_gives_none_and_one_with_estimate_gives_a_number(
    histories: CaptureHistories, interactions: list[str]
) -> None:
    found = poisson(histories, interactions)
    if found.code == 0:
        assert found.estimate is not None
        assert found.estimate > histories.n_observed
    if found.estimate is None:
        assert found.code != 0
        assert any("no estimate" in warning for warning in found.warnings)
    elif found.code != 0:
        assert any("boundary-estimable" in warning for warning in found.warnings)


def test_a_model_on_the_boundary_is_estimated_only_where_the_unseen_can_be_told() -> None:
    told = poisson(CaptureHistories.from_counts("ab", {"10": 30, "01": 20}))
    assert (told.estimate, told.code) == (None, 1)
    histories = CaptureHistories.from_counts("abc", {"100": 40, "010": 30, "001": 20, "110": 6})
    assert existence_code(histories, ["a:b"]) == 1
    assert poisson(histories, ["a:b"]).estimate is None


@SLOWLY
@given(st.integers(0, 60), st.floats(0.01, 80))
def test_the_tail_of_a_poisson_number_is_the_smaller_of_both_sums(seen: int, mean: float) -> None:
    weights = [math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(400)]
    expected = min(sum(weights[: seen + 1]), sum(weights[seen:]))
    assert smaller_tail(float(seen), mean) == pytest.approx(expected, rel=1e-9, abs=1e-15)


@SLOWLY
@given(tables(4, most=40))
def test_thresholds_reach_from_independence_to_all_pairs_that_can_be_estimated(
    histories: CaptureHistories,
) -> None:
    assert stepwise(histories, 0.0).interactions == ()
    none, some, all_ = (
        len(found.interactions) + len(found.minus_infinity)
        for found in (stepwise(histories, threshold) for threshold in (0.0, 0.02, 1.0))
    )
    assert none == 0 <= some <= all_ <= 6


def test_no_pair_that_stepwise_could_add_is_more_surprising_than_the_threshold() -> None:
    for threshold in (0.001, 0.02, 0.2):
        found = stepwise(three_lists(), threshold)
        more = stepwise(three_lists(), min(1.0, threshold * 2))
        assert more.interactions[: len(found.interactions)] == found.interactions


def test_intervals_hold_their_estimate_and_widen_with_the_level() -> None:
    for method in (poisson, multinomial, aic_stepwise, stepwise, bic):
        narrow, wide = (method(three_lists(), level=level) for level in (0.8, 0.99))
        assert narrow.interval is not None
        assert wide.interval is not None
        assert narrow.estimate is not None
        assert wide.interval.lower < narrow.interval.lower < narrow.estimate
        assert narrow.estimate < narrow.interval.upper < wide.interval.upper


def test_a_profile_without_upper_end_is_infinite_and_null_in_json() -> None:
    found = stepwise(CaptureHistories.from_counts("abc", {"100": 9, "010": 9, "001": 9, "111": 1}), 0)
    profile = next(each for each in found.intervals if each.kind == "profile")
    assert profile.upper > 100
    unbounded = bootstrap(three_lists({"100": 30, "010": 30, "001": 30, "110": 1}), replicates=200, seed=1)
    assert math.isinf(max(each.upper for each in unbounded.intervals))
    assert any("set no bound" in warning for warning in unbounded.warnings)
    assert unbounded.as_json()["interval"]["upper"] is None


def test_a_seed_gives_the_same_replicates_on_any_number_of_parts() -> None:
    first, again, other = (bootstrap(three_lists(), replicates=600, seed=seed) for seed in (7, 7, 8))
    assert (first.replicates == again.replicates).all()
    assert first.intervals == again.intervals
    assert not (first.replicates == other.replicates).all()


@SLOWLY
@given(tables(3, least=1, most=80))
def test_bic_averages_admissible_models_only(histories: CaptureHistories) -> None:
    found = bic(histories)
    assert sum(model.weight for model in found.models) == pytest.approx(1)
    for model in found.models:
        assert existence_code(histories, model.interactions) == 0
        alone = poisson(histories, model.interactions)
        assert alone.estimate == pytest.approx(model.estimate, rel=1e-6)
        assert alone.bic == pytest.approx(model.bic, rel=1e-6)
    assert [model.bic for model in found.models] == sorted(model.bic for model in found.models)


def test_the_window_of_six_lists_holds_every_good_model_of_the_whole_enumeration() -> None:
    histories = table("UKdat")
    best = bic(histories, 2)
    wanted = {frozenset(each.interactions) for each in best.models if each.bic < best.models[0].bic + 2}
    assert wanted <= {frozenset(each.interactions) for each in bic(histories).models}


def test_chao_is_the_textbook_bound_when_nothing_is_left_out() -> None:
    found = closed_population(
        three_lists({"100": 20, "010": 20, "001": 20, "110": 5, "011": 5, "111": 5}), "Mh", "Chao"
    )
    assert found.estimate == pytest.approx(75 + 60**2 * 2 / (2 * 3 * 10))


def test_the_interaction_of_all_lists_halves_or_doubles_the_unseen() -> None:
    found = stepwise(three_lists())
    assert found.estimate is not None
    unseen = found.estimate - found.n_observed
    halved, doubled = tilt(three_lists())[:2]
    assert (halved.estimate, doubled.estimate) == (
        pytest.approx(found.n_observed + unseen / 2),
        pytest.approx(found.n_observed + unseen * 2),
    )


@given(tables(3, most=40), st.floats(0.3, 1), st.floats(0.3, 1), st.integers(0, 2**32))
@SLOWLY
def test_undoing_linkage_errors_moves_people_but_no_list_gains_or_loses_a_record(
    histories: CaptureHistories, precision: float, recall: float, seed: int
) -> None:
    counts = counts_of(histories)
    relink(counts, precision=precision, recall=recall, rng=np.random.default_rng(seed))
    assert (counts >= 0).all()
    assert counts[0] == 0
    for name in histories.lists:
        on = (np.arange(counts.size) & histories.mask([name])) > 0
        assert counts[on].sum() == histories.overlap(name)


def test_missed_links_lower_the_estimate_once_undone_and_false_ones_raise_it() -> None:
    perfect, missed, false = (
        with_linkage_error(three_lists(), precision=precision, recall=recall, replicates=300, seed=1).estimate
        for precision, recall in ((1, 1), (1, 0.7), (0.7, 1))
    )
    assert missed is not None
    assert perfect is not None
    assert false is not None
    assert missed < perfect < false
