"""A reader who runs the method itself over every population and many lots, and keeps those with the same tables."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest

from palermo.evidence.release.suppress import Published, Rule, protect
from palermo.evidence.release.tables import EVERYBODY, Frequency, Key, cells_of

LOTS = 8


@pytest.mark.drill
def test_who_runs_the_method_over_every_population_finds_no_small_number() -> None:
    """Three groups with six to nine persons, threshold 3: all populations, each under several lots."""
    rule = Rule(threshold=3)
    populations = [each for each in product(range(10), repeat=3) if 6 <= sum(each) <= 9]
    alike: dict[frozenset[tuple[Key, Published]], set[tuple[int, ...]]] = defaultdict(set)
    for people in populations:
        table = Frequency(("group",), {(str(at),): count for at, count in enumerate(people) if count})
        cells = cells_of([table])
        for lot in range(LOTS):
            published = protect(cells, rule, lot=str(lot), keep={EVERYBODY})
            alike[frozenset(published.items())].add(people)
    attacked = 0
    for output, possible in alike.items():
        for key, cell in output:
            if cell.value is not None:
                continue
            counts = {people[_place(key)] for people in possible}
            attacked += 1
            assert (min(counts), max(counts)) == (cell.low, cell.high), (possible, key)
            assert max(counts) >= rule.threshold
            assert max(counts) - min(counts) >= rule.threshold - 1
    assert attacked


def _place(key: Key) -> int:
    ((_, code),) = key
    return int(code)
