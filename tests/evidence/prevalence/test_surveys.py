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
from palermo.evidence.prevalence.means import banded, estimate_mean
from palermo.evidence.prevalence.recruitment import Recruitment
from palermo.evidence.prevalence.respondents import estimate_shares, rds_i, rds_ii, successive_sampling
from palermo.evidence.prevalence.scale_up import Acquaintances, degrees, group_size, held_out, killworth
from palermo.evidence.prevalence.successive import inclusion_limit, inclusion_simulated
from palermo.evidence.prevalence.survey_files import people_of


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


def test_an_answer_that_is_missing_leaves_the_respondent_with_those_they_gave() -> None:
    """In proportion to the groups every degree is exact, whichever of the answers are missing."""
    known = np.array([100.0, 200, 400, 300])
    sizes = np.array([500.0, 1000, 250])
    counts = known[:, None] * sizes / 10_000
    counts[1, 0] = counts[2, 2] = np.nan
    answers = Acquaintances(("a", "b", "c"), counts, sizes, 10_000)
    assert degrees(answers) == pytest.approx(known)
    for estimator in ("mle", "pimle"):
        for each in held_out(answers, estimator, seed=1):  # type: ignore[arg-type]
            assert each.estimate == pytest.approx(each.known)
            assert any("2 answers of 2 respondents are missing" in warning for warning in each.warnings)
    nobody = counts.copy()
    nobody[3] = np.nan
    assert np.isnan(degrees(Acquaintances(("a", "b", "c"), nobody, sizes, 10_000))[3])


def test_a_group_nobody_answered_has_no_estimate_and_hinders_no_other() -> None:
    counts = np.array([[3.0, np.nan, 2], [1, np.nan, 4], [2, np.nan, 1]])
    answers = Acquaintances(("a", "b", "c"), counts, np.array([100.0, 150, 80]), 10_000)
    found = {each.group: each for each in held_out(answers, replicates=50, seed=1)}
    assert found["b"].estimate is None
    assert "no estimate" in found["b"].warnings[0]
    assert found["a"].estimate == pytest.approx(10_000 * 6 / (10_000 * 7 / 80))


def test_a_tenth_of_the_answers_missing_moves_an_estimate_little() -> None:
    answers = answers_of(4)
    counts = answers.counts.copy()
    counts[np.random.default_rng(1).random(counts.shape) < 0.1] = np.nan
    thinned = Acquaintances(answers.groups, counts, answers.sizes, answers.population)
    assert killworth(thinned.without("twins"), "twins") == pytest.approx(
        killworth(answers.without("twins"), "twins"), rel=0.1
    )


def test_the_mean_of_ratios_leans_upwards_where_respondents_know_few_and_says_so() -> None:
    """Each knows four people of the known groups in the mean; the ratio of sums does not lean."""
    totals = {"mle": 0.0, "pimle": 0.0}
    for seed in range(30):
        rng = np.random.default_rng(seed)
        sizes = np.array([4000.0, 2000, 2000, 1000])
        counts = rng.poisson(80 * sizes / 100_000, size=(300, 4)).astype(float)
        answers = Acquaintances(("hidden", "nurses", "twins", "drivers"), counts, sizes, 100_000)
        for estimator in ("mle", "pimle"):
            found = group_size(answers, "hidden", estimator, replicates=20, seed=1)  # type: ignore[arg-type]
            totals[estimator] += (found.estimate or 0) / 30
            leaning = any("pimle is then too high" in warning for warning in found.warnings)
            assert leaning == (estimator == "pimle")
    assert totals["mle"] == pytest.approx(4000, rel=0.03)
    assert totals["pimle"] > 1.1 * 4000


def test_respondents_who_know_many_give_no_reason_to_speak_of_leaning() -> None:
    found = group_size(answers_of(3), "hidden", "pimle", replicates=20, seed=1)
    counts = 100 * np.ones((4, 3))
    many = Acquaintances(("a", "b", "c"), counts, np.array([1000.0, 1000, 1000]), 100_000)
    assert group_size(many, "a", "pimle", replicates=20, seed=1).warnings == ()
    assert found.seed == 1
    assert found.replicates == 20


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["8,000", "12,500", "700"], [8000, 12500, 700]),
        (["1,234,567"], [1234567]),
        (["8 000", "8\u202f000", "8'000"], [8000, 8000, 8000]),
        (["1.234.567", "8.000"], [1234567, 8000]),
        (["1e4", "12.5", "0"], [10000, 12.5, 0]),
    ],
)
def test_thousands_of_people_are_read_where_the_column_proves_them(
    texts: list[str], numbers: list[float]
) -> None:
    assert people_of(texts, "sizes.csv") == numbers


@pytest.mark.parametrize("text", ["8.000", "12,5", "0,125", "8,00", "many", "inf", "1,23,456"])
def test_a_number_of_people_that_may_be_two_numbers_is_refused_with_its_row(text: str) -> None:
    with pytest.raises(InputError, match=r"sizes\.csv, row 2"):
        people_of(["100", text], "sizes.csv")


def test_missing_words_are_no_answer() -> None:
    assert np.isnan(people_of(["NA", "", "n/a", "null"], "x")).all()


def test_numbers_fall_into_bands_that_begin_at_their_edge() -> None:
    assert banded(np.array([17.9, 18, 24, 25, 70]), (18, 25)) == [
        "under 18",
        "18 to under 25",
        "18 to under 25",
        "25 and over",
        "25 and over",
    ]
    with pytest.raises(InputError, match="that rise"):
        banded(np.array([1.0]), (18, 18))


@settings(max_examples=30)
@given(samples())
def test_the_mean_of_a_yes_or_no_is_its_share(sample: Recruitment) -> None:
    yes = sample.groups.index("yes")
    values = (sample.answers == yes).astype(float)
    assert estimate_mean(sample, values, replicates=5, seed=1).estimate == pytest.approx(rds_ii(sample)[yes])
    many = 3 * len(values)
    simulated = estimate_mean(sample, values, "ss", population=many, replicates=5, seed=1).estimate
    limit = successive_sampling(sample, many, rng=np.random.default_rng(1))[yes]
    assert simulated == pytest.approx(limit)


def test_with_equal_degrees_the_mean_is_that_of_the_sample_inside_its_interval() -> None:
    ids = [f"p{place}" for place in range(60)]
    came = ["seed" if place < 5 else ids[place - 5] for place in range(60)]
    sample = Recruitment.of(ids, came, [6.0] * 60, ["x"] * 60)
    values = np.random.default_rng(2).normal(30, 8, size=60)
    found = estimate_mean(sample, values, replicates=300, seed=3)
    assert found.estimate == pytest.approx(values.mean())
    assert found.lower < found.estimate < found.upper
    assert found == estimate_mean(sample, values, replicates=300, seed=3)


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


def test_a_survey_is_told_with_what_draws_it_again(command: Command) -> None:
    rds = ("rds", "rds.csv", "--outcome", "paid", "--degree", "knows", "--bootstrap", "50")
    nsum = ("nsum", "ard.csv", "--sizes", "sizes.csv", "--group", "hidden", "--bootstrap", "50")
    for words in (rds, nsum):
        first = json.loads(command(*words, "--json")[1])
        seed = str(first["settings"]["seed"])
        assert json.loads(command(*words, "--seed", seed, "--json")[1]) == first
        assert f"seed {seed}, replicates 50" in command(*words, "--seed", seed)[1]


def test_one_answer_that_is_missing_does_not_stop_a_survey(command: Command, tmp_path: Path) -> None:
    rows = "a,b,c,hidden\n3,5,2,1\n1,NA,1,0\n4,4,3,2\n0,0,0,0\n"
    (tmp_path / "ard.csv").write_text(rows, encoding="utf-8")
    words = ("nsum", "ard.csv", "--sizes", "sizes.csv", "--group", "hidden", "--seed", "1")
    status, out, _err = command(*words)
    assert status == 0
    assert "1 answers of 1 respondents are missing, the first of respondent 2 on b" in out
    (tmp_path / "ard.csv").write_text(rows.replace("NA", "some"), encoding="utf-8")
    status, _out, err = command(*words)
    assert status == 2
    assert "column b, row 2" in err


def test_sizes_may_be_written_in_thousands_and_columns_apart_by_semicolons(
    command: Command, tmp_path: Path
) -> None:
    (tmp_path / "sizes.csv").write_text(
        'subpop,size,N\na,"1,000","100,000"\nb,"1,500",\n3,800,\n', encoding="utf-8"
    )
    words = ("nsum", "ard.csv", "--sizes", "sizes.csv", "--seed", "1", "--json")
    found = json.loads(command(*words)[1])
    assert found["settings"]["known"] == {"a": 1000, "b": 1500, "c": 800}
    assert found["settings"]["population"] == 100_000
    (tmp_path / "sizes.csv").write_text("subpop;size;N\na;1000;100000\nb;1500;\n3;800;\n", encoding="utf-8")
    assert json.loads(command(*words)[1]) == found


def test_two_known_groups_give_an_answer_that_says_it_was_not_checked(
    command: Command, tmp_path: Path
) -> None:
    (tmp_path / "sizes.csv").write_text("subpop,size,N\na,100,1e4\nb,150,1e4\n", encoding="utf-8")
    words = ("nsum", "ard.csv", "--sizes", "sizes.csv", "--seed", "1")
    found = json.loads(command(*words, "--group", "hidden", "--json")[1])
    assert found["estimate"]["estimate"] == pytest.approx(10_000 * 3 / (10_000 * 19 / 250))
    assert found["held_out"] == []
    assert any("none can be held out" in warning for warning in found["warnings"])
    assert "three known groups are needed" in command(*words)[2]


def test_a_number_is_not_a_category_for_each_of_its_values(command: Command, tmp_path: Path) -> None:
    rows = [
        f"{place},{place // 2 if place > 1 else 'seed'},{1 + place % 7},{15 + place}"
        for place in range(1, 41)
    ]
    (tmp_path / "age.csv").write_text("id,recruiter.id,knows,age\n" + "\n".join(rows), encoding="utf-8")
    words = ("rds", "age.csv", "--outcome", "age", "--degree", "knows", "--seed", "1", "--bootstrap", "50")
    status, out, err = command(*words)
    assert (status, out) == (2, "")
    assert "--mean" in err
    assert "--bands" in err
    mean = json.loads(command(*words, "--mean", "--json")[1])
    assert 15 < mean["lower"] < mean["estimate"] < mean["upper"] < 56
    assert "mean of age" in command(*words, "--mean")[1]
    bands = json.loads(command(*words, "--bands", "18,30", "--json")[1])
    assert {each["group"] for each in bands["shares"]} == {"under 18", "18 to under 30", "30 and over"}
    assert bands["settings"]["bands"] == "18,30"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("rds", "rds.csv", "--outcome", "paid", "--degree", "knows", "--mean"),
            "row 1: 'yes' is not a number",
        ),
        (
            ("rds", "rds.csv", "--outcome", "knows", "--degree", "knows", "--bands", "a"),
            "numbers are expected",
        ),
        (
            ("rds", "rds.csv", "--outcome", "knows", "--degree", "knows", "--mean", "--estimator", "rds-i"),
            "gives no mean",
        ),
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
