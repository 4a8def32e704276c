"""What one table tells about another because their groups lie within each other: children are the youngest bands.

A reader knows that too. Where the numbers bear it out, it counts in the check of what may be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

from palermo.evidence.indicators.groupings import CHILDREN, KNOWN, NO_INFORMATION, SEVERAL, WIDE
from palermo.evidence.release.tables import Key, Relation
from palermo.reference.countries import regions

WITHIN = (("sector", "form", "ForcedLabour"), ("sexual", "form", "SexualExploitation"))


def links(counts: Mapping[Key, int]) -> Iterator[Relation]:
    """Yield every sum of finer groups that makes a coarser group of another table, where it holds."""
    for coarse, fine, within in (
        ("majority", "age", _majority),
        ("majority", f"age{WIDE}", _same),
        (f"age{WIDE}", "age", _majority),
        ("region", "country", _region),
        ("region", f"country{WIDE}", _same),
        (f"country{WIDE}", "country", _region),
        ("citizenship_region", "citizenship", _region),
        ("citizenship_region", f"citizenship{WIDE}", _same),
        (f"citizenship{WIDE}", "citizenship", _region),
        (f"year{WIDE}", "year", _five_years),
    ):
        yield from _nested(counts, coarse, fine, within)
    yield from _borders(counts)
    yield from _parts_of_a_form(counts)


def _nested(
    counts: Mapping[Key, int], coarse: str, fine: str, within: Callable[[str], str]
) -> Iterator[Relation]:
    groups: dict[Key, list[Key]] = {}
    for key in counts:
        pair = next((pair for pair in key if pair[0] == fine), None)
        if pair and (pair[1] == SEVERAL or not pair[1].startswith("(")):
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


def _parts_of_a_form(counts: Mapping[Key, int]) -> Iterator[Relation]:
    """A sector of forced labour is part of forced labour, a form of sexual exploitation of sexual exploitation."""
    groups: dict[Key, list[Key]] = {}
    for name, form, code in WITHIN:
        for key in counts:
            pair = next((pair for pair in key if pair[0] == name and pair[1] != KNOWN), None)
            if pair:
                groups.setdefault((key - {pair}) | {(form, code)}, []).append(key)
    for total, parts in groups.items():
        if total in counts and all(counts[part] <= counts[total] for part in parts):
            yield Relation(total, tuple(parts), exact=False)


def _same(code: str) -> str:
    return code


def _majority(age: str) -> str:
    return "Minor" if age in CHILDREN else "Adult"


def _five_years(year: str) -> str:
    return str(5 * (int(year) // 5))


@cache
def _region(country: str) -> str:
    return regions().get(country, ("", ""))[0] or country
