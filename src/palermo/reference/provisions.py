"""The Protocol, article by article: our own digest with the level of obligation its verbs carry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from palermo.reference.tables import read_table


class Level(StrEnum):
    """How far a provision obliges: the verb decides (shall, shall consider, shall endeavour)."""

    MANDATORY = "mandatory"
    CONSIDER = "consider"
    ENDEAVOUR = "endeavour"
    SAFEGUARD = "safeguard"
    SAVING = "saving"
    DEFINITION = "definition"
    DECLARATORY = "declaratory"
    SCOPE = "scope"
    PROCEDURAL = "procedural"


@dataclass(frozen=True)
class Provision:
    """One provision; `qualification` is the text's own limit to a mandatory provision, or empty."""

    article: str
    part: str
    subject: str
    level: Level
    qualification: str


@cache
def provisions() -> tuple[Provision, ...]:
    """Return the provisions in the order of the text."""
    columns = ("article", "part", "subject", "level", "qualification")
    return tuple(
        Provision(
            article=row["article"],
            part=row["part"],
            subject=row["subject"],
            level=Level(row["level"]),
            qualification=row["qualification"],
        )
        for row in read_table("protocol_provisions", columns=columns)
    )
