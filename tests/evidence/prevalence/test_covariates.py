"""Estimates over strata: beside a Poisson fit with every parameter, and what must hold of any table."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.evidence.command import InputError, run
from palermo.evidence.prevalence.__main__ import app
from palermo.evidence.prevalence.conditional import Layout, Term, fit_strata
from palermo.evidence.prevalence.covariates import collapsibility, covariates, stratify_and_add
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.lattice import FloatArray
from palermo.evidence.prevalence.strata_rating import rated_strata
from palermo.evidence.prevalence.stratified import StratifiedHistories

LISTS = ("A", "B", "C")
COUNTS = st.lists(st.integers(0, 40), min_size=7, max_size=7).filter(lambda counts: sum(counts) > 0)


def tables(
    by_stratum: dict[tuple[str, ...], list[int]], names: tuple[str, ...] = ("sex",)
) -> StratifiedHistories:
    """Invented tables of three lists, by stratum."""
    return StratifiedHistories(
        names,
        {
            stratum: CaptureHistories.from_cells(LISTS, dict(enumerate(counts, start=1)), everywhere=False)
            for stratum, counts in by_stratum.items()
        },
    )


def drawn(seed: int, people: dict[str, int], chances: dict[str, list[float]]) -> StratifiedHistories:
    """People of each stratum caught by each list independently, with the stratum's own chances."""
    rng = np.random.default_rng(seed)
    found = {}
    for stratum, size in people.items():
        on = rng.random((size, 3)) < np.array(chances[stratum])
        found[(stratum,)] = np.bincount(on @ np.array([1, 2, 4]), minlength=8)[1:].tolist()
    return tables(found)


def poisson_in_full(
    layout: Layout, counts: FloatArray, terms: frozenset[Term]
) -> tuple[FloatArray, FloatArray]:
    """Fit with a column for every parameter, stratum's own included; means and unseen people by stratum."""
    strata, cells = counts.shape
    columns = [np.repeat(np.eye(strata)[:, place], cells) for place in range(strata)]
    columns += [layout.on(name).ravel() for name in layout.lists]
    for term in sorted(terms):
        parts = layout.parts(term)
        columns += [part.ravel() for part in (parts if term[1] in layout.lists else parts[1:])]
    design, seen = np.array(columns, dtype=float).T, counts.ravel()
    means = seen + 0.1
    for _ in range(60):
        working = np.log(means) + (seen - means) / means
        values = np.linalg.solve(design.T @ (means[:, None] * design), design.T @ (means * working))
        means = np.exp(design @ values)
    return means.reshape(counts.shape), np.exp(values[:strata])


POSITIVE = st.lists(st.integers(1, 40), min_size=7, max_size=7)


@settings(max_examples=30)
@given(
    POSITIVE,
    POSITIVE,
    POSITIVE,
    st.sets(st.sampled_from([("A", "B"), ("A", "sex"), ("C", "sex"), ("B", "sex")])),
)
def test_the_fit_is_that_of_the_poisson_model_with_a_parameter_per_stratum(
    one: list[int], two: list[int], three: list[int], chosen: set[Term]
) -> None:
    data = tables({("f",): one, ("m",): two, ("x",): three})
    layout = Layout.of(data)
    counts = layout.counts(data)
    means, unseen = poisson_in_full(layout, counts, frozenset(chosen))
    found = fit_strata(layout, counts, frozenset(chosen))
    assert found.code == 0
    assert found.unseen is not None
    assert found.means == pytest.approx(means, rel=1e-6)
    assert found.unseen == pytest.approx(unseen, rel=1e-6)
    assert found.parameters == 3 + 3 + len(chosen) + sum(2 for term in chosen if term[1] == "sex") - sum(
        1 for term in chosen if term[1] == "sex"
    )


@settings(max_examples=30)
@given(
    POSITIVE,
    COUNTS,
    st.sampled_from([frozenset(), frozenset({("A", "B")}), frozenset({("A", "B"), ("B", "C")})]),
)
def test_dividing_people_by_what_no_list_depends_on_changes_no_total(
    one: list[int], two: list[int], pairs: frozenset[Term]
) -> None:
    over_strata, without = collapsibility(tables({("f",): one, ("m",): two}), pairs)
    assert over_strata == pytest.approx(without, rel=1e-7)


def test_with_every_list_crossed_each_stratum_is_estimated_as_if_alone() -> None:
    data = tables({("f",): [30, 22, 8, 25, 9, 6, 3], ("m",): [50, 12, 5, 31, 4, 7, 2]})
    layout = Layout.of(data)
    crossed = fit_strata(layout, layout.counts(data), frozenset(layout.crossings))
    assert crossed.unseen is not None
    for place, stratum in enumerate(layout.strata):
        alone = Layout.of(tables({stratum: data.tables[stratum].cells[1:].tolist()}))
        single = fit_strata(alone, layout.counts(data)[place : place + 1], frozenset())
        assert single.unseen is not None
        assert crossed.unseen[place] == pytest.approx(single.unseen[0], rel=1e-6)


def test_a_list_that_reaches_mostly_one_sex_is_found_and_the_total_with_it() -> None:
    data = drawn(5, {"f": 3000, "m": 3000}, {"f": [0.5, 0.4, 0.4], "m": [0.08, 0.07, 0.06]})
    found = covariates(data, replicates=60, seed=2)
    assert ("A", "sex") in found.crossings
    assert found.interval is not None
    assert found.interval.lower < 6000 < found.interval.upper
    assert [each.values for each in found.strata] == [("f",), ("m",)]
    for each in found.strata:
        assert each.interval is not None
        assert each.interval.lower < 3000 < each.interval.upper
    # Without strata the mixture looks like lists that find the same people, and unseen men vanish.
    blind, _ = collapsibility(data)
    assert blind is not None
    assert blind < found.interval.lower


def test_a_stratum_under_a_hundred_has_no_estimate_and_the_simple_sum_is_withheld() -> None:
    data = drawn(7, {"f": 900, "m": 60}, {"f": [0.4, 0.3, 0.3], "m": [0.4, 0.3, 0.3]})
    found = covariates(data, replicates=0)
    assert found.strata[1].estimate is None
    assert "fewer than 100" in (found.strata[1].reason or "")
    assert found.estimate is not None
    total, strata = stratify_and_add(data)
    assert total is None
    assert strata[0].estimate is not None
    assert strata[1].estimate is None


def test_simple_strata_add_up() -> None:
    total, strata = stratify_and_add(
        drawn(8, {"f": 900, "m": 800}, {"f": [0.4, 0.3, 0.3], "m": [0.3, 0.3, 0.5]})
    )
    assert total == pytest.approx(sum(each.estimate or 0 for each in strata))


def test_a_list_nobody_of_one_value_is_on_is_at_minus_infinity_there_whichever_value_it_is() -> None:
    one, two = [30, 22, 8, 25, 9, 6, 3], [0, 22, 0, 25, 0, 6, 0]
    for names in (("f", "m"), ("m", "f")):
        data = tables({(names[0],): one, (names[1],): two})
        layout = Layout.of(data)
        found = fit_strata(layout, layout.counts(data), frozenset({("A", "sex")}))
        assert found.code == 0
        assert found.minus_infinity == (("A", "sex"),)
        assert found.unseen is not None
        assert np.isfinite(found.unseen).all()


def test_a_model_whose_estimate_does_not_exist_is_never_chosen() -> None:
    # A meets B in nobody but those also on C, once: with all pairs no table with these sums is positive.
    data = tables({("f",): [40, 30, 6, 20, 0, 0, 0]})
    layout = Layout.of(data)
    fitted = fit_strata(layout, layout.counts(data), frozenset(layout.pairs))
    assert fitted.code != 0
    assert fitted.unseen is None
    found = covariates(data, replicates=0)
    assert found.code == 0


def test_one_seed_gives_one_interval() -> None:
    data = drawn(9, {"f": 700, "m": 600}, {"f": [0.4, 0.3, 0.3], "m": [0.3, 0.3, 0.5]})
    assert covariates(data, replicates=15, seed=3) == covariates(data, replicates=15, seed=3)


@pytest.mark.parametrize("wrong", [{"criterion": "dic"}, {"replicates": 1}, {"level": 0}])
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        covariates(tables({("f",): [5] * 7}), **wrong)  # type: ignore[arg-type]


Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Run `palermo prevalence` in a folder with table.csv, invented; returns status, output and errors."""
    monkeypatch.chdir(tmp_path)
    data = drawn(11, {"f": 900, "m": 60}, {"f": [0.4, 0.3, 0.3], "m": [0.4, 0.3, 0.3]})
    rows = [
        f"{cell & 1},{cell >> 1 & 1},{cell >> 2 & 1},{stratum[0]},{count}"
        for stratum, table in data.tables.items()
        for cell, count in enumerate(table.cells.tolist())
        if count
    ]
    (tmp_path / "table.csv").write_text("A,B,C,sex,count\n" + "\n".join(rows), encoding="utf-8")

    def called(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["palermo prevalence", *words])
        with pytest.raises(SystemExit) as end:
            run(app, name="prevalence")
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return called


def test_the_command_tells_strata_shared_and_alone(command: Command) -> None:
    words = ("strata", "table.csv", "--by", "sex", "--bootstrap", "20", "--seed", "1")
    status, out, _err = command(*words, "--json")
    found = json.loads(out)
    assert status == 0
    assert [each["values"] for each in found["strata"]] == [["f"], ["m"]]
    assert found["strata"][1]["estimate"] is None
    assert found["by_itself"]["total"] is None
    plain = command(*words)[1]
    assert "m: no estimate" in plain
    assert "no sum" in plain


def test_strata_are_told_with_their_doubts_first(command: Command, tmp_path: Path) -> None:
    words = ("strata", "table.csv", "--by", "sex", "--bootstrap", "20", "--seed", "1")
    found = json.loads(command(*words, "--json")[1])
    assert found["rating"] == "RED"
    assert any("nothing is stated about the lists" in reason for reason in found["reasons"])
    assert found["settings"] == {"seed": 1, "replicates": 20, "level": 0.95, "criterion": "bic"}
    plain = command(*words)[1]
    assert plain.index("RED") < plain.index("people in all")
    assert "seed 1, replicates 20" in plain
    lists = "".join(f'[lists.{name}]\nsource = "x"\nperiod = "x"\ncase_definition = "x"\n' for name in LISTS)
    stated = '[assumptions]\nfalse_positives = "x"\nentry_and_exit = "x"\nduplicates = "x"\n' + lists
    (tmp_path / "LISTS.toml").write_text(stated, encoding="utf-8")
    better = json.loads(command(*words, "--lists", "LISTS.toml", "--json")[1])
    assert better["rating"] != "RED"
    fed = stated.replace("[lists.B]\n", "[lists.B]\nfrom_referral_by = { A = 0.5 }\n")
    (tmp_path / "LISTS.toml").write_text(fed, encoding="utf-8")
    status, out, err = command(*words, "--lists", "LISTS.toml")
    assert (status, out) == (2, "")
    assert "--merge A+B" in err
    merged = json.loads(command(*words, "--lists", "LISTS.toml", "--merge", "A+B", "--json")[1])
    assert merged["settings"]["merged"] == ["A+B"]
    assert any("fewer than three lists" in reason for reason in merged["reasons"])


def test_two_habits_of_choosing_that_tell_totals_far_apart_are_a_reason() -> None:
    data = drawn(5, {"f": 3000, "m": 3000}, {"f": [0.5, 0.4, 0.4], "m": [0.08, 0.07, 0.06]})
    found = covariates(data, replicates=0)
    apart = replace(found, estimate=5 * (found.estimate or 0))
    said = rated_strata(apart, data, added=found.estimate)
    assert any(reason.startswith("AIC and BIC choose models whose totals are") for reason in said.reasons)
    assert any("strata estimated by themselves give totals" in reason for reason in said.reasons)
    assert not any("AIC and BIC" in reason for reason in rated_strata(found, data, added=None).reasons)


def test_equally_good_models_over_strata_that_disagree_make_an_estimate_red() -> None:
    data = drawn(5, {"f": 900, "m": 900}, {"f": [0.4, 0.3, 0.3], "m": [0.4, 0.3, 0.3]})
    found = covariates(data, replicates=0)
    assert 1 <= found.spread < 2
    said = rated_strata(replace(found, spread=2.5), data, added=None)
    assert any("BIC within 2 of the chosen one's" in reason for reason in said.reasons)


def test_a_wide_interval_of_one_stratum_is_a_reason() -> None:
    data = drawn(12, {"f": 4000, "m": 4000}, {"f": [0.4, 0.3, 0.3], "m": [0.04, 0.04, 0.03]})
    found = covariates(data, replicates=60, seed=1)
    said = rated_strata(found, data, added=None)
    wide = [each for each in found.strata if each.interval and each.interval.upper > 2 * each.interval.lower]
    assert [each.values for each in wide] == [("m",)]
    assert any(reason.startswith("the 95 % interval of m is wide") for reason in said.reasons)


def test_replicates_without_bound_push_the_upper_end_up_and_never_vanish() -> None:
    data = tables({("f",): [60, 50, 1, 40, 1, 0, 0], ("m",): [55, 45, 0, 35, 0, 1, 0]})
    found = covariates(data, replicates=200, seed=1)
    assert found.unbounded > 0
    assert any(f"in {found.unbounded} of 200 replicates" in warning for warning in found.warnings)
    assert any(
        f"in {found.unbounded} of 200 replicates" in reason
        for reason in rated_strata(found, data, added=None).reasons
    )


def test_the_command_is_told_where_a_list_did_not_exist(command: Command, tmp_path: Path) -> None:
    rows = (tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if not (row.endswith(tuple("0123456789")) and ",m," in row and row[0] == "1")]
    (tmp_path / "table.csv").write_text("\n".join(kept), encoding="utf-8")
    words = ("strata", "table.csv", "--by", "sex", "--bootstrap", "10", "--seed", "1", "--json")
    found = json.loads(command(*words, "--absent", "A:sex=m")[1])
    assert found["settings"]["absent"] == ["A: m"]
    assert found["crossings"] == [] or ["A", "sex"] not in found["crossings"]
    assert command(*words, "--absent", "A")[2].startswith("palermo: --absent 'A': LIST:COLUMN=VALUE")
    assert "people are on it there" in command(*words, "--absent", "B:sex=m")[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "age"), "no column 'age'"),
        (("--by", ","), "at least one column"),
        (("--by", "sex", "--criterion", "dic"), "bic or aic"),
        (("--by", "sex", "--bootstrap", "1"), "from 2"),
    ],
)
def test_wrong_words_are_one_line_and_status_two(command: Command, words: tuple[str, ...], said: str) -> None:
    status, out, err = command("strata", "table.csv", *words)
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
