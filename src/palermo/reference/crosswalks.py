"""From one vocabulary to another: every code with how the target relates to it, and what is lost on the way."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from palermo.reference.tables import read_text
from palermo.reference.vocabularies import UnknownScheme


class Relation(StrEnum):
    """How the target relates to the source: the same, wider, narrower (only part of it), or no such concept."""

    EXACT = "exact"
    BROADER = "broader"
    NARROWER = "narrower"
    NONE = "none"


@dataclass(frozen=True)
class Step:
    """One code and its target; `target` is empty where the relation is none."""

    code: str
    target: str
    relation: Relation
    note: str


@dataclass(frozen=True)
class Crosswalk:
    """All codes of one vocabulary on their way to another."""

    source: str
    target: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Loss:
    """What a crosswalk loses: codes by relation, and targets that several codes share.

    From a shared target nobody can tell which of its codes it was.
    """

    by_relation: dict[Relation, int]
    shared: dict[str, tuple[str, ...]]

    @property
    def lossless(self) -> bool:
        """Whether every code comes back as it went."""
        return not self.shared and set(self.by_relation) <= {Relation.EXACT}


@cache
def crosswalks() -> dict[tuple[str, str], Crosswalk]:
    """Return every crosswalk by its source and target."""
    found: dict[tuple[str, str], list[Step]] = {}
    for row in csv.DictReader(io.StringIO(read_text("crosswalks.csv"), newline="")):
        step = Step(row["code"], row["target_code"], Relation(row["relation"]), row["note"])
        found.setdefault((row["source"], row["target"]), []).append(step)
    return {key: Crosswalk(*key, tuple(steps)) for key, steps in found.items()}


def crosswalk(source: str, target: str) -> Crosswalk:
    """Return the crosswalk between two vocabularies.

    Raises UnknownScheme when there is none; the message lists where the source leads.
    """
    try:
        return crosswalks()[source, target]
    except KeyError:
        ways = sorted(end for start, end in crosswalks() if start == source)
        rest = f"; from there it goes to {', '.join(ways)}" if ways else "; `palermo vocab list` shows them"
        raise UnknownScheme(f"There is no crosswalk from {source!r} to {target!r}{rest}.") from None


def loss(walk: Crosswalk) -> Loss:
    """Report what a crosswalk loses.

    >>> loss(crosswalk("ctdc-means-2021", "ctdc-2024")).by_relation[Relation.BROADER]
    12
    """
    sources: dict[str, list[str]] = {}
    for step in walk.steps:
        if step.target:
            sources.setdefault(step.target, []).append(step.code)
    return Loss(
        by_relation=dict(Counter(step.relation for step in walk.steps)),
        shared={target: tuple(codes) for target, codes in sources.items() if len(codes) > 1},
    )
