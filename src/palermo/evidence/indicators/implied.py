"""What readers know without a table of it: that a child is of a child's age, that who is abroad is from elsewhere.

Where only some records say both of two things, the one does not add up to the other, and still bounds it. So the
cells of both together are reckoned with, which nobody sees: adults and children by age and as recorded, countries and
regions, and who of a citizenship or in a country is at home or abroad.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import product

from palermo.evidence.indicators.borders import CROSS, DOMESTIC, ENDS, border_of
from palermo.evidence.indicators.groupings import NO_INFORMATION, WIDE
from palermo.evidence.indicators.links import COARSER, coarse, in_period
from palermo.evidence.release.tables import Implied, Key


def implied(tables: Sequence[frozenset[str]], categories: Callable[[str], Collection[str]]) -> Implied:
    """Return what the dimensions of some tables imply. `categories` gives the codes that records have of a grouping."""
    found = {edge: None for fine, within in AGREE for edge in _edges(tables, fine, within)}
    there: dict[str, Collection[str]] = {}
    if (borders := [each for each in tables if "border" in each]) and any(
        _has(each, name) for each in tables for name in ENDS
    ):
        there = {name: frozenset(categories(name)) for name in ENDS}
        found |= {edge: None for each in borders for edge in _beside(tables, each)}
    return Implied(tuple(found), lambda key, nobody: _possible(dict(key), there, nobody), _wider)


def _edges(tables: Sequence[frozenset[str]], fine: str, within: str) -> Iterator[frozenset[str]]:
    """Yield the dimensions to tie so that the wider form `fine` stands beside `within`, with whatever cuts both."""
    for one, other in product(tables, repeat=2):
        if _has(one, fine) and within in other:
            edge = (_without(one, fine) & (other - {within})) | {fine, within}
            if not any(_has(each, fine) and edge - {fine} <= each for each in tables):
                yield edge


def _beside(tables: Sequence[frozenset[str]], border: frozenset[str]) -> Iterator[frozenset[str]]:
    """Yield the dimensions to tie so that both ends stand beside `border`, with whatever cuts them.

    Where no table has both ends, each of them with the border says all there is.
    """
    found: dict[frozenset[str], None] = {}
    for each in tables:
        cut = _without(_without(each, ENDS[0]), ENDS[1])
        others = (cut & border) - {"border"}
        both = all(_has(each, name) for name in ENDS)
        if both:
            found[others.union(ENDS)] = None
        else:
            found |= {others | {name, "border"}: None for name in ENDS if _has(each, name)}
    for name in ENDS:
        if not any(name in each for each in found):
            found[(border - {"border"}) | {name, "border"}] = None
    yield from (edge for edge in found if not any(edge <= each for each in tables))


def _has(table: frozenset[str], name: str) -> bool:
    plain = name.removesuffix(WIDE)
    return bool(table & {plain, f"{plain}{WIDE}"})


def _without(table: frozenset[str], name: str) -> frozenset[str]:
    plain = name.removesuffix(WIDE)
    return table - {plain, f"{plain}{WIDE}"}


def _possible(
    found: Mapping[str, str], there: Mapping[str, Collection[str]], nobody: Callable[[Key], bool]
) -> bool:
    """Whether what is said of a person can be true together, and with what is told of the other end of a border."""
    for (fine, within), agree in AGREE.items():
        one, other = found.get(fine, NO_INFORMATION), found.get(within, NO_INFORMATION)
        if not (one.startswith("(") or other.startswith("(") or agree(one, other)):
            return False
    border = found.get("border", "")
    ends = {name: found[name] for name in ENDS if name in found}
    if not border or not ends:
        return True
    if len(ends) == len(ENDS):
        return border == border_of(*ends.values())
    ((name, end),) = ends.items()
    other = next(each for each in ENDS if each != name)
    if border in {DOMESTIC, CROSS} and end.startswith("("):
        return False
    if border == DOMESTIC:
        needs = end
    elif border != CROSS and name == "citizenship" and not end.startswith("("):
        needs = NO_INFORMATION
    else:
        return True
    others = {pair for pair in found.items() if pair[0] not in {name, "border"}}
    return needs in there[other] and not nobody(frozenset({*others, (other, needs)}))


def _wider(key: Key) -> Iterator[Key]:
    """Yield the cell that a cell is part of, with whatever is tied in its wider form put so."""
    choices = [
        [
            pair,
            *((name, coarse(pair[1], within)) for name, within in COARSER.get(pair[0], ()) if name in _TIED),
        ]
        for pair in key
    ]
    yield from (frozenset(chosen) for chosen in product(*choices))


def _same(one: str, other: str) -> bool:
    return one == other


def _region(one: str, other: str) -> bool:
    return one in other.split("/")


AGREE: Mapping[tuple[str, str], Callable[[str, str], bool]] = {
    (f"age{WIDE}", "majority"): _same,
    (f"country{WIDE}", "region"): _region,
    (f"citizenship{WIDE}", "citizenship_region"): _region,
    ("year", "period"): in_period,
}
"""Groupings of which one implies the other where both are known, and whether two of their codes agree."""

_TIED = {name for fine, _ in AGREE for name in (fine,) if name.endswith(WIDE)}
