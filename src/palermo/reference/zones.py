"""Coarse zones below the country, and how far apart they are: data, one file for each country in data/zones/.

A file names its country's zones and the pairs of zones, across a frontier too, that lie up to two hours apart. What
no pair says lies further. A zone is so coarse that it leads to no house.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "zones"


class Travel(StrEnum):
    """How far one zone lies from another. NOT_KNOWN where one of the two is."""

    SAME_ZONE = "same_zone"
    UP_TO_2H = "up_to_2h"
    FURTHER = "further"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, kw_only=True)
class Zone:
    """One coarse zone: its code ("XA-COAST"), its name, and the country (ISO 3166-1 alpha-2) it lies in.

    `names` are those in other languages, by code of ISO 639.
    """

    code: str
    name: str
    country: str
    names: Mapping[str, str] = field(default_factory=dict)

    def name_in(self, language: str) -> str:
        """The name in a language (BCP 47), or else `name`."""
        return self.names.get(language.partition("-")[0], self.name)


@dataclass(frozen=True, kw_only=True)
class Zones:
    """Every zone by code, and the pairs that lie up to two hours apart."""

    by_code: Mapping[str, Zone]
    near: frozenset[frozenset[str]]

    def travel(self, one: str, other: str) -> Travel:
        """How far apart two zones lie, whichever is named first; NOT_KNOWN for a code that is no zone.

        >>> zones().travel("XA-HILLS", "XA-COAST").value
        'up_to_2h'
        """
        if one not in self.by_code or other not in self.by_code:
            return Travel.NOT_KNOWN
        if one == other:
            return Travel.SAME_ZONE
        return Travel.UP_TO_2H if frozenset({one, other}) in self.near else Travel.FURTHER


def read_zones(texts: Iterable[str]) -> Zones:
    """The zones in the texts of files. Raises ValueError for a zone told twice, a name or a pair of what is no zone."""
    by_code: dict[str, Zone] = {}
    near: set[frozenset[str]] = set()
    for table in map(tomllib.loads, texts):
        translated: dict[str, dict[str, str]] = table.get("names", {})
        for language, named in translated.items():
            if lost := sorted(named.keys() - table["zones"].keys()):
                raise ValueError(f"Name of {lost[0]} in {language}: name a zone of this file.")
        for code, name in table["zones"].items():
            if code in by_code:
                raise ValueError(f"Zone {code} is told twice.")
            by_code[code] = Zone(
                code=code,
                name=name,
                country=table["country"],
                names={language: named[code] for language, named in translated.items() if code in named},
            )
        near |= {frozenset(pair) for pair in table["travel"]["up_to_2h"]}
    for pair in near:
        if len(pair) != 2 or not pair <= by_code.keys():
            raise ValueError(f"Travel between {', '.join(sorted(pair))}: name two zones that exist.")
    return Zones(by_code=by_code, near=frozenset(near))


@cache
def zones() -> Zones:
    """The zones of every country that has a file."""
    return read_zones(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.toml")))
