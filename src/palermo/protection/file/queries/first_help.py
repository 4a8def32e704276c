"""How soon help began: from the first contact to the first help, in bands of days, reckoned where the rows lie.

Days are partial dates as text. Where one is known only in part, the shortest and the longest time it allows must fall
into one band; else the band is not known. An office with a million cases is counted without reading one of them here.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from palermo.trust.actor import Actor

BANDS: Final[tuple[tuple[str, int], ...]] = (
    ("same_day", 0),
    ("days_3", 3),
    ("week", 7),
    ("month", 30),
    ("longer", 10_000),
)
"""Bands of days: code, and the most days in it."""
NOT_YET: Final = "not_yet"
UNKNOWN: Final = "unknown"

_BAND = " ".join(f"WHEN {{days}} <= {most} THEN '{code}'" for code, most in BANDS[:-1])
_OF_DAYS = f"CASE {_BAND} ELSE '{BANDS[-1][0]}' END"


def _earliest(column: str) -> str:
    return f"to_date({column} || substr('0000-01-01', length({column}) + 1), 'YYYY-MM-DD')"


def _latest(column: str) -> str:
    spans = "WHEN 4 THEN interval '1 year' WHEN 7 THEN interval '1 month' ELSE interval '1 day'"
    return f"({_earliest(column)} + CASE length({column}) {spans} END - interval '1 day')::date"


_DATED: Final = f"""
SELECT opened.id, CASE
    WHEN help.first IS NULL THEN '{NOT_YET}'
    WHEN shortest.band = longest.band THEN shortest.band
    ELSE '{UNKNOWN}' END AS band
FROM (
    SELECT id, opened_on FROM protection_case
    WHERE organisation_id = %s AND opened_on >= %s AND opened_on < %s
) opened
LEFT JOIN (
    SELECT case_id, min(given_on) AS first FROM protection_assistance
    WHERE organisation_id = %s AND struck_at IS NULL GROUP BY case_id
) help ON help.case_id = opened.id
LEFT JOIN protection_first_contact contact ON contact.organisation_id = %s AND contact.case_id = opened.id
CROSS JOIN LATERAL (SELECT coalesce(nullif(contact.came_on, ''), opened.opened_on::text) AS came) met
CROSS JOIN LATERAL (
    SELECT {_OF_DAYS.format(days=f"({_earliest('help.first')} - {_latest('met.came')})")} AS band
) shortest
CROSS JOIN LATERAL (
    SELECT {_OF_DAYS.format(days=f"({_latest('help.first')} - {_earliest('met.came')})")} AS band
) longest
"""  # noqa: S608 - names of columns and own codes alone


def first_help(actor: Actor, *, since: date, until: date) -> dict[str, int]:
    """Cases opened between two days (the second not in it) by band; `NOT_YET` and `UNKNOWN` beside the bands."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT band, count(*) FROM ({_DATED}) dated GROUP BY band",  # noqa: S608 - own words alone
            _parameters(actor.organisation_id, since, until),
        )
        found = dict(cursor.fetchall())
    return {code: found.get(code, 0) for code in (*(code for code, _most in BANDS), NOT_YET, UNKNOWN)}


def in_band(actor: Actor, band: str, *, since: date, until: date) -> RawSQL:
    """The ids of the cases of one band, for a filter."""
    return RawSQL(  # noqa: S611 - own words alone, values as parameters
        f"SELECT id FROM ({_DATED}) dated WHERE band = %s",  # noqa: S608
        [*_parameters(actor.organisation_id, since, until), band],
    )


def _parameters(organisation_id: UUID, since: date, until: date) -> list[Any]:
    return [organisation_id, since, until, organisation_id, organisation_id]
