"""What being at home or abroad tells about citizenships and countries, and they about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from palermo.evidence.indicators.groupings import KNOWN, NO_INFORMATION
from palermo.evidence.release.tables import Key, Relation

DOMESTIC, CROSS = "domestic", "cross"
ENDS = ("citizenship", "country")


def borders(counts: Mapping[Key, int]) -> Iterator[Relation]:
    """Yield what being at home and abroad says of citizenships and countries, over everybody and in each other group.

    Persons abroad by citizenship and by country make one table without its diagonal: there is one whenever nobody is
    counted at both ends of it, that is, those from a country and those in it are no more than all who are abroad.
    """
    corridors: dict[Key, list[Key]] = {}
    ends: dict[str, dict[tuple[Key, str], dict[str, Key]]] = {name: {} for name in ENDS}
    for key in counts:
        found = dict(key)
        if KNOWN in found.values():
            continue
        if all(name in found for name in ENDS):
            border = border_of(found["citizenship"], found["country"])
            others = frozenset(pair for pair in key if pair[0] not in ENDS) | {("border", border)}
            for name in ("", *ENDS):
                total = others | {(name, found[name])} if name else others
                corridors.setdefault(total, []).append(key)
        elif "border" in found:
            for name in ENDS:
                if name in found:
                    others = frozenset(pair for pair in key if pair[0] not in {name, "border"})
                    ends[name].setdefault((others, found["border"]), {})[found[name]] = key
    for total, parts in corridors.items():
        if total in counts and counts[total] == sum(counts[part] for part in parts):
            yield Relation(total, tuple(parts))
    for (others, border), citizens in ends["citizenship"].items():
        inside = ends["country"].get((others, border), {})
        yield from _home(citizens, inside, others | {("border", border)}, counts)


def _home(
    citizens: Mapping[str, Key], inside: Mapping[str, Key], total: Key, counts: Mapping[Key, int]
) -> Iterator[Relation]:
    both = [code for code in citizens if code in inside and not code.startswith("(")]
    if ("border", DOMESTIC) in total:
        yield from (Relation(citizens[code], (inside[code],)) for code in both)
    elif ("border", CROSS) in total and total in counts:
        yield from (Relation(total, (citizens[code], inside[code]), exact=False, apart=True) for code in both)
    elif (
        ("border", NO_INFORMATION) in total and NO_INFORMATION in inside
    ):  # of who has one citizenship and is not compared, the country is not known
        alone = tuple(key for code, key in citizens.items() if not code.startswith("("))
        if alone:
            yield Relation(inside[NO_INFORMATION], alone, exact=False, apart=True)


def border_of(citizenship: str, country: str) -> str:
    """Return what two codes say together: at home, abroad, or that nobody knows.

    >>> border_of("ITA", "ITA"), border_of("ITA", "FRA"), border_of("(several)", "FRA")
    ('domestic', 'cross', '(no information)')
    """
    if citizenship.startswith("(") or country.startswith("("):
        return NO_INFORMATION
    return DOMESTIC if citizenship == country else CROSS
