"""Time zones of States: names of the IANA time zone database, those of one State in its order.

From `zone.tab` of that database, which is in the public domain. It puts the zone where most people live first, where
geography does not speak against it. Invented States have invented ones: whole hours from UTC, the same all the year.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from palermo.reference.tables import read_table

UTC_NAME = "UTC"


@cache
def _by_country() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in read_table("time_zones", columns=("country", "zone")):
        found.setdefault(row["country"], []).append(row["zone"])
    return {country: tuple(zones) for country, zones in found.items()}


def zones_of(country: str) -> tuple[str, ...]:
    """The time zones of a State (ISO 3166-1 alpha-2), most people's first; none for one that is not known.

    >>> zones_of("IT"), zones_of("ZZ")
    (('Europe/Rome',), ())
    """
    return _by_country().get(country, ())


def zone_of_state(country: str) -> str:
    """The time zone by which an office of a State is taken to work until it chose its own; UTC where none is known.

    >>> zone_of_state("TH"), zone_of_state("")
    ('Asia/Bangkok', 'UTC')
    """
    return next(iter(zones_of(country)), UTC_NAME)


def zone_of_office(*, chosen: str, country: str) -> str:
    """The time zone of an office: the one its administrator chose, else its State's."""
    return chosen or zone_of_state(country)
