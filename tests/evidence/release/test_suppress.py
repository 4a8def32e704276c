"""Disclosure control: no small number can be calculated from anything the tables show, checked against brute force."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from palermo.evidence.release.bounds import Contradiction, Hint, Range, bounds
from palermo.evidence.release.suppress import Given, Published, Rule, Unsafe, exposed_by, protect, unsafe
from palermo.evidence.release.tables import EVERYBODY, Cells, Frequency, Key, NotCheckable, Relation, cells_of

CAP = 12


def key(**pairs: str) -> Key:
    return frozenset(pairs.items())


def two_way(*rows: tuple[int, ...]) -> Frequency:
    counts = {(f"r{r}", f"c{c}"): count for r, row in enumerate(rows) for c, count in enumerate(row)}
    return Frequency(("row", "column"), counts)


def brute_force(cells: Cells, shown: dict[Key, Range], inner: list[Key]) -> dict[Key, tuple[int, int]]:
    """The least and the most of each cell over every population of whole persons that fits what is shown.

    `inner` are the cells all others are sums of; each is tried from 0 to `CAP`.
    """
    grid = np.meshgrid(*[np.arange(CAP + 1)] * len(inner), indexing="ij")
    values = {
        cell: np.sum([numbers for each, numbers in zip(inner, grid, strict=True) if cell <= each], axis=0)
        for cell in cells.counts
    }
    fits = np.ones(grid[0].shape, dtype=bool)
    for cell, value in values.items():
        limit = shown[cell].high
        fits &= (value >= shown[cell].low) & (value <= (10**9 if limit is None else limit))
    return {cell: (int(value[fits].min()), int(value[fits].max())) for cell, value in values.items()}


SMALL = st.integers(0, 6)


@settings(max_examples=40)
@given(
    numbers=st.lists(SMALL, min_size=4, max_size=4),
    hidden=st.sets(st.integers(0, 3)),
    base=st.sampled_from([1, 3]),
)
def test_bounds_are_those_of_every_population_that_fits(
    numbers: list[int], hidden: set[int], base: int
) -> None:
    cells = cells_of([two_way(tuple(numbers[:2]), tuple(numbers[2:]))])
    inner = [key(row=f"r{r}", column=f"c{c}") for r in range(2) for c in range(2)]
    rule = Rule(threshold=3, base=base)
    shown = {each: rule.shown(count) for each, count in cells.counts.items()}
    for place in hidden:
        assume(cells.counts[inner[place]] > 0)
        shown[inner[place]] = Range(1, None)
    real = brute_force(cells, shown, inner)
    for each, found in bounds(shown, cells.relations, inner).items():
        low, high = real[each]
        assert found.low == low
        assert found.high is None or high == CAP or found.high == high


@settings(max_examples=40)
@given(
    numbers=st.lists(st.integers(0, 40), min_size=9, max_size=9),
    threshold=st.integers(2, 11),
    base=st.sampled_from([1, 1, 3, 5]),
)
def test_what_is_published_leaves_every_small_number_safe(
    numbers: list[int], threshold: int, base: int
) -> None:
    assume(sum(numbers) >= 2 * threshold)  # of fewer persons nothing is tabulated
    cells = cells_of([two_way(tuple(numbers[:3]), tuple(numbers[3:6]), tuple(numbers[6:]))])
    rule = Rule(threshold=threshold, base=base)
    published = protect(cells, rule)
    hidden = {each for each, cell in published.items() if cell.hidden}
    for each, count in cells.counts.items():
        cell = published[each]
        assert cell.low <= count <= (cell.high if cell.high is not None else count)
        if rule.small(count):
            assert cell.value is None
            assert cell.high is None or (cell.high >= threshold and cell.high - cell.low >= threshold - 1)
        if not cell.hidden:
            assert cell.value == rule.rounded(count)
        assert cell.value is not None or cell.low != cell.high, "what follows from the rest is a number"
        assert cell.value is None or cell.low <= cell.value <= (cell.high or 0)
    assert (
        unsafe(cells, hidden, rule, [each for each, count in cells.counts.items() if rule.small(count)]) == []
    )


@settings(max_examples=30)
@given(numbers=st.lists(st.integers(0, 30), min_size=8, max_size=8))
def test_two_tables_of_one_output_are_checked_together(numbers: list[int]) -> None:
    """By year and sex, and by year and age: what one shows must not open the other."""
    by_sex = Frequency(
        ("year", "sex"), {(y, s): numbers[2 * i + j] for i, y in enumerate("ab") for j, s in enumerate("FM")}
    )
    totals = [numbers[0] + numbers[1], numbers[2] + numbers[3]]
    young = [min(numbers[4], totals[0]), min(numbers[5], totals[1])]
    by_age = Frequency(
        ("year", "age"),
        {
            (y, a): n
            for i, y in enumerate("ab")
            for a, n in (("young", young[i]), ("old", totals[i] - young[i]))
        },
    )
    assume(sum(totals) >= 10)  # of fewer persons nothing is tabulated
    cells = cells_of([by_sex, by_age])
    rule = Rule(threshold=5)
    published = protect(cells, rule)
    hidden = {each for each, cell in published.items() if cell.hidden}
    assert unsafe(cells, hidden, rule, [each for each, n in cells.counts.items() if rule.small(n)]) == []


def test_one_hidden_cell_alone_follows_from_its_total_and_the_check_says_so() -> None:
    cells = cells_of([Frequency(("sex",), {("F",): 50, ("M",): 3})])
    rule = Rule(threshold=10)
    assert unsafe(cells, [key(sex="M")], rule, [key(sex="M")]) == [key(sex="M")]


def test_with_it_a_second_cell_is_hidden_or_else_the_total() -> None:
    cells = cells_of([Frequency(("age",), {("young",): 50, ("old",): 3, ("middle",): 20})])
    published = protect(cells, Rule(threshold=10))
    assert published[key(age="young")].value == 50
    assert published[key(age="old")] == published[key(age="middle")] == Published(None, 1, 22)


def test_a_zero_is_shown_and_a_table_without_small_numbers_is_left_alone() -> None:
    cells = cells_of([Frequency(("sex",), {("F",): 50, ("M",): 0, ("X",): 12})])
    published = protect(cells, Rule(threshold=10))
    assert {each: cell.value for each, cell in published.items()} == cells.counts


def test_rounding_is_to_the_nearest_multiple_and_totals_are_rounded_for_themselves() -> None:
    rule = Rule(threshold=2, base=5)
    assert [rule.rounded(count) for count in (0, 2, 3, 7, 8, 12)] == [0, 5, 5, 5, 10, 10]
    for other in (rule, Rule(threshold=10, base=3), Rule(threshold=10, base=50)):
        for count in (0, *range(other.threshold, 200)):
            assert other.rounded(count) == 0 or other.rounded(count) >= other.threshold
            assert other.shown(count).low <= other.rounded(count) <= (other.shown(count).high or 0)
    for count in range(200):
        assert rule.shown(count).low <= count <= (rule.shown(count).high or 0)


def test_numbers_in_subtraction_of_two_tables_are_found() -> None:
    """All sexes in one table and women in another: their difference is a small number."""
    total, women = key(), key(sex="F")
    men = key(sex="M")
    cells = Cells({total: 43, women: 40, men: 3}, (Relation(total, (women, men)),))
    assert unsafe(cells, {men}, Rule(threshold=5), [men]) == [men]
    published = protect(cells, Rule(threshold=5))
    assert published[women].value is None or published[total].value is None


def test_where_a_whole_table_is_small_hiding_all_of_it_tells_so_and_it_is_refused() -> None:
    """Who sees that a part and its total are both hidden, and nothing beside them, knows that both are small."""
    one, none, total = key(a="1"), key(a="2"), key(b="x")
    for cells in (
        Cells({one: 1, EVERYBODY: 1}, (Relation(EVERYBODY, (one,)),)),
        Cells({one: 1, none: 0, total: 1}, (Relation(total, (one, none)),)),
    ):
        with pytest.raises(Unsafe, match="nothing is written"):
            protect(cells, Rule(threshold=5))


def test_a_reader_who_knows_that_one_hidden_number_is_small_calculates_no_more_than_is_written() -> None:
    """A hundred in two hidden parts: nothing between 10 and 90 is possible, and both ends are."""
    parts = [key(sex="F"), key(sex="M")]
    shown = {EVERYBODY: Range(100, 100), parts[0]: Range(1, None), parts[1]: Range(1, None)}
    small = Hint(frozenset(parts), 9)
    assert bounds(shown, [Relation(EVERYBODY, tuple(parts))], parts, hints=[small]) == {
        each: Range(1, 99) for each in parts
    }
    more = {**shown, parts[0]: Range(20, None)}
    found = bounds(more, [Relation(EVERYBODY, tuple(parts))], parts, hints=[small])
    assert found == {parts[0]: Range(91, 99), parts[1]: Range(1, 9)}


def test_bounds_are_reached_by_whole_persons_where_halves_would_go_further() -> None:
    """Six cells in two triangles, of which each pair holds one person at most: halves make three, persons two."""
    total = key(sum="all")
    cells = [key(cell=f"{triangle}{corner}") for triangle in "ab" for corner in "012"]
    pairs = [(cells[at + one], cells[at + other]) for at in (0, 3) for one, other in ((0, 1), (1, 2), (0, 2))]
    sums = {key(pair=str(place)): pair for place, pair in enumerate(pairs)}
    shown = {
        total: Range(0, None),
        **dict.fromkeys(cells, Range(0, None)),
        **dict.fromkeys(sums, Range(0, 1)),
    }
    relations = [Relation(total, tuple(cells)), *(Relation(name, pair) for name, pair in sums.items())]
    assert bounds(shown, relations, [total]) == {total: Range(0, 2)}


def test_the_cell_hidden_for_another_is_drawn_by_lot_so_that_no_number_shown_bounds_it() -> None:
    counts = {("one",): 4, ("two",): 12, ("three",): 14, ("four",): 40}
    cells = cells_of([Frequency(("age",), counts)])
    drawn_for = [protect(cells, Rule(threshold=10), lot=str(number)) for number in range(300)]
    helpers = [
        next(code for (code,) in counts if code != "one" and published[key(age=code)].hidden)
        for published in drawn_for
    ]
    assert set(helpers) == {"two", "three", "four"}, "any of them can be the one"
    assert helpers.count("two") > helpers.count("three") > helpers.count("four"), "small ones sooner"
    assert protect(cells, Rule(threshold=10), lot="7") == drawn_for[7], "the same records, the same choice"


def test_what_stands_for_a_hidden_number_says_nothing_of_why_it_is_hidden() -> None:
    """Nine and nine, or seventeen and one: the same is written of both."""
    rule = Rule(threshold=10)
    same = [
        protect(cells_of([Frequency(("sex",), {("F",): 100, ("M",): one, ("X",): 18 - one})]), rule)
        for one in (1, 5, 9, 13, 17)
    ]
    assert all(each == same[0] for each in same)
    assert {each.name for each in fields(Published)} == {"value", "low", "high"}


def test_a_cell_that_is_not_small_does_not_stand_out_by_a_narrower_range() -> None:
    """Whatever is hidden has a range as wide as a small number's, or one that shows it to be none."""
    for seed in range(12):
        random = np.random.default_rng(seed)
        rows = [tuple(int(each) for each in random.choice([0, 3, 7, 12, 15, 40], size=4)) for _ in range(3)]
        rule = Rule(threshold=10)
        try:
            published = protect(cells_of([two_way(*rows)]), rule, lot=str(seed))
        except Unsafe:
            continue
        for cell in published.values():
            if cell.hidden:
                assert rule.safe(Range(cell.low, cell.high))


def test_nothing_is_published_of_tables_too_large_to_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("palermo.evidence.release.suppress.MOST_CELLS", 2)
    with pytest.raises(Unsafe, match="3 cells are too many to check"):
        protect(cells_of([Frequency(("sex",), {("F",): 50, ("M",): 50})]), Rule())


def test_overlapping_parts_do_not_add_up_but_none_exceeds_its_total() -> None:
    counts = {("labour", "2021"): 30, ("sexual", "2021"): 4, ("labour", "2022"): 20, ("sexual", "2022"): 40}
    table = Frequency(("form", "year"), counts, overlapping="form")
    cells = cells_of([table], totals={key(year="2021"): 32, key(year="2022"): 50})
    assert cells.counts[key(form="labour")] == 50
    assert EVERYBODY not in cells.counts
    inexact = [each for each in cells.relations if not each.exact]
    assert {each.total for each in inexact} == {key(year="2021"), key(year="2022")}
    published = protect(cells, Rule(threshold=10))
    assert published[key(form="sexual", year="2021")].hidden
    assert published[key(form="sexual", year="2022")].hidden or published[key(form="sexual")].hidden


def test_parts_that_cover_their_total_narrow_what_is_hidden() -> None:
    total, one, other = key(), key(form="one"), key(form="other")
    counts = {total: 50, one: 45, other: 8}
    shown = {total: Range(50, 50), one: Range(45, 45), other: Range(1, None)}
    for covering, low in ((False, 1), (True, 5)):
        relation = Relation(total, (one, other), exact=False, covering=covering)
        assert bounds(shown, [relation], [other])[other] == Range(low, 50)
    assert counts[other] >= 5


def test_tables_linked_in_a_cycle_are_checked_over_the_table_that_ties_them() -> None:
    """Three tables by two of three dimensions: sums alone would leave a cell open that persons do not."""
    counts = {("0", "0", "0"): 5, ("0", "1", "1"): 30, ("1", "0", "1"): 30, ("1", "1", "0"): 30}
    joint = Frequency(("a", "b", "c"), counts)

    def margin(*names: str) -> Frequency:
        found: dict[tuple[str, ...], int] = {}
        for codes, count in counts.items():
            at = tuple(dict(zip("abc", codes, strict=True))[name] for name in names)
            found[at] = found.get(at, 0) + count
        return Frequency(names, found)

    tables = [margin("a", "b"), margin("b", "c"), margin("a", "c")]
    cells = cells_of(tables, joint=lambda names: joint if names == ("a", "b", "c") else margin(*names))
    assert cells.unseen
    assert all(len(each) == 3 for each in cells.unseen)
    open_cell = key(a="0", b="0")
    shown = {
        each: Range(0, None) if each in cells.unseen or each == open_cell else Range(count, count)
        for each, count in cells.counts.items()
        if each not in (key(a="0"), key(b="0"), EVERYBODY)
    }
    kept = [each for each in cells.relations if {each.total, *each.parts} <= set(shown)]
    assert bounds(shown, kept, [open_cell])[open_cell].exact
    published = protect(cells, Rule(threshold=10))
    assert set(published) == set(cells.counts) - cells.unseen
    assert published[open_cell].hidden


def test_what_an_earlier_output_told_counts_as_shown() -> None:
    women, men, other = key(sex="F"), key(sex="M"), key(sex="X")
    cells = cells_of([Frequency(("sex",), {("F",): 40, ("M",): 12, ("X",): 4})])
    given = Given({men: Range(12, 12)})
    rule = Rule(threshold=10)
    published = protect(cells, rule, given=given)
    assert published[women].hidden
    assert published[men].value == 12
    assert unsafe(cells, {other, men}, rule, [other], given=given) == [other]
    told = Given({other: Range(4, 4), men: Range(12, 12)})
    assert exposed_by(told, cells, rule) == [other]
    assert protect(cells, rule, given=told, lost=[other])[other].value == 4


def test_tables_linked_in_a_cycle_are_refused_and_a_star_is_not() -> None:
    def table(*names: str) -> Frequency:
        return Frequency(names, {tuple("x" for _ in names): 20})

    with pytest.raises(NotCheckable, match="linked in a cycle"):
        cells_of([table("a", "b"), table("b", "c"), table("c", "a")])
    cells_of([table("a", "b"), table("a", "c"), table("a", "d"), table("a")])
    cells_of([table("a", "b", "c"), table("a", "b"), table("b", "c")])


def test_tables_that_disagree_are_refused() -> None:
    with pytest.raises(ValueError, match="disagree about sex F"):
        cells_of([Frequency(("sex",), {("F",): 5}), Frequency(("sex", "age"), {("F", "old"): 6})])


def test_numbers_that_cannot_all_be_true_are_a_contradiction() -> None:
    relation = Relation(EVERYBODY, (key(a="1"), key(a="2")))
    shown = {EVERYBODY: Range(5, 5), key(a="1"): Range(7, 7), key(a="2"): Range(1, None)}
    with pytest.raises(Contradiction):
        bounds(shown, [relation], [key(a="2")])


@pytest.mark.parametrize(("threshold", "base"), [(1, 1), (10, 0)])
def test_a_rule_that_hides_nothing_is_refused(threshold: int, base: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        Rule(threshold=threshold, base=base)
