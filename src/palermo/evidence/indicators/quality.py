"""How good the records are: what is filled, what contradicts itself, what each conclusion rests on.

Shares of filled cells are given in tenths, and for groups of at least ten times the threshold, so that they tell
nothing about a few persons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from palermo.evidence.harmonise.model import FIELDS, State
from palermo.evidence.indicators.persons import Result
from palermo.evidence.release.suppress import Rule

TENTHS = ("under 10 %", *(f"{low}–{low + 10} %" for low in range(10, 90, 10)), "90 % and more")

CONTRADICTIONS: tuple[tuple[str, str], ...] = (
    (
        "A form of sexual exploitation, but sexual exploitation is not affirmed",
        "len(event_sexual_forms) > 0 AND NOT list_contains(event_exploitation_forms, 'SexualExploitation')",
    ),
    (
        "A sector of forced labour, but forced labour is not affirmed",
        "len(event_labour_sectors) > 0 AND NOT list_contains(event_exploitation_forms, 'ForcedLabour')",
    ),
    (
        "Recorded as a child, with an adult age band",
        "victim_majority = 'Minor' AND victim_age IS NOT NULL AND victim_age NOT IN ('0--8', '9--17')",
    ),
    (
        "Recorded as an adult, with a child's age band",
        "victim_majority = 'Adult' AND victim_age IN ('0--8', '9--17')",
    ),
    ("Identified after assistance began", "event_days_to_assistance < 0"),
    (
        "The same means of control affirmed and denied",
        "len(list_intersect(event_means, event_means_no)) > 0",
    ),
    (
        "The same form of exploitation affirmed and denied",
        "len(list_intersect(event_exploitation_forms, event_exploitation_forms_no)) > 0",
    ),
)


@dataclass(frozen=True)
class Filled:
    """How far a field is filled in a group of records, in words, by why it is not."""

    field: str
    group: str
    records: str
    known: str
    unknown: str
    missing: str
    quarantined: str


@dataclass(frozen=True)
class Rests:
    """What a conclusion rests on."""

    title: str
    informed: str
    hidden: int
    cells: int
    widest: str


def completeness(cases: duckdb.DuckDBPyRelation, *, rule: Rule, by: str = "") -> list[Filled]:
    """Return how far each field the source asks for is filled; `by` is empty, `source` or `year`."""
    group = {
        "": "'all records'",
        "source": "source",
        "year": "coalesce(CAST(event_registration_year AS VARCHAR), '')",
    }[by]
    found = []
    for field in FIELDS:
        state = f"{field.name}_state"
        states = (State.KNOWN, State.UNKNOWN, State.MISSING, State.QUARANTINED)
        counts = ", ".join(f"count(*) FILTER ({state} = '{each}')" for each in states)
        rows = (
            cases.filter(f"{state} <> '{State.NOT_ASKED}'")
            .project(f"*, {group} AS told_apart")
            .aggregate(f"told_apart, count(*), {counts}", "told_apart")
            .order("told_apart")
            .fetchall()
        )
        for name, records, *numbers in rows:
            if not name:
                continue
            shares = [tenth(number, records, rule) for number in numbers]
            found.append(Filled(field.name, name, few(records, rule), *shares))
    return found


def contradictions(cases: duckdb.DuckDBPyRelation, *, rule: Rule) -> list[tuple[str, str]]:
    """Return each contradiction and how many records have it; small numbers as "fewer than"."""
    found = []
    for words, condition in CONTRADICTIONS:
        number = int(cases.filter(condition).aggregate("count(*)").fetchall()[0][0])
        found.append((words, few(number, rule)))
    return found


def rests(results: Sequence[Result]) -> list[Rests]:
    """Return for each indicator how much of it is known, hidden, and how wide its widest range is."""
    found = []
    for result in results:
        informed, records = result.informed, result.records
        share = "not calculated"
        if informed is not None and records.low:
            low = 100 * informed.low / (records.high or records.low)
            high = 100.0 if informed.high is None else min(100.0, 100 * informed.high / records.low)
            share = f"{low:.0f} %" if round(low) == round(high) else f"{low:.0f}–{high:.0f} %"
        ranges = [line.count for line in result.lines if line.count.hidden]
        if not ranges:
            widest = "none hidden"
        elif any(each.high is None for each in ranges):
            widest = "no upper limit"
        else:
            widest = f"{max((each.high or 0) - each.low for each in ranges)} persons"
        found.append(Rests(result.indicator.title, share, result.hidden, len(result.lines), widest))
    return found


def tenth(number: int, records: int, rule: Rule) -> str:
    """Return a share in tenths, or that the records are too few to say.

    >>> tenth(37, 100, Rule(threshold=10)), tenth(3, 20, Rule(threshold=10))
    ('30–40 %', 'too few records')
    """
    if records < 10 * rule.threshold:
        return "too few records"
    return TENTHS[min(9, 10 * number // records)]


def few(number: int, rule: Rule) -> str:
    """Return a number, or that it is small."""
    return f"fewer than {rule.threshold}" if rule.small(number) else str(number)
