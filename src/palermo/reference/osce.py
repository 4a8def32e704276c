"""The participating States of the Organization for Security and Co-operation in Europe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from palermo.reference.counting import Count, Events
from palermo.reference.dates import FactDate
from palermo.reference.scheme import Source, named_sources
from palermo.reference.tables import read_table

_BEFORE_OUR_RECORD = date.min


@dataclass(frozen=True)
class OsceParticipation:
    """One participating State. `joined` is None where it took part before the years recorded here (2006)."""

    iso3: str
    joined: FactDate | None
    sources: tuple[Source, ...]
    note: str


def _joined(row: dict[str, str]) -> FactDate | None:
    if not row["joined"]:
        return None
    return FactDate(
        best=date.fromisoformat(row["joined"]),
        earliest=date.fromisoformat(row["earliest"]),
        latest=date.fromisoformat(row["latest"]),
    )


@cache
def osce_participating_states() -> dict[str, OsceParticipation]:
    """Return the participating States by ISO 3166-1 alpha-3 code."""
    columns = ("iso3", "joined", "earliest", "latest", "sources", "note")
    return {
        row["iso3"]: OsceParticipation(
            iso3=row["iso3"],
            joined=_joined(row),
            sources=named_sources(row["sources"]),
            note=row["note"],
        )
        for row in read_table("osce_states", columns=columns)
    }


@cache
def osce_events() -> Events:
    """Return the days on which the number of participating States grows; sound from 1 January 2006 only."""
    before = FactDate.exact(_BEFORE_OUR_RECORD)
    return Events([row.joined or before for row in osce_participating_states().values()])


def osce_count(on: date) -> Count:
    """Return the number of participating States at the end of a day, from 1 January 2006."""
    return osce_events().count(on)
