"""What discloses and what ends a disclosure, at the same moment: never both, nobody left waiting, no deadlock."""

from __future__ import annotations

import pytest
from tests.protection.referral.meeting import Ground, run
from tests.protection.referral.racing import registered

ROUNDS = 3


@pytest.mark.parametrize("name", [act.name for act in registered()])
def test_two_acts_on_one_person_take_turns_in_either_order(
    ground: Ground, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(ground, name, rounds=ROUNDS, monkeypatch=monkeypatch) == []


def test_there_are_acts_of_both_sorts() -> None:
    assert {act.does.value for act in registered()} == {"makes", "ends"}
    assert len(registered()) > 15
