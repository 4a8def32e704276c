"""Which cell is hidden for the sake of others, and which hidden cells hang together."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b

from palermo.evidence.release.tables import Key, Relation


def linked(hidden: Collection[Key], relations: Iterable[Relation]) -> list[frozenset[Key]]:
    """Return the hidden cells in sets that hang together through the sums they take part in."""
    beside: dict[Key, set[Key]] = {key: set() for key in hidden}
    for relation in relations:
        members = [key for key in (relation.total, *relation.parts) if key in beside]
        for key in members[1:]:
            beside[members[0]].add(key)
            beside[key].add(members[0])
    found, seen = [], set[Key]()
    for key in beside:
        reached, left = set[Key](), [key]
        while left:
            each = left.pop()
            if each not in seen:
                seen.add(each)
                reached.add(each)
                left += beside[each]
        if reached:
            found.append(frozenset(reached))
    return found


def drawn(candidates: Iterable[Key], counts: Mapping[Key, int], lot: str) -> Key:
    """Return one cell by lot, with a chance that falls with the square of its number; any of them can be drawn.

    P. S. Efraimidis and P. G. Spirakis, Information Processing Letters 97 (2006), 181-185. The lot of a cell hangs on
    the secret and its name only, so that the same records give the same choice in every output.
    """

    return min(candidates, key=lambda key: (wait(key, counts[key], lot), order(key)))


def wait(key: Key, count: int, lot: str) -> float:
    """Return how long a cell waits to be drawn: any can be the first, and small ones mostly are."""
    digest = blake2b(repr(sorted(key)).encode(), key=lot.encode()[:64], digest_size=7).digest()
    chance = (int.from_bytes(digest, "big") + 0.5) / 2.0**56
    return float(-math.log(chance) * count**2)


def order(key: Key) -> tuple[int, list[tuple[str, str]]]:
    """Return where a cell stands: those of most dimensions first."""
    return -len(key), sorted(key)
