"""Found sooner is found all the same: what is known without asking a programme is what the programmes say."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest
from tests.evidence.indicators.kit import cases

from palermo.evidence.indicators.catalogue import BY_KEY
from palermo.evidence.indicators.counting import Counted, Wanted
from palermo.evidence.indicators.groupings import DISAGGREGATIONS
from palermo.evidence.release.bounds import Hint, Range, Reader, Room
from palermo.evidence.release.programme import Programme
from palermo.evidence.release.suppress import Rule, Unsafe, protect, unsafe
from palermo.evidence.release.tables import EVERYBODY, Cells, Frequency, Key, Relation, cells_of
from palermo.evidence.release.ways import Ways


def invented(seed: int) -> tuple[list[int], dict[str, Any]]:
    choose = random.Random(seed)  # noqa: S311 - invented rows, the same each time
    people = [choose.randint(1, 20) for _ in range(8)]
    sets = [choose.sample(range(8), 3) for _ in range(4)]
    rows = [(dict.fromkeys(each, 1.0), float(sum(people[place] for place in each))) for each in sets]
    one, other = choose.sample(range(8), 2)
    at_most = [({one: 1.0, other: -1.0}, float(max(0, people[one] - people[other])))]
    hints = [(sorted(choose.sample(range(8), 2)), 9)]
    hints = [each for each in hints if min(people[place] for place in each[0]) <= 9]
    return people, {"lows": [1] * 8, "highs": [40] * 8, "equal": rows, "at_most": at_most, "hints": hints}


@pytest.mark.parametrize("seed", range(12))
def test_somebody_who_knows_the_records_calculates_the_same_ranges_sooner(seed: int) -> None:
    people, rows = invented(seed)
    reader, knowing = (
        Programme(**rows),
        Programme(**rows, people=people, reached=[(each, each) for each in people]),
    )
    knowing.spread({at: int(knowing.high[at]) for at in range(8)}, -1)
    knowing.spread({at: int(knowing.low[at]) for at in range(8)}, 1)
    for at in range(8):
        least, most = reader.least(at), reader.most(at)
        assert least <= knowing.reached(at)[0] <= people[at] <= knowing.reached(at)[1] <= most
        assert (knowing.least(at), knowing.most(at)) == (least, most)


@pytest.mark.parametrize("seed", range(12))
def test_no_row_by_itself_cuts_off_a_number_that_is_possible(seed: int) -> None:
    _, rows = invented(seed)
    programme = Programme(**rows)
    for at in range(8):
        assert programme.low[at] <= programme.least(at)
        assert programme.high[at] >= programme.most(at)


@pytest.mark.parametrize("seed", range(12))
def test_a_number_that_is_said_to_be_possible_is_so(seed: int) -> None:
    people, rows = invented(seed)
    exact = Programme(**rows)
    for at, number in product(range(8), range(1, 50, 6)):
        if Programme(**rows, people=people).can_be(at, number):
            assert exact.least(at) <= number <= exact.most(at)


def table(rows: int, columns: int, small: tuple[int, int]) -> Cells:
    """A table of large numbers with one small one."""
    counts = {
        (f"r{row}", f"c{column}"): 4 if (row, column) == small else 20 + 7 * row + column
        for row, column in product(range(rows), range(columns))
    }
    return cells_of([Frequency(("row", "column"), counts)], totals={EVERYBODY: sum(counts.values())})


def test_a_way_goes_all_round_every_sum() -> None:
    cells = table(5, 6, (2, 3))
    small = frozenset({("row", "r2"), ("column", "c3")})
    prices = {key: float(count) for key, count in cells.counts.items() if len(key) == 2 and key != small}
    way = Ways(cells, prices, {}).way(small, hidden={small}, more=6)
    assert len(way) == 4, "a corner of a rectangle takes three others with it"
    assert unsafe(cells, [small], Rule(threshold=10), [small]) == [small]
    assert unsafe(cells, list(way), Rule(threshold=10), [small]) == []


def test_there_is_no_way_where_nothing_else_may_be_hidden() -> None:
    cells = table(3, 3, (1, 1))
    small = frozenset({("row", "r1"), ("column", "c1")})
    assert Ways(cells, {}, {}).way(small, hidden={small}, more=6) == {}


def test_a_number_that_follows_from_several_tables_is_given_room_in_few_rounds() -> None:
    """Who lacks both is who lacks the one and who lacks the other less who has no border: to hide one is no help."""
    choose = random.Random(5)  # noqa: S311 - invented records, the same each time
    citizens = ["ITA", "FRA", "DEU", "NGA", "GHA", None]
    countries = ["ITA", "FRA", "DEU", None]
    records: list[dict[str, Any]] = []
    for year, citizen, country in product(range(2019, 2023), citizens, countries):
        number = 6 if (year, citizen, country) == (2022, None, None) else choose.randint(11, 25)
        record = {
            "event_registration_year": year,
            "victim_citizenship": [citizen] if citizen else None,
            "event_exploitation_country": country,
        }
        records += [record] * number
    year = (DISAGGREGATIONS["year"],)
    wanted = [
        Wanted(BY_KEY[f"detected_by_{name}"], BY_KEY[f"detected_by_{name}"].groupings, year)
        for name in ("citizenship", "country", "border")
    ]
    wanted.append(Wanted(BY_KEY["corridors"], BY_KEY["corridors"].groupings, ()))
    cells = Counted(cases(*records)).cells(wanted)
    rounds: list[int] = []
    found = protect(cells, Rule(threshold=10), lot="one", keep={EVERYBODY}, report=rounds.append)
    silent = frozenset(
        {("citizenship", "(no information)"), ("country", "(no information)"), ("year", "2022")}
    )
    assert found[silent].hidden
    assert len(rounds) <= 4
    hidden = [key for key, each in found.items() if each.hidden]
    assert len(hidden) < len(found) / 4
    assert unsafe(cells, hidden, Rule(threshold=10), [silent]) == []


def test_any_cell_may_be_on_the_way_whatever_its_number() -> None:
    """By rule, what is hidden for another would be known to be the smallest beside it."""
    cells = table(2, 4, (0, 0))
    others: set[Key] = set()
    for lot in range(60):
        found = protect(cells, Rule(threshold=10), lot=str(lot), keep={EVERYBODY})
        others |= {key for key, each in found.items() if each.hidden and len(key) == 2}
    assert len(others) == 8


def test_what_cannot_be_given_room_is_refused() -> None:
    cells = table(2, 2, (0, 0))
    with pytest.raises(Unsafe):
        protect(cells, Rule(threshold=10), lot="any", keep=set(cells.counts))


def test_somebody_who_does_not_know_the_records_finds_out_that_a_cell_has_no_room() -> None:
    """Each programme without the hint has an answer that the hint rules out, so that nothing is found on the way."""
    one, two, three = (frozenset({("group", name)}) for name in ("one", "two", "three"))
    shown = {EVERYBODY: Range(25, 25), **dict.fromkeys((one, two, three), Range(1, None))}
    relations = [
        Relation(EVERYBODY, (one, two, three)),
        Relation(three, (one,), exact=False),
        Relation(three, (two,), exact=False),
    ]
    reader = Reader(shown, relations, [Hint(frozenset({three}), 9)])
    assert reader.room(one, high=10, width=9) is Room.NARROW
    assert reader.range(one) == Range(7, 9)
