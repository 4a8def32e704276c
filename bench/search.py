"""How many invented names a search finds in another spelling or script, and how many wrong ones: python -m bench.search

Each line of the lists in bench/names is a name as a file keeps it and as somebody else types it. Found means that both
share a token (trust/vault/names.py); a false find is any other person of all lists who shares one with the typed name.
All lists together are one office of that many persons; a larger office gives more false finds. What each list was
written for stands in it. Nothing is asserted.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from palermo.trust.vault.names import phrases

NAMES = sorted((Path(__file__).parent / "names").glob("*.csv"))


@dataclass(frozen=True)
class Pair:
    """A name kept and the same name typed."""

    language: str
    kept: str
    typed: str


@dataclass(frozen=True)
class Measured:
    """Searches of one language (or all), how many found their person, how many other persons they found."""

    language: str
    searches: int
    found: int
    false_finds: int
    missed: tuple[Pair, ...]

    @property
    def recall(self) -> float:
        """The share of searches that found their person."""
        return self.found / self.searches


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a list. Raises ValueError naming the line that is not one."""
    pairs = []
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(line for line in lines if not line.startswith("#"))
        next(rows)
        for number, row in enumerate(rows, start=1):
            if len(row) != 3 or not all(row):
                raise ValueError(f"{path.name}, pair {number}: language, kept, typed")
            pairs.append(Pair(*row))
    return pairs


def measure(pairs: Sequence[Pair]) -> list[Measured]:
    """One line for each language in the order of the pairs, then one for all."""
    kept = {pair.kept: phrases(pair.kept) for pair in pairs}
    languages = list(dict.fromkeys(pair.language for pair in pairs))
    by_language = [
        count(language, [pair for pair in pairs if pair.language == language], kept) for language in languages
    ]
    return [*by_language, count("all", pairs, kept)]


def count(language: str, pairs: Iterable[Pair], kept: dict[str, set[str]]) -> Measured:
    """What the searches of `pairs` find among `kept`: the phrases of each person by name."""
    searches = found = false_finds = 0
    missed = []
    for pair in pairs:
        typed = phrases(pair.typed)
        hits = {name for name, tokens in kept.items() if tokens & typed}
        searches += 1
        found += pair.kept in hits
        false_finds += len(hits - {pair.kept})
        if pair.kept not in hits:
            missed.append(pair)
    return Measured(language, searches, found, false_finds, tuple(missed))


def main() -> None:
    """Print a line for each list, the table by language, and every pair that was missed."""
    lists = {path.stem: read_pairs(path) for path in NAMES}
    pairs = [pair for one in lists.values() for pair in one]
    kept = {pair.kept: phrases(pair.kept) for pair in pairs}
    measured = measure(pairs)
    print(f"{len(kept)} invented persons, {len(pairs)} searches\n")
    print(f"{'':<12} {'searches':>8} {'found':>6} {'recall':>7} {'false finds':>12}")
    for line in [*(count(f"{name} list", one, kept) for name, one in lists.items()), *measured]:
        print(
            f"{line.language:<12} {line.searches:>8} {line.found:>6} {line.recall:>7.0%} {line.false_finds:>12}"
        )
    print("\nNot found:")
    for pair in measured[-1].missed:
        print(f"  {pair.language}: {pair.kept} typed as {pair.typed}")


if __name__ == "__main__":
    main()
