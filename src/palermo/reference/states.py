"""Members and observer States of the United Nations, with the names the United Nations uses."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from palermo.reference.tables import read_table


class Region(StrEnum):
    """Geographic regions of the United Nations standard M49."""

    AFRICA = "Africa"
    AMERICAS = "Americas"
    ASIA = "Asia"
    EUROPE = "Europe"
    OCEANIA = "Oceania"


class UnitedNations(StrEnum):
    """How a State takes part in the United Nations."""

    MEMBER = "member"
    OBSERVER = "observer"


@dataclass(frozen=True)
class State:
    """A State by its ISO 3166-1 alpha-3 code; the list is of today, not of the past."""

    iso3: str
    name: str
    region: Region
    united_nations: UnitedNations


def sort_key(name: str) -> str:
    """Return a key that sorts names by their letters, accents and case aside.

    >>> sort_key("Côte d'Ivoire")
    "cote d'ivoire"
    """
    letters = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


@cache
def states() -> tuple[State, ...]:
    """Return every State, by name."""
    rows = read_table("states", columns=("iso3", "name", "region", "united_nations"))
    found = [
        State(
            iso3=row["iso3"],
            name=row["name"],
            region=Region(row["region"]),
            united_nations=UnitedNations(row["united_nations"]),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda state: sort_key(state.name)))


@cache
def names_in(language: str) -> dict[str, str]:
    """Names that the United Nations uses in a language where the CLDR has another one, by alpha-3 code or "EU"."""
    rows = read_table("state_names", columns=("code", "language", "name"))
    return {row["code"]: row["name"] for row in rows if row["language"] == language}
