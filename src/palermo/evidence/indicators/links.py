"""What one table tells about another because their groups lie within each other: children are the youngest bands.

A reader knows that too. Where the numbers bear it out, it counts in the check of what may be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

from palermo.evidence.indicators.groupings import NO_INFORMATION, SEVERAL
from palermo.evidence.release.tables import Key, Relation
from palermo.reference.countries import regions

CHILDREN = {"0--8", "9--17"}


def links(counts: Mapping[Key, int]) -> Iterator[Relation]:
    """Yield every sum of finer groups that makes a coarser group of another table, where it holds."""
    for coarse, fine, within in (
        ("majority", "age", _majority),
        ("region", "country", _region),
        ("citizenship_region", "citizenship", _region),
    ):
        yield from _nested(counts, coarse, fine, within)
    yield from _borders(counts)


def _nested(
    counts: Mapping[Key, int], coarse: str, fine: str, within: Callable[[str], str]
) -> Iterator[Relation]:
    groups: dict[Key, list[Key]] = {}
    for key in counts:
        pair = next((pair for pair in key if pair[0] == fine), None)
        if pair and not pair[1].startswith("("):
            groups.setdefault((key - {pair}) | {(coarse, within(pair[1]))}, []).append(key)
    for total, parts in groups.items():
        if total in counts and counts[total] == sum(counts[part] for part in parts):
            yield Relation(total, tuple(parts))


def _borders(counts: Mapping[Key, int]) -> Iterator[Relation]:
    """Domestic and cross-border are sums of corridors, over all years and in each."""
    groups: dict[Key, list[Key]] = {}
    for key in counts:
        found = dict(key)
        start, end = found.pop("citizenship", ""), found.pop("country", "")
        if not start or not end or {start, end} & {NO_INFORMATION, SEVERAL} or set(found) - {"year"}:
            continue
        border = "domestic" if start == end else "cross"
        groups.setdefault(frozenset({*found.items(), ("border", border)}), []).append(key)
    for total, parts in groups.items():
        if total in counts and counts[total] == sum(counts[part] for part in parts):
            yield Relation(total, tuple(parts))


def _majority(age: str) -> str:
    return "Minor" if age in CHILDREN else "Adult"


@cache
def _region(country: str) -> str:
    return regions().get(country, ("", ""))[0]
