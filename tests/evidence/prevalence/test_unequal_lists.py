"""Lists that did not exist in a year: nobody could be on them, which is another thing than nobody was."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.evidence.command import InputError
from palermo.evidence.prevalence import (
    CaptureHistories,
    StratifiedHistories,
    covariates,
    poisson,
    stratify_and_add,
)
from palermo.evidence.prevalence.conditional import Layout, Term, fit_strata

LISTS = ("A", "B", "C")
SEVEN = st.lists(st.integers(1, 40), min_size=7, max_size=7)
THREE = st.lists(st.integers(1, 40), min_size=3, max_size=3)


def tables(by_year: dict[str, list[int]]) -> StratifiedHistories:
    """Counts by history and year, of three lists, the first of which did not exist where its histories are 0."""
    return StratifiedHistories(
        ("year",),
        {
            (year,): CaptureHistories.from_cells(LISTS, dict(enumerate(counts, start=1)), everywhere=False)
            for year, counts in by_year.items()
        },
    )


def without_a(counts: list[int]) -> list[int]:
    """Counts of B, C and both as histories over A, B and C."""
    return [0, counts[0], 0, counts[1], 0, counts[2], 0]


def drawn(seed: int) -> StratifiedHistories:
    """4,000 people of two years whom four lists find independently; the second list opened in the second year."""
    rng = np.random.default_rng(seed)
    lists = ("A", "B", "C", "D")
    found = {}
    for year, chances in (("2019", [0.3, 0.0, 0.25, 0.2]), ("2020", [0.3, 0.4, 0.25, 0.2])):
        on = rng.random((2000, 4)) < chances
        masks, counts = np.unique(on @ np.array([1, 2, 4, 8]), return_counts=True)
        cells = {int(mask): int(count) for mask, count in zip(masks, counts, strict=True) if mask}
        found[(year,)] = CaptureHistories.from_cells(lists, cells, everywhere=False)
    return StratifiedHistories(("year",), found)


@settings(max_examples=30)
@given(
    SEVEN,
    THREE,
    st.sets(st.sampled_from([("A", "B"), ("B", "C"), ("B", "year"), ("C", "year"), ("A", "year")])),
)
def test_the_fit_is_the_poisson_model_over_the_histories_that_could_be(
    full: list[int], part: list[int], chosen: set[Term]
) -> None:
    """Every parameter has a column, and rows of histories with a list that did not exist are not there."""
    data = tables({"2019": without_a(part), "2020": full}).without_lists([("A", "year", "2019")])
    layout = Layout.of(data)
    if ("A", "year") in chosen:
        assert ("A", "year") not in layout.crossings  # the list existed in one year only
        chosen = chosen - {("A", "year")}
    found = fit_strata(layout, layout.counts(data), frozenset(chosen))
    rows = [(0, cell) for cell in (2, 4, 6)] + [(1, cell) for cell in range(1, 8)]
    seen = np.array(
        [data.tables[stratum].cells[cell] for stratum, cell in ((layout.strata[r], c) for r, c in rows)]
    )
    columns = [[float(year == which) for year, _ in rows] for which in (0, 1)]
    columns += [[float(cell >> bit & 1) for _, cell in rows] for bit in range(3)]
    for first, second in sorted(chosen):
        bit = LISTS.index(first)
        if second == "year":
            columns.append([float(bool(cell >> bit & 1 and year)) for year, cell in rows])
        else:
            other = LISTS.index(second)
            columns.append([float(cell >> bit & cell >> other & 1) for _, cell in rows])
    design = np.array(columns).T
    rank = int(np.linalg.matrix_rank(design))
    if rank < design.shape[1]:
        assert found.code != 0
        return
    means = seen + 0.1
    for _ in range(60):
        working = np.log(means) + (seen - means) / means
        values = np.linalg.solve(design.T @ (means[:, None] * design), design.T @ (means * working))
        means = np.exp(design @ values)
    assert found.code == 0
    assert found.unseen is not None
    assert found.unseen == pytest.approx(np.exp(values[:2]), rel=1e-5)
    assert found.parameters == design.shape[1]


def test_with_every_list_crossed_each_year_is_estimated_from_the_lists_it_had() -> None:
    data = tables({"2019": without_a([40, 30, 12]), "2020": [30, 22, 8, 25, 9, 6, 3]})
    data = data.without_lists([("A", "year", "2019")])
    layout = Layout.of(data)
    crossed = fit_strata(layout, layout.counts(data), frozenset(layout.crossings))
    alone = poisson(data.tables[("2019",)].drop("A"))
    assert crossed.unseen is not None
    assert crossed.unseen[0] + 82 == pytest.approx(alone.estimate, rel=1e-6)


def test_a_list_that_opened_later_is_no_proof_that_it_found_nobody() -> None:
    """As zeros, the years look as if lists differed in whom they reach, and no list crossed is then estimable."""
    told, true_ = [], 0
    for seed in range(12):
        data = drawn(seed)
        found = covariates(data.without_lists([("B", "year", "2019")]), replicates=40, seed=seed)
        assert found.interval is not None
        true_ += found.interval.lower <= 4000 <= found.interval.upper
        told.append(found.estimate or 0)
        assert found.crossings == () or ("B", "year") not in found.crossings
        assert found.settings.absent == ("B: 2019",)
    assert np.mean(told) == pytest.approx(4000, rel=0.03)
    assert true_ >= 9


def test_a_year_by_itself_is_estimated_over_the_lists_it_had() -> None:
    data = drawn(3).without_lists([("B", "year", "2019")])
    total, strata = stratify_and_add(data)
    assert total == pytest.approx(4000, rel=0.1)
    assert [each.reason for each in strata] == [None, None]
    blind, zeros = stratify_and_add(drawn(3))
    assert blind is None
    assert zeros[0].reason == "nobody is on list B here"


def test_one_list_alone_gives_a_year_no_estimate_of_its_own() -> None:
    data = tables({"2019": [0, 150, 0, 0, 0, 0, 0], "2020": [90, 80, 31, 70, 27, 23, 11]})
    data = data.without_lists([("A", "year", "2019"), ("C", "year", "2019")])
    assert stratify_and_add(data)[1][0].reason == "only list B existed here"
    shared = covariates(data, replicates=0)
    assert shared.strata[0].estimate is not None


@pytest.mark.parametrize(
    ("absence", "said"),
    [
        (("X", "year", "2019"), "no list 'X'"),
        (("A", "sex", "2019"), "no covariate 'sex'"),
        (("A", "year", "1999"), "nobody has the value '1999'"),
        (("B", "year", "2019"), "people are on it there"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(absence: tuple[str, str, str], said: str) -> None:
    data = tables({"2019": without_a([40, 30, 12]), "2020": [30, 22, 8, 25, 9, 6, 3]})
    with pytest.raises(InputError, match=said):
        data.without_lists([absence])


def test_a_merged_list_exists_where_one_of_its_parts_did() -> None:
    data = drawn(1).without_lists([("B", "year", "2019")])
    assert data.merge("A", "B").existing(("2019",)) == ("A+B", "C", "D")
    assert data.drop("B").existing(("2019",)) == ("A", "C", "D")
    assert data.existing(("2019",)) == ("A", "C", "D")
