"""`palermo prevalence`: the doubts before the number, one line for what is wrong, nothing else on standard output."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from palermo.evidence.command import run
from palermo.evidence.prevalence import assessment
from palermo.evidence.prevalence.__main__ import app
from palermo.evidence.prevalence.bayes_threshold import bayes_threshold
from palermo.evidence.prevalence.latent_class import latent_class
from palermo.evidence.prevalence.methods import METHODS

KEYS = [
    *("method", "n_observed", "estimate", "interval", "intervals", "model", "deviance", "aic", "bic", "code"),
    *("rating", "reasons", "warnings", "fingerprint", "settings", "unbounded_replicates"),
]
# Invented: three lists that nearly act independently.
TABLE = "shelter,police,hotline,count\n1,0,0,90\n0,1,0,80\n0,0,1,70\n1,1,0,31\n1,0,1,27\n0,1,1,23\n1,1,1,11\n"
DETAILS = 'source = "invented"\nperiod = "2024"\ncase_definition = "presumed victims"\n'
STATED = (
    '[assumptions]\nfalse_positives = "none"\nentry_and_exit = "one year"\nduplicates = "removed"\n'
    + "".join(f"[lists.{name}]\n{DETAILS}" for name in ("shelter", "police", "hotline"))
)
Said = tuple[int, str, str]
Command = Callable[..., Said]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Run `palermo prevalence` in a folder with table.csv and LISTS.toml; returns status, output and errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PALERMO_FINGERPRINT_KEY", raising=False)
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "LISTS.toml").write_text(STATED, encoding="utf-8")

    def called(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["palermo prevalence", *words])
        with pytest.raises(SystemExit) as end:
            run(app, name="prevalence")
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return called


def test_json_has_the_keys_that_are_promised_and_nothing_else_is_written(command: Command) -> None:
    status, out, err = command("estimate", "table.csv", "--bootstrap", "200", "--seed", "3", "--json")
    found = json.loads(out)
    assert status == 0
    assert set(err.splitlines()) <= {"Estimating by stepwise …", "Looking for reasons to doubt it …"}
    assert list(found) == KEYS
    assert list(found["interval"]) == ["level", "lower", "upper", "kind"]
    assert list(found["model"]) == ["interactions", "minus_infinity"]
    assert found["method"] == "stepwise"
    assert found["interval"]["kind"] == "bca"
    assert command("estimate", "table.csv", "--bootstrap", "200", "--seed", "3", "--json")[1] == out


def test_without_statements_a_number_is_given_and_rated_red(command: Command) -> None:
    _status, out, _err = command("estimate", "table.csv", "--json")
    found = json.loads(out)
    assert found["estimate"] > 332
    assert found["rating"] == "RED"
    assert any("nothing is stated about the lists" in reason for reason in found["reasons"])
    _status, said, _err = command("estimate", "table.csv")
    assert said.index("RED") < said.index("people in all")


def test_with_statements_no_warning_may_be_found_and_the_assumptions_stay(command: Command) -> None:
    found = json.loads(command("estimate", "table.csv", "--lists", "LISTS.toml", "--json")[1])
    assert found["rating"] == "NO WARNING FOUND"
    assert found["reasons"] == ["the assumptions below every such estimate remain untestable"]


@pytest.mark.parametrize(
    "method", [name for name in METHODS if name not in {"latent-class", "bayes-threshold"}]
)
def test_a_seed_switches_nothing_but_what_is_drawn(command: Command, method: str) -> None:
    plain, seeded = (
        json.loads(command("estimate", "table.csv", "--method", method, *more, "--json")[1])
        for more in ((), ("--seed", "7"))
    )
    kinds = [[(each["kind"], each["level"]) for each in found["intervals"]] for found in (plain, seeded)]
    assert kinds[0] == kinds[1]
    assert plain["estimate"] == seeded["estimate"]


def test_the_command_as_everybody_types_it_pays_for_the_choice_of_the_model(command: Command) -> None:
    found = json.loads(command("estimate", "table.csv", "--json")[1])
    assert found["interval"]["kind"] == "bca"
    assert found["settings"]["replicates"] == 5000
    assert {each["kind"] for each in found["intervals"]} == {"bca", "percentile"}
    narrow = json.loads(command("estimate", "table.csv", "--bootstrap", "0", "--json")[1])
    assert narrow["interval"]["kind"] == "wald"
    assert any("ignore that the model was chosen" in warning for warning in narrow["warnings"])
    assert any("ignore that the model was chosen" in reason for reason in narrow["reasons"])


DRAWN: list[tuple[str, ...]] = [
    (),
    ("--bootstrap", "150", "--threshold", "0.1"),
    ("--bootstrap", "150", "--recall", "0.8"),
    ("--method", "bic", "--bootstrap", "60", "--top", "3"),
]


@pytest.mark.parametrize("words", DRAWN, ids=" ".join)
def test_what_was_drawn_with_a_made_up_seed_can_be_drawn_again(
    command: Command, words: tuple[str, ...]
) -> None:
    first = json.loads(command("estimate", "table.csv", *words, "--json")[1])
    seed = str(first["settings"]["seed"])
    assert json.loads(command("estimate", "table.csv", *words, "--seed", seed, "--json")[1]) == first
    said = command("estimate", "table.csv", *words, "--seed", seed)[1]
    assert f"seed {seed}" in said
    for option in ("bootstrap", "threshold", "recall", "top"):
        if f"--{option}" in words:
            given = float(words[words.index(f"--{option}") + 1])
            assert first["settings"]["replicates" if option == "bootstrap" else option] == given


def test_merged_and_dropped_lists_are_told_with_the_number(command: Command) -> None:
    words = ("estimate", "table.csv", "--merge", "shelter+police", "--bootstrap", "50", "--seed", "1")
    assert json.loads(command(*words, "--json")[1])["settings"]["merged"] == ["shelter+police"]
    assert "merged shelter+police" in command(*words)[1]
    dropped = command("estimate", "table.csv", "--drop", "hotline", "--bootstrap", "50", "--json")[1]
    assert json.loads(dropped)["settings"]["dropped"] == ["hotline"]


def test_a_statement_that_is_missing_is_a_reason(command: Command, tmp_path: Path) -> None:
    text = STATED.replace('duplicates = "removed"\n', "").replace('period = "2024"\n', "", 1)
    (tmp_path / "LISTS.toml").write_text(text, encoding="utf-8")
    found = json.loads(command("estimate", "table.csv", "--lists", "LISTS.toml", "--json")[1])
    assert found["rating"] == "RED"
    assert "shelter: period not stated" in found["reasons"]
    assert "duplicates not stated" in found["reasons"]


def test_a_list_fed_by_referral_must_be_merged_with_its_source(command: Command, tmp_path: Path) -> None:
    text = STATED.replace("[lists.police]\n", "[lists.police]\nfrom_referral_by = { shelter = 0.1 }\n")
    (tmp_path / "LISTS.toml").write_text(text, encoding="utf-8")
    status, out, err = command("estimate", "table.csv", "--lists", "LISTS.toml", "--json")
    assert (status, out) == (2, "")
    assert "--merge shelter+police" in err
    assert err.count("\n") == 1
    merged = command("estimate", "table.csv", "--lists", "LISTS.toml", "--merge", "shelter+police", "--json")
    assert merged[0] == 0
    assert any("fewer than three lists" in reason for reason in json.loads(merged[1])["reasons"])
    (tmp_path / "LISTS.toml").write_text(text.replace("0.1", "0.09"), encoding="utf-8")
    assert command("estimate", "table.csv", "--lists", "LISTS.toml")[0] == 0


@pytest.mark.parametrize(
    "method", [name for name in METHODS if name not in {"latent-class", "bayes-threshold"}]
)
def test_every_method_answers_by_its_name(command: Command, method: str) -> None:
    status, out, _err = command("estimate", "table.csv", "--method", method, "--json")
    found = json.loads(out)
    assert status == 0
    assert found["method"] == method
    assert found["n_observed"] == 332
    assert found["estimate"] is None or found["estimate"] > 332


def test_linkage_errors_are_carried_into_the_interval(command: Command) -> None:
    plain, linked = (
        json.loads(command("estimate", "table.csv", "--bootstrap", "200", "--seed", "1", *more, "--json")[1])
        for more in ((), ("--recall", "0.7"))
    )
    assert linked["estimate"] < plain["estimate"]


WRONG = [
    ("estimate", "missing.csv"),
    ("estimate", "empty.csv"),
    ("estimate", "table.csv", "--merge", "shelter+nobody"),
    ("estimate", "table.csv", "--merge", "shelter"),
    ("estimate", "table.csv", "--drop", "shelter", "--drop", "police"),
    ("estimate", "table.csv", "--method", "magic"),
    ("estimate", "table.csv", "--threshold", "1.5"),
    ("estimate", "table.csv", "--threshold", "nan"),
    ("estimate", "table.csv", "--bootstrap", "1"),
    ("estimate", "table.csv", "--bootstrap", "-5"),
    ("estimate", "table.csv", "--method", "bic", "--order", "3"),
    ("estimate", "table.csv", "--method", "bic", "--top", "0"),
    ("estimate", "table.csv", "--method", "mt", "--bootstrap", "10"),
    ("estimate", "table.csv", "--method", "poisson", "--interactions", "shelter:nobody"),
    ("estimate", "table.csv", "--method", "poisson", "--interactions", "shelter"),
    ("estimate", "table.csv", "--precision", "0"),
    ("estimate", "table.csv", "--count", "number"),
    ("estimate", "table.csv", "--lists", "missing.toml"),
    ("estimate", "table.csv", "--lists", "table.csv"),
    ("estimate", "table.csv", "--nonsense"),
    ("check", "table.csv", "--interactions", "shelter:nobody"),
    ("panel", "table.csv", "--out", "nowhere/report.html"),
    ("panel", "table.csv"),
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_what_is_wrong_is_said_in_one_line_with_status_two(
    command: Command, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    status, out, err = command(*words)
    assert (status, out) == (2, "")
    assert err.startswith("palermo: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "[lists.shelter\n",
        "[lists.shelter]\nfrom_referal_by = { police = 0.5 }\n",
        "[lists.nobody]\nsource = 'x'\n",
        "[lists.shelter]\nfrom_referral_by = { police = 2 }\n",
        "[lists.shelter]\nfrom_referral_by = { nobody = 0.5 }\n",
        "[lists.shelter]\nfrom_referral_by = 0.5\n",
        "[lists.shelter]\nsource = [1]\n",
        "lists = 3\n",
        "[assumption]\nduplicates = 'x'\n",
    ],
)
def test_statements_that_cannot_be_read_are_refused(command: Command, tmp_path: Path, wrong: str) -> None:
    (tmp_path / "LISTS.toml").write_text(wrong, encoding="utf-8")
    status, out, err = command("estimate", "table.csv", "--lists", "LISTS.toml")
    assert (status, out) == (2, "")
    assert err.count("\n") == 1


def test_check_tells_the_code_of_a_model_in_words(command: Command, tmp_path: Path) -> None:
    assert command("check", "table.csv", "--interactions", "shelter:police")[1].startswith("code 0:")
    (tmp_path / "thin.csv").write_text(
        "a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,6\n", encoding="utf-8"
    )
    status, out, _err = command("check", "thin.csv", "--interactions", "a:b,a:c")
    assert status == 0
    assert "code 1: the maximum likelihood estimate does not exist" in out
    assert "nobody is on a and c together" in out
    found = json.loads(command("check", "thin.csv", "--interactions", "a:b,a:c,b:c", "--json")[1])
    assert (found["code"], found["boundary_estimable"]) == (2, False)


def test_the_program_hands_its_words_to_this_room(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "palermo.cli", "prevalence", "check", "table.csv"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.startswith("code 0")


@pytest.mark.parametrize("chains", ["short", pytest.param("as published", marks=pytest.mark.drill)])
def test_the_page_is_complete_in_itself_headlines_no_red_number_and_prints_no_small_count(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chains: str
) -> None:
    if chains == "short":
        monkeypatch.setattr(assessment, "latent_class", partial(latent_class, chains=4, sweeps=200))
        monkeypatch.setattr(assessment, "bayes_threshold", partial(bayes_threshold, chains=2, steps=200))
    rows = TABLE.replace("11\n", "7\n").replace("23\n", "9\n")
    (tmp_path / "table.csv").write_text(rows, encoding="utf-8")
    status, out, _err = command(
        "panel", "table.csv", "--out", "report.html", "--bootstrap", "60", "--seed", "1"
    )
    assert (status, out) == (0, "report.html: RED\n")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert "<script" not in page
    assert "seed 1, replicates 60, threshold 0.02" in page
    top = page[page.index("<h1") : page.index("<nav")]
    assert "do not support a number" in top
    assert set(re.findall(r"\d+", re.sub(r"<[^>]*>", " ", top))) == {str(332 - 4 - 14)}
    tables = page[page.index("<main") :]
    assert not re.search(r"<td[^>]*>[0-9]</td>", tables)


def test_a_seed_may_be_given_to_a_method_without_chance(command: Command) -> None:
    answers = {
        command("estimate", "table.csv", "--method", "mt", "--seed", seed, "--json")[:2] for seed in "12"
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 0
