"""What the Protocol's register is: scheme, version, until when anything is known, and who said so."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache

from palermo.reference.tables import read_table, read_text


@dataclass(frozen=True)
class Scheme:
    """The header of the Protocol's register; nothing is known after `known_until`."""

    scheme: str
    version: str
    title: str
    depositary: str
    adopted: date
    opened_for_signature: date
    closed_for_signature: date
    convention_in_force: date
    known_until: date
    attribution: str


@dataclass(frozen=True)
class Source:
    """Where a fact was read. `dated` is a year, month or day, or empty; `address` may be empty."""

    key: str
    publisher: str
    title: str
    read_as: str
    dated: str
    address: str


def _scheme() -> Scheme:
    raw = json.loads(read_text("protocol.json"))
    return Scheme(
        scheme=raw["scheme"],
        version=raw["version"],
        title=raw["title"],
        depositary=raw["depositary"],
        adopted=date.fromisoformat(raw["adopted"]),
        opened_for_signature=date.fromisoformat(raw["opened_for_signature"]),
        closed_for_signature=date.fromisoformat(raw["closed_for_signature"]),
        convention_in_force=date.fromisoformat(raw["convention_in_force"]),
        known_until=date.fromisoformat(raw["known_until"]),
        attribution=raw["attribution"],
    )


PROTOCOL = _scheme()


@cache
def sources() -> dict[str, Source]:
    """Return every source by its key."""
    columns = ("key", "publisher", "title", "read_as", "dated", "address")
    return {row["key"]: Source(**row) for row in read_table("sources", columns=columns)}


def named_sources(keys: str) -> tuple[Source, ...]:
    """Return the sources of a cell with keys separated by blanks. Raises KeyError for an unknown key."""
    known = sources()
    return tuple(known[key] for key in keys.split())
