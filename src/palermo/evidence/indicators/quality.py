"""How good the records are, as far as it may leave: what each conclusion rests on.

Every number here is made of protected cells only, so that it tells nothing that they do not tell. What contradicts
itself does not leave: that nobody of a child's age is recorded as an adult bounds the one by the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from palermo.evidence.indicators.counting import denominator
from palermo.evidence.indicators.persons import Result, share
from palermo.evidence.release.suppress import Published
from palermo.evidence.release.tables import Key

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
class Rests:
    """What a conclusion rests on."""

    title: str
    informed: str
    hidden: int
    cells: int
    widest: str


@dataclass(frozen=True)
class Informed:
    """Of how many records of a group anything is known: all of them, those, and the share in per cent, in words."""

    title: str
    group: str
    records: Published
    informed: Published
    percent: str


def contradictions(cases: duckdb.DuckDBPyRelation) -> list[str]:
    """Return in words which contradictions there are, for whoever has the records; it stands in no output."""
    counts = ", ".join(f"count(*) FILTER ({condition})" for _, condition in CONTRADICTIONS)
    numbers = cases.aggregate(counts).fetchall()[0]
    return [words for (words, _), number in zip(CONTRADICTIONS, numbers, strict=True) if number]


def informed(results: Sequence[Result], cells: Mapping[Key, Published]) -> list[Informed]:
    """Return of how many records of each group of the cut anything is known, from the protected cells."""
    found = []
    for result in results:
        if not result.by or result.informed is None:
            continue
        for codes in dict.fromkeys(line.by for line in result.lines if line.by):
            group = frozenset(zip((each.name for each in result.by), codes, strict=True))
            known = cells.get(denominator(result.indicator.groupings[0], group))
            if group in cells and known is not None:
                words = [each.label(code) for each, code in zip(result.by, codes, strict=True)]
                percent = _percent(known, cells[group])
                found.append(Informed(result.indicator.title, ", ".join(words), cells[group], known, percent))
    return found


def rests(results: Sequence[Result]) -> list[Rests]:
    """Return for each indicator how much of it is known, hidden, and how wide its widest range is."""
    found = []
    for result in results:
        percent = "not calculated" if result.informed is None else _percent(result.informed, result.records)
        ranges = [line.count for line in result.lines if line.count.hidden]
        if not ranges:
            widest = "none hidden"
        elif any(each.high is None for each in ranges):
            widest = "no upper limit"
        else:
            widest = f"{max((each.high or 0) - each.low for each in ranges)} persons"
        found.append(Rests(result.indicator.title, percent, result.hidden, len(result.lines), widest))
    return found


def _percent(part: Published, whole: Published) -> str:
    found = share(part, whole)
    if found is None:
        return "not calculated"
    low, high = f"{found.low:.0f}", f"{found.high:.0f}"
    return f"{low} %" if low == high else f"{low}–{high} %"
