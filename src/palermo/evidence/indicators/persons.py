"""Indicators from case records: counted by DuckDB, protected together, shares over whoever anything is known of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import duckdb

from palermo.evidence.harmonise.model import State
from palermo.evidence.indicators.catalogue import Indicator
from palermo.evidence.indicators.groupings import NO_INFORMATION, Grouping
from palermo.evidence.release.suppress import Published, Rule, protect
from palermo.evidence.release.tables import EVERYBODY, Cells, Frequency, Key, Relation, cells_of

KNOWN = "(known)"
MOST_SMALL = 600


@dataclass(frozen=True)
class Share:
    """A share in per cent: `value` where both numbers are shown, and the least and the most it can be."""

    value: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Line:
    """One row of a result: `categories` are of the indicator's groupings, `by` of the disaggregations (or none)."""

    categories: tuple[str, ...]
    by: tuple[str, ...]
    count: Published
    denominator: Published | None
    share: Share | None


@dataclass(frozen=True)
class Result:
    """An indicator with its lines; `lines` without `by` come first. `records` is everybody, `hidden` counts cells."""

    indicator: Indicator
    by: tuple[Grouping, ...]
    lines: tuple[Line, ...]
    records: Published
    informed: Published | None
    hidden: int


@dataclass(frozen=True)
class LeftOut:
    """An indicator that is not in the output, and why."""

    indicator: Indicator
    reason: str


def share(count: Published, denominator: Published) -> Share | None:
    """Return a share with its bounds; None where the denominator may be nobody.

    >>> share(Published(None, 1, 9), Published(100, 100, 100))
    Share(value=None, low=1.0, high=9.0)
    """
    if not denominator.low:
        return None
    most = 100.0 if count.high is None else min(100.0, 100 * count.high / denominator.low)
    least = 0.0 if denominator.high is None else min(100.0, 100 * count.low / denominator.high)
    both = count.value is not None and denominator.value is not None
    value = 100 * (count.value or 0) / denominator.value if both and denominator.value else None
    return Share(value, least, most)


def compute(
    cases: duckdb.DuckDBPyRelation,
    indicators: Sequence[Indicator],
    *,
    by: Sequence[Grouping],
    rule: Rule,
    report: Callable[[str, int], None] = lambda _step, _left: None,
) -> tuple[list[Result], list[LeftOut]]:
    """Return each indicator by the disaggregations, and those left out with the reason.

    `cases` has every column of the persons shape (`harmonise.model.present`). All tables are protected together.
    Raises Unsafe or NotCheckable where they cannot be; nothing is to be written then.
    """
    tables: list[Frequency] = []
    extra: list[tuple[Indicator, Frequency]] = []
    left: list[LeftOut] = []
    chosen: list[tuple[Indicator, tuple[Grouping, ...]]] = []
    records = int(cases.aggregate("count(*)").fetchall()[0][0])
    for indicator in indicators:
        report(f"counting {indicator.key}", records)
        if reason := _cannot(cases, indicator, by):
            left.append(LeftOut(indicator, reason))
            continue
        cut = () if indicator.fixed else tuple(each for each in by if each not in indicator.groupings)
        table = _counted(cases, (*indicator.groupings, *cut))
        small = sum(rule.small(count) for count in table.counts.values())
        if small > MOST_SMALL:
            left.append(
                LeftOut(indicator, f"{small} of its numbers are too small to show ({MOST_SMALL} at most)")
            )
            continue
        chosen.append((indicator, cut))
        tables.append(table)
        extra.append((indicator, table))
        if table.overlapping:
            tables.append(_informed(cases, indicator.groupings[0], cut))
    if by:
        tables.append(_counted(cases, tuple(by)))
    cells = cells_of(tables, totals={EVERYBODY: records})
    cells = _with_denominators(cells, [(one, table) for one, table in extra if one.denominator])
    published = protect(
        cells, rule, report=lambda number: report(f"{number} small numbers not safe yet", records)
    )
    return [_result(indicator, cut, published) for indicator, cut in chosen], left


def _cannot(cases: duckdb.DuckDBPyRelation, indicator: Indicator, by: Sequence[Grouping]) -> str:
    """Return why an indicator cannot be given, or nothing."""
    needs = [need for each in (*indicator.groupings, *by) for need in each.needs]
    known = cases.aggregate(
        ", ".join(f"count(*) FILTER ({need}_state = '{State.KNOWN}')" for need in needs)
    ).fetchall()[0]
    for need, number in zip(needs, known, strict=True):
        if not number:
            return f"the source says nothing about {need}"
    names = {each.name for each in by}
    if indicator.fixed and not names <= {each.name for each in indicator.groupings}:
        return "it is not cut further; ask for it without --by"
    if outside := sorted(
        names - set(indicator.disaggregations) - {each.name for each in indicator.groupings}
    ):
        return f"it is not given by {', '.join(outside)}"
    return ""


def _counted(cases: duckdb.DuckDBPyRelation, groups: tuple[Grouping, ...]) -> Frequency:
    overlapping = next((each.name for each in groups if each.overlapping), "")
    parts = [
        f"unnest({each.sql}) AS {each.name}"
        if each.overlapping
        else f"coalesce({each.sql}, '{NO_INFORMATION}') AS {each.name}"
        for each in groups
    ]
    names = ", ".join(each.name for each in groups)
    rows = cases.project(", ".join(parts)).aggregate(f"{names}, count(*)").fetchall()
    return Frequency(
        tuple(each.name for each in groups),
        {tuple(row[:-1]): row[-1] for row in rows},
        overlapping=overlapping,
    )


def _informed(cases: duckdb.DuckDBPyRelation, grouping: Grouping, cut: tuple[Grouping, ...]) -> Frequency:
    name = f"{grouping.name}_information"
    sql = f"CASE WHEN {grouping.sql} IS NOT NULL THEN '{KNOWN}' END"
    return _counted(cases, (Grouping(name, "", sql, ()), *cut))


def _denominator(indicator: Indicator, others: Key) -> Key:
    grouping = indicator.groupings[0]
    name = f"{grouping.name}_information" if grouping.overlapping else grouping.name
    return others | {(name, KNOWN)}


def _with_denominators(cells: Cells, tables: Sequence[tuple[Indicator, Frequency]]) -> Cells:
    """Add whom anything is known of, and how the groups make it up."""
    counts = dict(cells.counts)
    relations = list(cells.relations)
    for indicator, table in tables:
        name = indicator.groupings[0].name
        groups: dict[Key, list[Key]] = {}
        for key in cells.counts:
            pair = next((pair for pair in key if pair[0] == name), None)
            if pair and pair[1] != NO_INFORMATION and {each for each, _ in key} <= set(table.dimensions):
                groups.setdefault(key - {pair}, []).append(key)
        for others, parts in groups.items():
            total = _denominator(indicator, others)
            if not table.overlapping:
                counts[total] = sum(counts[part] for part in parts)
            covering = sum(counts[part] for part in parts) >= counts[total]
            relations.append(Relation(total, tuple(parts), exact=not table.overlapping, covering=covering))
    return Cells(counts, tuple(dict.fromkeys(relations)))


def _result(indicator: Indicator, cut: tuple[Grouping, ...], published: dict[Key, Published]) -> Result:
    names = [each.name for each in indicator.groupings]
    cut_names = [each.name for each in cut]
    lines = []
    for key, count in published.items():
        found = dict(key)
        if not set(names) <= set(found) or set(found) - set(names) not in (set(), set(cut_names)):
            continue
        if KNOWN in found.values():
            continue
        by = tuple(found[name] for name in cut_names if name in found)
        others = frozenset(pair for pair in key if pair[0] in cut_names)
        silent = any(found[name] == NO_INFORMATION for name in names)
        over = (
            published.get(_denominator(indicator, others)) if indicator.denominator and not silent else None
        )
        lines.append(
            Line(tuple(found[name] for name in names), by, count, over, share(count, over) if over else None)
        )
    orders = [
        {
            code: place
            for place, code in enumerate(each.order(sorted({line.categories[at] for line in lines})))
        }
        for at, each in enumerate(indicator.groupings)
    ]
    lines.sort(
        key=lambda line: (
            bool(line.by),
            line.by,
            tuple(order[code] for order, code in zip(orders, line.categories, strict=True)),
        )
    )
    return Result(
        indicator=indicator,
        by=cut,
        lines=tuple(lines),
        records=published[EVERYBODY],
        informed=published.get(_denominator(indicator, EVERYBODY)) if indicator.denominator else None,
        hidden=sum(bool(line.count.hidden) for line in lines),
    )
