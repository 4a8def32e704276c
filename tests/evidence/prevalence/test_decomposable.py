"""Averaging over decomposable graphs, beside slow arithmetic written another way."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations
from math import lgamma

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaln, logsumexp

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.chordal import decomposable_graphs
from palermo.evidence.prevalence.decomposable import decomposable
from palermo.evidence.prevalence.histories import CaptureHistories

# Invented tables of three lists: 1 to 30 people in each history, so that every list has somebody.
TABLES = st.lists(st.integers(1, 30), min_size=7, max_size=7).map(
    lambda counts: CaptureHistories.from_cells("ABC", dict(enumerate(counts, start=1)))
)


def has_chordless_cycle(lists: int, joined: set[tuple[int, int]]) -> bool:
    """Whether some four or more lists form a cycle and nothing else, found by trying every order."""
    for size in range(4, lists + 1):
        for first, *rest in combinations(range(lists), size):
            for order in permutations(rest):
                round_trip = [first, *order, first]
                cycle = {tuple(sorted(step)) for step in pairwise(round_trip)}
                if {pair for pair in combinations((first, *rest), 2) if pair in joined} == cycle:
                    return True
    return False


@pytest.mark.parametrize("lists", [3, 4, 5])
def test_the_graphs_are_exactly_those_without_a_cycle_that_lacks_a_chord(lists: int) -> None:
    pairs = list(combinations(range(lists), 2))
    found = {tuple(row) for row in decomposable_graphs(lists).edges.tolist()}
    for number in range(1 << len(pairs)):
        row = tuple(bool(number >> place & 1) for place in range(len(pairs)))
        joined = {pair for pair, there in zip(pairs, row, strict=True) if there}
        assert (row in found) != has_chordless_cycle(lists, joined)


def log_posterior_by_hand(table: CaptureHistories, unseen: int, delta: float) -> list[float]:
    """ln p(table, unseen | graph) of the eight graphs over three lists, cell by cell from full tables."""
    cells = table.cells.astype(float).copy()
    cells[0] = unseen
    total = cells.sum()
    shape = lgamma(total + 1) - sum(lgamma(count + 1) for count in cells)

    def marginal(mask: int) -> float:
        sums: dict[int, float] = {}
        for cell, count in enumerate(cells):
            sums[cell & mask] = sums.get(cell & mask, 0) + count
        weight = delta * len(cells) / len(sums)
        everything = delta * len(cells)
        return (
            lgamma(everything)
            - lgamma(everything + total)
            + sum(lgamma(count + weight) - lgamma(weight) for count in sums.values())
        )

    a, b, c = (marginal(1 << place) for place in range(3))
    ab, ac, bc = marginal(3), marginal(5), marginal(6)
    graphs = [a + b + c, ab + c, ac + b, bc + a, ab + ac - a, ab + bc - b, ac + bc - c, marginal(7)]
    return [shape + graph for graph in graphs]


@settings(max_examples=15)
@given(TABLES, st.sampled_from([0.125, 0.5, 1.0, 2.5]))
def test_three_lists_agree_with_the_eight_graphs_written_out(table: CaptureHistories, delta: float) -> None:
    unseen = np.arange(1, 30 * table.n_observed + 1)
    log = np.array([log_posterior_by_hand(table, number, delta) for number in unseen.tolist()])
    log -= np.log(unseen + table.n_observed)[:, None]
    weight = np.exp(log - log.max())
    mass = weight.sum(axis=1) / weight.sum()
    found = decomposable(table, delta)
    assert found.mean == pytest.approx(unseen @ mass + table.n_observed, rel=1e-6)
    middle = unseen[np.searchsorted(np.cumsum(mass), 0.5, side="right")] + table.n_observed
    assert found.estimate is not None
    assert abs(found.estimate - middle) <= 1
    assert sum(probability for _cliques, probability in found.graphs) == pytest.approx(1, abs=1e-3)
    graphs = sorted(weight.sum(axis=0) / weight.sum(), reverse=True)
    assert [probability for _cliques, probability in found.graphs] == pytest.approx(graphs, abs=1e-3)


@settings(max_examples=15)
@given(TABLES, st.permutations(range(3)))
def test_the_order_of_the_lists_changes_nothing(table: CaptureHistories, order: list[int]) -> None:
    moved = CaptureHistories.from_counts(
        [table.lists[place] for place in order],
        {
            "".join(table.history(mask)[place] for place in order): count
            for mask, count in zip(table.masks.tolist(), table.counts.tolist(), strict=True)
        },
    )
    assert decomposable(moved).mean == pytest.approx(decomposable(table).mean, rel=1e-9)


def test_the_reference_grid_and_every_integer_tell_the_same_story() -> None:
    table = CaptureHistories.from_counts(
        ("A", "B", "C", "D"),
        {
            "1000": 90,
            "0100": 60,
            "0010": 40,
            "0001": 55,
            "1100": 12,
            "1010": 7,
            "0110": 5,
            "0011": 6,
            "1110": 2,
        },
    )
    coarse, fine = decomposable(table, grid="reference"), decomposable(table)
    step = 30 * table.n_observed / 999
    assert coarse.interval is not None
    assert fine.interval is not None
    assert coarse.mean == pytest.approx(fine.mean, abs=step)
    assert coarse.interval.upper == pytest.approx(fine.interval.upper, abs=step)
    assert fine.mass.sum() == pytest.approx(1)
    assert coarse.quantile(0.5) == coarse.estimate


def caught(people: int, chances: list[float], seed: int) -> CaptureHistories:
    """People whom each list catches with its own chance, independently."""
    on = np.random.default_rng(seed).random((people, len(chances))) < chances
    masks, counts = np.unique(on @ (1 << np.arange(len(chances))), return_counts=True)
    cells = {int(mask): int(count) for mask, count in zip(masks, counts, strict=True) if mask}
    return CaptureHistories.from_cells("ABCD"[: len(chances)], cells)


@pytest.mark.parametrize("chances", [[0.7] * 4, [0.8] * 3, [0.6] * 3, [0.2, 0.3, 0.1]])
def test_the_usual_grid_covers_the_posterior_where_nearly_all_were_seen(chances: list[float]) -> None:
    """1,000 people: a grid of steps of 0.03 n held none of thirty. Here at least 16 of 20 must."""
    found = [decomposable(caught(1000, chances, seed)).interval for seed in range(20)]
    assert all(each is not None and each.lower < each.upper for each in found)
    assert sum(each is not None and each.lower <= 1000 <= each.upper for each in found) >= 16


# Invented: no, few, and nearly all seen; several graphs that fit alike; more people than are weighed one by one.
HARD = [
    {1: 5, 2: 4, 4: 3},
    {1: 32, 2: 32, 4: 32, 3: 128, 5: 128, 6: 128, 7: 512},
    {1: 900, 2: 900, 4: 900, 3: 1, 5: 2, 6: 1, 7: 1},
    {1: 9_000, 2: 7_000, 4: 5_000, 3: 2, 5: 1, 6: 3, 7: 2},
]


@pytest.mark.parametrize("cells", HARD)
def test_the_knots_miss_nothing_that_weighing_each_number_by_itself_finds(cells: dict[int, int]) -> None:
    table = CaptureHistories.from_cells("ABC", cells)
    found = decomposable(table)
    unseen = np.arange(1, 30 * table.n_observed + 1, dtype=np.float64)
    delta, weights = 2.0**-3, decomposable_graphs(3).weights
    terms = np.empty((8, len(unseen)))
    for mask in range(8):
        sums: dict[int, int] = {}
        for cell, count in cells.items():
            sums[cell & mask] = sums.get(cell & mask, 0) + count
        each = delta * 2 ** (3 - mask.bit_count())
        terms[mask] = gammaln(unseen + sums.pop(0, 0) + each) - gammaln(each)
        terms[mask] += sum(lgamma(count + each) - lgamma(each) for count in sums.values())
    log = logsumexp(weights @ terms, axis=0) - np.log(unseen + table.n_observed)
    log += gammaln(unseen + table.n_observed + 1) - gammaln(unseen + 1)
    mass = np.exp(log - logsumexp(log))
    assert found.mean == pytest.approx(unseen @ mass + table.n_observed, rel=1e-4)
    ends = [unseen[np.searchsorted(mass.cumsum(), share)] + table.n_observed for share in (0.025, 0.5, 0.975)]
    assert found.interval is not None
    assert [found.interval.lower, found.estimate, found.interval.upper] == pytest.approx(
        ends, rel=1e-4, abs=1
    )


def test_as_many_people_as_a_country_has_are_weighed_without_weighing_each() -> None:
    """2.7 million seen and five of them twice: the grid of steps of 0.03 n gave an interval of no width."""
    found = decomposable(
        CaptureHistories.from_cells("ABC", {1: 900_000, 2: 900_000, 4: 900_000, 3: 2, 5: 2, 7: 1})
    )
    assert found.interval is not None
    assert found.interval.upper > 1.5 * found.interval.lower
    assert len(found.unseen) <= 1_000_001
    assert found.mass.sum() == pytest.approx(1)


def test_a_table_that_hardly_overlaps_is_told_to_end_at_the_limit() -> None:
    table = CaptureHistories.from_cells("ABC", {1: 60, 2: 50, 4: 40, 7: 1})
    assert "does not end" in decomposable(table, prior="uniform").warnings[0]


@pytest.mark.parametrize("lists", [2, 7])
def test_two_or_seven_lists_are_refused_in_one_line(lists: int) -> None:
    table = CaptureHistories.from_cells("ABCDEFG"[:lists], {1 << place: 5 for place in range(lists)})
    with pytest.raises(InputError, match="3 to 6 lists"):
        decomposable(table)


@pytest.mark.parametrize(("delta", "level"), [(0.0, 0.95), (-1.0, 0.95), (1.0, 1.0)])
def test_a_weight_or_level_that_makes_no_sense_is_refused(delta: float, level: float) -> None:
    table = CaptureHistories.from_cells("ABC", {1: 5, 2: 5, 4: 5, 7: 5})
    with pytest.raises(InputError):
        decomposable(table, delta, level=level)
