"""What one table tells about another because their groups lie within each other: children are the youngest bands.

A reader knows that too. Where the numbers bear it out, it counts in the check of what may be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import product

from palermo.evidence.indicators.borders import borders
from palermo.evidence.indicators.groupings import CHILDREN, KNOWN, WIDE
from palermo.evidence.release.tables import Key, Relation
from palermo.reference.countries import regions
from palermo.reference.vocabularies import vocabularies

WITHIN = (("sector", "form", "ForcedLabour"), ("sexual", "form", "SexualExploitation"))


def links(counts: Mapping[Key, int]) -> Iterator[Relation]:
    """Yield every sum of finer groups that makes a coarser group of another table, where it holds."""
    yield from _nested(counts)
    yield from borders(counts)
    yield from _parts_of_a_form(counts)


def _nested(counts: Mapping[Key, int]) -> Iterator[Relation]:
    """Groups within groups, of one dimension or of several at once: ages and years within adults and runs of years."""
    groups: dict[tuple[Key, frozenset[str]], list[Key]] = {}
    for key in counts:
        choices = [
            [(name, code), *((wider, coarse(code, within)) for wider, within in COARSER.get(name, ()))]
            for name, code in key
        ]
        for chosen in product(*choices):
            total = frozenset(chosen)
            once = len({name for name, _ in chosen}) == len(key)  # not what both of two groupings say
            if total != key and once and total in counts:
                groups.setdefault((total, frozenset(name for name, _ in key)), []).append(key)
    for (total, _), parts in groups.items():
        if counts[total] == sum(counts[part] for part in parts):
            yield Relation(total, tuple(parts))


def coarse(code: str, within: Callable[[str], str]) -> str:
    """Return the coarser group of a code; of whom nothing or several things are known, the same there."""
    return code if code.startswith("(") else within(code)


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
def _period(year: str) -> str:
    periods = [concept.code for concept in vocabularies()["case-period"].concepts]
    return next((each for each in periods if in_period(year, each)), year)


def in_period(year: str, period: str) -> bool:
    """Whether a year lies in a run of years such as 2014-2018.

    >>> in_period("2014", "2014-2018"), in_period("2019", "2019"), in_period("2020", "2019")
    (True, True, False)
    """
    first, _, last = period.partition("-")
    return not (year.isdecimal() and first.isdecimal()) or int(first) <= int(year) <= int(last or first)


@cache
def _region(country: str) -> str:
    return regions().get(country, ("", ""))[0] or country


COARSER: Mapping[str, tuple[tuple[str, Callable[[str], str]], ...]] = {
    "age": (("majority", _majority), (f"age{WIDE}", _majority)),
    f"age{WIDE}": (("majority", _same),),
    "country": (("region", _region), (f"country{WIDE}", _region)),
    f"country{WIDE}": (("region", _same),),
    "citizenship": (("citizenship_region", _region), (f"citizenship{WIDE}", _region)),
    f"citizenship{WIDE}": (("citizenship_region", _same),),
    "year": ((f"year{WIDE}", _five_years), ("period", _period)),
}
