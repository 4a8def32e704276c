"""What is told of a cell without whole persons or hints is never less than what is possible with them."""

from __future__ import annotations

import random

import pytest

from palermo.evidence.release.programme import Programme


@pytest.mark.parametrize("seed", range(12))
def test_a_limit_found_sooner_never_cuts_off_a_number_that_is_possible(seed: int) -> None:
    choose = random.Random(seed)  # noqa: S311 - invented rows, the same each time
    people = [choose.randint(1, 20) for _ in range(7)]
    sets = [choose.sample(range(7), 3) for _ in range(4)]
    rows = [(dict.fromkeys(each, 1.0), float(sum(people[place] for place in each))) for each in sets]
    hints = [(sorted(choose.sample(range(7), 2)), 9)]
    hints = [each for each in hints if min(people[place] for place in each[0]) <= 9]

    def programme() -> Programme:
        return Programme(lows=[1] * 7, highs=[40] * 7, equal=rows, at_most=[], hints=hints)

    asked, exact = programme(), programme()
    for place in range(7):
        assert asked.never_below(place) <= exact.least(place) <= people[place]
        assert asked.never_above(place) >= exact.most(place) >= people[place]
        assert (asked.least(place), asked.most(place)) == (exact.least(place), exact.most(place))
