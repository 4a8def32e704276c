"""Whole outputs attacked by somebody who has the files and knows the method: nothing is recovered, nothing narrowed.

`python -m bench.disclosure` prints the same table.
"""

from __future__ import annotations

import sys

import pytest
from bench.attack_told import Found
from bench.disclosure import attack_for, attacked, table_of

from palermo.evidence.indicators import persons
from palermo.evidence.release import suppress
from palermo.evidence.release.suppress import Published

SECONDS, LONG = 40, 600  # with the named outputs below, a minute in all


def held(found: dict[str, Found], seconds: float) -> None:
    everything = Found()
    for each in found.values():
        everything.add(each)
    sys.stdout.write(f"\n{table_of(found, seconds)}\n")  # seen with -s, and where it fails
    assert everything.small, "some small numbers were attacked"
    assert everything.words == []
    assert (everything.exact, everything.below, everything.narrow, everything.narrower) == (0, 0, 0, 0)


def test_no_hidden_number_of_random_outputs_is_recovered() -> None:
    held(attack_for(SECONDS), SECONDS)


@pytest.mark.drill
def test_no_hidden_number_of_many_random_outputs_is_recovered() -> None:
    held(attack_for(LONG, first=100_000), LONG)


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(100_081, id="hidden sets that hung together only through what follows from the rest"),
        pytest.param(100_102, id="a second output whose zeros would tell what the first one hid"),
        pytest.param(200_068, id="a second output that shows by itself which of its numbers are hidden"),
        pytest.param(300_052, id="ages and years within coarser ones, both at once"),
        pytest.param(200_049, id="few records"),
        pytest.param(100_115, id="forms over the table that ties two outputs together"),
    ],
)
def test_outputs_that_were_open_once_hold(seed: int) -> None:
    _, found = attacked(seed)
    assert found.outputs == 1
    assert found.words == []


def recovered(*seeds: int) -> Found:
    everything = Found()
    for seed in seeds:
        everything.add(attacked(seed)[1])
    return everything


def test_the_attacker_recovers_what_is_hidden_without_its_helpers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppress._Hiding, "exposed", lambda _self: [])
    monkeypatch.setattr(suppress._Hiding, "_never_alone", lambda _self, _relation: None)

    def unproved(hiding: suppress._Hiding) -> dict[object, Published]:
        shown = {key: hiding.rule.shown(count) for key, count in hiding.cells.counts.items()}
        return {
            key: Published(None, 1, None)
            if key in hiding.hidden
            else Published(hiding.rule.rounded(hiding.cells.counts[key]), each.low, each.high or 0)
            for key, each in shown.items()
            if key not in hiding.cells.unseen
        }

    monkeypatch.setattr(suppress._Hiding, "published", unproved)
    found = recovered(1, 2)
    assert found.exact
    assert found.narrower


def test_the_attacker_uses_a_range_that_tells_more_than_the_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a column did that told which hidden number is small."""
    real = suppress._Hiding.published

    def telling(hiding: suppress._Hiding) -> dict[object, Published]:
        return {
            key: Published(None, 1, hiding.rule.threshold - 1)
            if each.hidden and hiding.rule.small(hiding.cells.counts[key])
            else each
            for key, each in real(hiding).items()
        }

    monkeypatch.setattr(suppress._Hiding, "published", telling)
    assert recovered(1, 5).below


def test_the_attacker_finds_what_several_outputs_tell_where_none_is_taken_as_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(persons, "given_by", lambda *_all: suppress.NOTHING)
    found = recovered(16, 40)
    assert found.exact
    assert found.narrow
