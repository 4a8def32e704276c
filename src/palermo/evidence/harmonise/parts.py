# ruff: noqa: S608 - statements are built from our own names only
"""Holds parts of published counts against their totals, by sex, by age and by category; notes where they disagree."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

# A publisher that names the sex of nobody counts them once in a row of their own, and often in "other" as well.
BOTH_UNKNOWN = "sex = 'unknown' AND age = 'unknown'"


@dataclass(frozen=True)
class Axis:
    """What parts are held against: which rows are parts, what they share with their total, which row is the total.

    `perhaps` are parts that may be counted in another part already. `above` is the rule for a sum above its total.
    """

    parts: str
    shared: str
    total: str
    perhaps: str = "false"
    above: str = "parts_exceed_total"


AXES = (
    *(
        Axis(
            f"{this} <> 'total'",
            f"country, indicator, dimension, category, year, CASE WHEN {BOTH_UNKNOWN} THEN 'total' ELSE {other} END",
            f"{this} = 'total'",
            perhaps=BOTH_UNKNOWN,
        )
        for this, other in (("sex", "age"), ("age", "sex"))
    ),
    *(
        Axis(
            f"dimension = '{dimension}' AND category <> 'total'",
            "country, indicator, year, sex, age",
            "dimension = 'total'",
            above=above,
        )
        for dimension, above in (
            ("exploitation", "forms_exceed_total"),
            ("citizenship", "parts_exceed_total"),
        )
    ),
)


def hold_parts_against_totals(connection: duckdb.DuckDBPyConnection, position: int) -> None:
    """Note parts that exceed their total or stay below it; nothing is kept out, since either may be right.

    A sum exceeds its total only when it does so without the parts that may be counted elsewhere already, and stays
    below it only when it does so with them.
    """
    found = []
    for axis in AXES:
        shared = f"({axis.shared})"
        found.append(
            f"SELECT part.place, CASE WHEN part.low > total.high THEN 'part_exceeds_total' "
            f"WHEN least > total.high THEN '{axis.above}' "
            "WHEN most < total.low THEN 'parts_below_total' END AS rule "
            f"FROM (SELECT place, low, {shared} AS shared, "
            f"sum(CASE WHEN {axis.perhaps} THEN 0 ELSE low END) OVER each AS least, sum(high) OVER each AS most "
            f"FROM judged WHERE bad = '' AND {axis.parts} WINDOW each AS (PARTITION BY {shared})) AS part "
            f"JOIN (SELECT {shared} AS shared, low, high FROM judged WHERE bad = '' AND {axis.total}) AS total "
            "ON part.shared = total.shared"
        )
    connection.execute(
        f"CREATE TABLE held AS SELECT place, list(DISTINCT '{position}:' || rule ORDER BY '{position}:' || rule) "
        "AS marks FROM (" + " UNION ALL ".join(found) + ") WHERE rule IS NOT NULL GROUP BY place"
    )
    connection.execute(
        "UPDATE judged SET caught = list_concat(caught, marks) FROM held WHERE held.place = judged.place"
    )
