"""Respondent-driven samples and network scale-up: what must hold of any sample, and the two commands."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.evidence.command import InputError, run
from palermo.evidence.prevalence.__main__ import app
from palermo.evidence.prevalence.recruitment import Recruitment
from palermo.evidence.prevalence.respondents import estimate_shares, rds_i, rds_ii, successive_sampling
from palermo.evidence.prevalence.scale_up import Acquaintances, degrees, group_size, held_out, killworth
from palermo.evidence.prevalence.successive import inclusion_limit, inclusion_simulated


@st.composite
def samples(draw: st.DrawFn, *, equal: bool = False) -> Recruitment:
    """Invented samples of 5 to 60 people, each recruited by an earlier one or a seed."""
    size = draw(st.integers(5, 60))
    came = [draw(st.integers(-1, place - 1)) if place else -1 for place in range(size)]
    known = [7 if equal else draw(st.integers(1, 40)) for _ in range(size)]
    answers = ["yes", "no", *(draw(st.sampled_from(["yes", "no"])) for _ in range(size - 2))]
    ids = [f"p{place}" for place in range(size)]
    return Recruitment.of(ids, ["seed" if at < 0 else ids[at] for at in came], known, answers)


@given(samples(equal=True))
def test_with_equal_degrees_the_weighted_shares_are_those_of_the_sample(sample: Recruitment) -> None:
    plain = np.bincount(sample.answers) / len(sample.answers)
    assert rds_ii(sample) == pytest.approx(plain)
    assert successive_sampling(sample, 10 * len(plain) + 100) == pytest.approx(plain)


@given(samples())
def test_successive_sampling_tends_to_rds_ii_as_the_population_grows(sample: Recruitment) -> None:
    far = successive_sampling(sample, 100_000_000)
    near = successive_sampling(sample, 3 * len(sample.answers))
    assert far == pytest.approx(rds_ii(sample), abs=1e-4)
    assert np.abs(far - rds_ii(sample)).max() <= np.abs(near - rds_ii(sample)).max() + 1e-9


@given(samples())
def test_when_everybody_was_drawn_successive_sampling_is_the_plain_share(sample: Recruitment) -> None:
    plain = np.bincount(sample.answers) / len(sample.answers)
    assert successive_sampling(sample, len(sample.answers)) == pytest.approx(plain)


@given(samples(), st.integers(2, 50))
def test_chances_of_being_drawn_grow_with_degree_and_account_for_the_sample(
    sample: Recruitment, times: int
) -> None:
    size = len(sample.degrees)
    chance = inclusion_limit(sample.degrees, times * size)
    order = np.argsort(sample.degrees)
    assert (np.diff(chance[order]) >= -1e-9).all()
    assert ((chance > 0) & (chance <= 1)).all()
    # Each respondent stands for 1 / chance people, and together they are the population.
    assert (1 / chance).sum() == pytest.approx(times * size, rel=1e-5)


def test_simulated_chances_agree_with_the_limit_in_a_large_sample() -> None:
    rng = np.random.default_rng(8)
    known = rng.choice([2.0, 5.0, 10.0, 20.0], size=600)
    assert inclusion_simulated(known, 1500, rng) == pytest.approx(inclusion_limit(known, 1500), rel=0.02)


def test_rds_i_settles_where_recruitment_between_groups_settles() -> None:
    """From a, one in two recruits is b; from b, one in three is a: 40 % a, 60 % b before degrees count."""
    ids = ["a1", "a2", "b1", "b2", "b3", "a3"]
    came = ["seed", "a1", "a1", "b1", "b1", "b1"]
    sample = Recruitment.of(ids, came, [4, 4, 2, 2, 2, 4], ["a", "a", "b", "b", "b", "a"])
    by_hand = np.array([0.4 / 4, 0.6 / 2])
    assert rds_i(sample) == pytest.approx(by_hand / by_hand.sum())


def test_groups_that_never_recruit_each_other_give_no_rds_i() -> None:
    sample = Recruitment.of(
        ["1", "2", "3", "4"], ["seed", "1", "seed", "3"], [3, 3, 3, 3], ["a", "a", "b", "b"]
    )
    found = estimate_shares(sample, "rds-i", replicates=20, seed=1)
    assert found.shares[0].estimate is None
    assert "no estimate" in found.warnings[0]


@given(samples(), st.integers(0, 1000))
def test_a_resampled_tree_keeps_who_may_recruit_whom(sample: Recruitment, seed: int) -> None:
    drawn = sample.resampled(np.random.default_rng(seed))
    assert (drawn.recruiters < 0).sum() == (sample.recruiters < 0).sum()
    assert (drawn.recruiters < np.arange(len(drawn.recruiters))).all()
    recruited = drawn.recruiters >= 0
    there = {
        (sample.answers[at], answer)
        for at, answer in zip(sample.recruiters.tolist(), sample.answers.tolist(), strict=True)
        if at >= 0
    }
    found = zip(
        drawn.answers[drawn.recruiters[recruited]].tolist(), drawn.answers[recruited].tolist(), strict=True
    )
    assert set(found) <= there


def test_intervals_of_a_strongly_clustered_sample_are_wider_than_of_a_mixed_one() -> None:
    ids = [str(place) for place in range(120)]
    came = ["seed" if place < 6 else str(place - 6) for place in range(120)]
    apart = Recruitment.of(ids, came, [5.0] * 120, ["a" if place % 6 < 3 else "b" for place in range(120)])
    mixed = Recruitment.of(ids, came, [5.0] * 120, ["a" if place // 6 % 2 else "b" for place in range(120)])
    wide, narrow = (
        estimate_shares(each, "rds-ii", replicates=300, seed=2).shares[0] for each in (apart, mixed)
    )
    assert wide.upper is not None and wide.lower is not None
    assert narrow.upper is not None and narrow.lower is not None
    assert wide.upper - wide.lower > 2 * (narrow.upper - narrow.lower)


BAD = {
    "one id": (["1", "1"], ["seed", "1"], [2, 2], ["a", "b"]),
    "not in the sample": (["1", "2"], ["seed", "9"], [2, 2], ["a", "b"]),
    "circle": (["1", "2", "3"], ["2", "1", "seed"], [2, 2, 2], ["a", "b", "a"]),
    "answer is empty": (["1", "2"], ["seed", "1"], [2, 2], ["a", ""]),
    "missing or below one": (["1", "2"], ["seed", "1"], [0, 2], ["a", "b"]),
    "no degree": (["1", "2"], ["seed", "1"], [0, float("nan")], ["a", "b"]),
}


@pytest.mark.parametrize("said", BAD)
def test_samples_that_cannot_be_are_refused_in_one_line(said: str) -> None:
    with pytest.raises(InputError, match=said):
        Recruitment.of(*BAD[said])


def test_a_missing_degree_becomes_what_the_rule_says_and_a_warning_counts_it() -> None:
    columns = (["1", "2", "3", "4"], ["seed", "1", "1", "2"], [0.0, 2.0, 6.0, 4.0], ["a", "b", "a", "b"])
    assert Recruitment.of(*columns, rule="maximum").degrees.tolist() == [6, 2, 6, 4]
    sample = Recruitment.of(*columns, rule="median")
    assert sample.degrees.tolist() == [4, 2, 6, 4]
    assert "1 degrees" in estimate_shares(sample, "rds-ii", replicates=10, seed=1).warnings[0]


@pytest.mark.parametrize(("estimator", "population"), [("ss", None), ("rds-ii", 500), ("ss", 3)])
def test_the_population_is_asked_for_where_it_is_read(estimator: str, population: int | None) -> None:
    sample = Recruitment.of(["1", "2", "3", "4"], ["seed", "1", "1", "2"], [3, 2, 6, 4], ["a", "b", "a", "b"])
    with pytest.raises(InputError, match="population"):
        estimate_shares(sample, estimator, population=population, seed=1)  # type: ignore[arg-type]


def answers_of(seed: int, *, hidden: float = 1.0) -> Acquaintances:
    """Invented answers: 200 respondents who know about 300 people, in groups of 1, 2, 3 and 5 % of 100,000."""
    rng = np.random.default_rng(seed)
    known = rng.gamma(4, 75, size=200)
    sizes = np.array([1000.0, 2000, 3000, 5000])
    counts = rng.poisson(known[:, None] * sizes / 100_000 * np.array([hidden, 1, 1, 1]))
    return Acquaintances(("hidden", "nurses", "twins", "drivers"), counts.astype(float), sizes, 100_000)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_scale_up_finds_sizes_it_was_not_told(seed: int) -> None:
    answers = answers_of(seed)
    for estimator in ("mle", "pimle"):
        assert killworth(answers.without("twins"), "twins", estimator) == pytest.approx(3000, rel=0.25)  # type: ignore[arg-type]


def test_if_everybody_knows_the_groups_in_proportion_every_method_is_exact() -> None:
    known = np.array([100.0, 200, 400])
    sizes = np.array([500.0, 1000, 250])
    answers = Acquaintances(("a", "b", "c"), known[:, None] * sizes / 10_000, sizes, 10_000)
    assert degrees(answers) == pytest.approx(known)
    for each in (*held_out(answers, seed=1), *held_out(answers, "pimle", seed=1)):
        assert each.estimate == pytest.approx(each.known)
        assert each.lower == pytest.approx(each.known)


def test_a_group_that_half_of_its_acquaintances_do_not_know_of_comes_out_half_as_large() -> None:
    found = group_size(answers_of(3, hidden=0.5), "hidden", seed=1)
    assert found.estimate == pytest.approx(500, rel=0.15)
    assert found.upper is not None
    assert found.upper < 1000


def test_one_known_group_is_too_few_to_count_acquaintances_by() -> None:
    with pytest.raises(InputError, match="at least two groups"):
        Acquaintances(("a", "b"), np.ones((3, 2)), np.array([100.0, np.nan]), 10_000)


Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Run `palermo prevalence` in a folder with invented samples; returns status, output and errors."""
    monkeypatch.chdir(tmp_path)
    rows = [
        f"{place},{place // 2 if place > 1 else 'seed'},{1 + place % 7},{'yes' if place % 3 else 'no'}"
        for place in range(1, 41)
    ]
    (tmp_path / "rds.csv").write_text("id,recruiter.id,knows,paid\n" + "\n".join(rows), encoding="utf-8")
    (tmp_path / "ard.csv").write_text("a,b,c,hidden\n3,5,2,1\n1,2,1,0\n4,4,3,2\n0,0,0,0\n", encoding="utf-8")
    (tmp_path / "sizes.csv").write_text("subpop,size,N\na,100,1e4\nb,150,1e4\n3,80,1e4\n", encoding="utf-8")

    def called(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["palermo prevalence", *words])
        with pytest.raises(SystemExit) as end:
            run(app, name="prevalence")
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return called


def test_rds_tells_shares_with_intervals_and_what_is_supposed(command: Command) -> None:
    words = ("rds", "rds.csv", "--outcome", "paid", "--degree", "knows", "--seed", "1", "--bootstrap", "50")
    status, out, _err = command(*words, "--json")
    found = json.loads(out)
    assert status == 0
    assert sum(each["estimate"] for each in found["shares"]) == pytest.approx(1)
    assert all(each["lower"] <= each["estimate"] <= each["upper"] for each in found["shares"])
    assert any("supposed" in warning for warning in found["warnings"])
    assert command(*words, "--json")[1] == out
    plain = command(*words, "--estimator", "ss", "--population", "200")[1]
    assert "yes:" in plain
    assert "95 % interval" in plain


def test_nsum_holds_out_each_known_group_beside_the_one_that_is_asked(command: Command) -> None:
    status, out, _err = command(
        "nsum", "ard.csv", "--sizes", "sizes.csv", "--group", "hidden", "--seed", "1", "--json"
    )
    found = json.loads(out)
    assert status == 0
    assert [each["group"] for each in found["held_out"]] == ["a", "b", "c"]
    # 3 of the hidden are known, and acquaintances are 25 / 330 of 10,000 in all.
    assert found["estimate"]["estimate"] == pytest.approx(10_000 * 3 / (10_000 * 25 / 330))
    assert "held out" in command("nsum", "ard.csv", "--sizes", "sizes.csv", "--seed", "1")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rds", "rds.csv", "--outcome", "paid", "--degree", "friends"), "no column 'friends'"),
        (("rds", "rds.csv", "--outcome", "paid", "--degree", "paid"), "is not a number"),
        (("rds", "no.csv", "--outcome", "paid", "--degree", "knows"), "cannot be read"),
        (
            ("rds", "rds.csv", "--outcome", "paid", "--degree", "knows", "--estimator", "best"),
            "rds-i, rds-ii, ss",
        ),
        (("nsum", "ard.csv", "--sizes", "sizes.csv", "--group", "x"), "no group 'x'"),
        (("nsum", "ard.csv", "--sizes", "ard.csv"), "no column 'subpop'"),
        (("nsum", "ard.csv", "--sizes", "sizes.csv", "--population", "120"), "below the population"),
    ],
)
def test_wrong_input_is_one_line_and_status_two(command: Command, words: tuple[str, ...], said: str) -> None:
    status, out, err = command(*words)
    assert status == 2
    assert out == ""
    assert said in err
    assert err.count("\n") == 1
