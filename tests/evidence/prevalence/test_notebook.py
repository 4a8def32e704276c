"""What an estimate and its table show in a notebook, in a data frame, in a picture and in a pickle."""

from __future__ import annotations

import copy
import pickle
import re
from typing import Any

import numpy as np
import pytest

from palermo.evidence.command import InputError
from palermo.evidence.notebook import Drawn, Shown
from palermo.evidence.prevalence import (
    CaptureHistories,
    StratifiedHistories,
    bayes_threshold,
    bootstrap,
    covariates,
    decomposable,
    latent_class,
    poisson,
    rated,
    run_checks,
    stepwise,
)
from palermo.evidence.prevalence.respondents import Share, Shares
from palermo.evidence.prevalence.result import Estimate
from palermo.evidence.prevalence.scale_up import GroupSize

# One history of 8 people is small; those of 240 and 131 are not.
CELLS = {1: 240, 2: 131, 4: 120, 3: 33, 5: 27, 6: 18, 7: 8}
KEY = "a key that no pickle may hold"
TABLE = CaptureHistories.from_cells(("shelter", "police", "hotline"), CELLS, key=KEY)


def strata() -> StratifiedHistories:
    """Two strata, the second of four people."""
    one = CaptureHistories.from_cells(TABLE.lists, CELLS)
    few = CaptureHistories.from_cells(TABLE.lists, {1: 2, 3: 1, 4: 1}, everywhere=False)
    return StratifiedHistories(("sex",), {("F",): one, ("M",): few})


def test_a_table_shows_no_small_number_and_nothing_that_gives_it_away() -> None:
    found = TABLE.protected()
    rows = {row[:3]: row[3:] for row in found.rows}
    people, least, most = rows[(1, 1, 1)]
    assert people is None
    assert (least, most >= 10) == (1, True)
    hidden = [row for row in rows.values() if row[0] is None]
    assert len(hidden) > 1  # one alone would follow from all people
    assert rows[(1, 0, 0)] == (240, 240, 240)
    shown = sum(row[0] for row in rows.values() if row[0] is not None)
    assert shown < sum(CELLS.values())


def test_every_view_of_a_table_is_the_protected_one() -> None:
    views = [TABLE.summary(), TABLE._repr_html_(), TABLE.plot().svg, TABLE.plot()._repr_html_(), repr(TABLE)]
    for view in views:
        told = re.sub(r"<(?:style|desc).*?</(?:style|desc)>|<[^>]*>", " ", view, flags=re.DOTALL)
        assert "8" not in re.findall(r"[\d.,]+", told)
        assert "INTERNAL" not in view
    assert "240" in views[0]
    assert KEY not in "".join(views)


def test_a_pickle_of_a_table_holds_the_protected_one_and_no_key() -> None:
    held = pickle.dumps(TABLE)
    back = pickle.loads(held)  # noqa: S301 (our own)
    assert isinstance(back, Shown)
    assert back.rows == TABLE.protected().rows
    assert KEY.encode() not in held
    assert copy.copy(TABLE) is TABLE
    assert copy.deepcopy(TABLE) is TABLE


def test_the_exact_table_says_internal_in_its_title_and_every_row() -> None:
    found = pickle.loads(pickle.dumps(TABLE.internal()))  # noqa: S301 (our own)
    assert [row[0] for row in found.rows] == ["INTERNAL"] * len(CELLS)
    assert [row[-1] for row in found.rows] == [CELLS[mask] for mask in sorted(CELLS)]
    assert found.title.startswith("INTERNAL")
    assert found.plot().title.startswith("INTERNAL")
    assert found._repr_html_().count("INTERNAL") == 1 + len(CELLS)
    assert found.summary().count("INTERNAL") == 1 + len(CELLS)


def test_where_no_row_can_be_told_none_is() -> None:
    few = CaptureHistories.from_cells("AB", {1: 1, 2: 1, 3: 1})
    assert few.protected().rows == []
    assert "no row can be told" in few.summary()
    with pytest.raises(InputError, match="nothing to draw"):
        few.plot()
    with pytest.raises(InputError, match="threshold 1"):
        few.protected(1)


def test_strata_show_no_stratum_of_a_few_people() -> None:
    tables = strata()
    assert all(row[-3] is None for row in tables.protected().rows if row[0] == "M")
    assert "INTERNAL" in tables.internal().summary()
    assert isinstance(pickle.loads(pickle.dumps(tables)), Shown)  # noqa: S301 (our own)
    assert repr(tables) == "<StratifiedHistories by sex of shelter, police, hotline>"


RESULTS: dict[str, Any] = {
    "stepwise": lambda: stepwise(TABLE),
    "poisson": lambda: poisson(TABLE, ["shelter:police"]),
    "bootstrap": lambda: bootstrap(TABLE, replicates=50, seed=1),
    "decomposable": lambda: decomposable(TABLE),
    "latent_class": lambda: latent_class(TABLE, 4, 200, seed=1),
    "bayes_threshold": lambda: bayes_threshold(TABLE, chains=2, steps=200, seed=1),
    "covariates": lambda: covariates(strata(), replicates=0),
}


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_shows_its_rating_before_its_number_and_no_field_by_field(name: str) -> None:
    found: Estimate = RESULTS[name]()
    assert repr(found).startswith(f"<NOT RATED: {found.method}")
    assert len(repr(found)) < 120
    assert found.summary().startswith("NOT RATED")
    assert "NOT RATED" in found._repr_html_().split("<table>")[0]
    back = pickle.loads(pickle.dumps(found))  # noqa: S301 (our own)
    assert (back.method, back.estimate, back.interval) == (found.method, found.estimate, found.interval)
    assert copy.deepcopy(found) is found


def test_a_rated_result_names_its_rating_and_reasons_everywhere() -> None:
    found = rated(stepwise(TABLE), run_checks(TABLE))
    assert found.rating == "RED"
    for view in (found.summary(), found._repr_html_(), repr(found), found.plot().svg, found.plot().title):
        assert "RED" in view
    assert found.summary().index(found.reasons[0]) < found.summary().index(f"{found.estimate:,.0f}")
    picture = found.plot()
    assert isinstance(picture, Drawn)
    assert [row[0] for row in picture.table.rows] == ["95% wald", "95% profile"]


def test_a_result_without_a_number_draws_none_and_says_why() -> None:
    thin = CaptureHistories.from_cells("ABC", {1: 40, 2: 30, 4: 20})
    found = stepwise(thin)
    assert found.estimate is None
    with pytest.raises(InputError, match="gives no number to draw"):
        found.plot()
    assert found.shown().rows[0][3] is None


def test_an_interval_without_an_upper_end_is_told_as_one() -> None:
    found = stepwise(TABLE)
    assert found.interval is not None
    open_ended = type(found)("stepwise", 577, 1000.0, type(found.interval)(0.95, 700.0, float("inf"), "bca"))
    assert "700 to no upper end" in repr(open_ended)
    assert open_ended.shown().rows[0][-1] is None
    assert "or more" in open_ended.plot().svg


def test_parameters_that_tell_exact_overlaps_stay_out_of_a_pickle() -> None:
    found = stepwise(TABLE)
    assert found.parameters
    assert pickle.loads(pickle.dumps(found)).parameters == ()  # noqa: S301 (our own)
    inside = found.internal()
    assert {row[0] for row in inside.rows} == {"INTERNAL"}
    assert inside.rows[0][1] == "intercept"
    with pytest.raises(InputError, match="holds nothing that is not shown"):
        decomposable(TABLE).internal()


def test_people_of_strata_and_of_answers_are_rounded_in_a_pickle() -> None:
    found = covariates(strata(), replicates=0)
    assert [each.n_observed for each in found.strata] == [577, 4]
    back = pickle.loads(pickle.dumps(found))  # noqa: S301 (our own)
    assert [each.n_observed for each in back.strata] == [580, 0]
    shares = Shares("rds-ii", 103, 0.95, (Share("yes", 97, 0.9, 0.8, 1.0), Share("no", 6, 0.1, 0.0, 0.2)), 1)
    back = pickle.loads(pickle.dumps(shares))  # noqa: S301 (our own)
    assert [each.n for each in back.shares] == [100, 10]


def test_draws_come_by_chain_and_draw() -> None:
    for found in (latent_class(TABLE, 4, 200, seed=1), bayes_threshold(TABLE, chains=2, steps=200, seed=1)):
        draws = found.posterior()
        assert list(draws) == ["N", "unseen"]
        assert draws["N"].shape == found.draws.shape
        assert np.array_equal(draws["N"] - draws["unseen"], np.full(found.draws.shape, 577.0))
    with pytest.raises(InputError, match="draws no chains"):
        stepwise(TABLE).posterior()


def test_surveys_show_themselves_too() -> None:
    shares = Shares("rds-ii", 103, 0.95, (Share("yes", 97, 0.9, 0.8, 1.0), Share("no", 6, 0.1, 0.0, 0.2)), 1)
    size = GroupSize("domestic workers", "mle", 4000.0, 3500.0, 4600.0, 0.95)
    assert "97" not in shares.summary()
    assert "0.9" in shares._repr_html_()
    assert "4,000" in size.summary()
    assert "domestic workers" in size.plot().svg
