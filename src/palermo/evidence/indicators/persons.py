"""Indicators from case records: counted by DuckDB, protected together, shares over whoever anything is known of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from palermo.evidence.harmonise.model import State
from palermo.evidence.indicators.catalogue import Indicator
from palermo.evidence.indicators.counting import Counted, Wanted, coarser, denominator
from palermo.evidence.indicators.earlier import Earlier, given_by
from palermo.evidence.indicators.groupings import KNOWN, NO_INFORMATION, Grouping
from palermo.evidence.release.suppress import Published, Rule, Unsafe, exposed_by, protect
from palermo.evidence.release.tables import EVERYBODY, Key, NotCheckable

MOST_SMALL = 600
MANY_SMALL = "too many of its numbers are small: only the number of all records is given"


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


@dataclass(frozen=True)
class Computed:
    """What came of it: results, what was left out, the number of records as it may be told, and every protected cell.

    `wanted` are the tables as they were made in the end; `lost` counts the small numbers that earlier outputs had given
    away.
    """

    results: tuple[Result, ...]
    left: tuple[LeftOut, ...]
    records: Published
    cells: Mapping[Key, Published]
    wanted: tuple[Wanted, ...]
    lost: int


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
    earlier: Sequence[Earlier] = (),
    report: Callable[[str, int], None] = lambda _step, _left: None,
) -> Computed:
    """Return each indicator by the disaggregations, and those left out with the reason.

    `cases` has every column of the persons shape (`harmonise.model.present`). All tables are protected together, and
    together with earlier outputs from these records. A table with too many small numbers, or one that cannot be proved
    safe, is made coarser or left out. Of fewer than twice the threshold of records nothing is told but that.
    Raises Unsafe or NotCheckable where nothing helps, and OtherRecords where an earlier output is of other records.
    """
    counted = Counted(cases)
    records = counted.records()
    if 0 < records < 2 * rule.threshold:
        few = f"there are fewer than {2 * rule.threshold} records, too few for any table"
        nobody = Published(None, 1, 2 * rule.threshold - 1)
        return Computed(
            (), tuple(LeftOut(each, few) for each in indicators), nobody, {EVERYBODY: nobody}, (), 0
        )
    left: list[LeftOut] = []
    chosen: list[Wanted] = []
    for indicator in indicators:
        report(f"counting {indicator.key}", records)
        if reason := _cannot(cases, indicator, by):
            left.append(LeftOut(indicator, reason))
            continue
        cut = () if indicator.fixed else tuple(each for each in by if each not in indicator.groupings)
        chosen.append(Wanted(indicator, indicator.groupings, cut))
    tried = _Trying(counted, rule, earlier, report)
    published = tried.protected(chosen)
    left += tried.out
    results = tuple(_result(each, published) for each in tried.wanted)
    return Computed(results, tuple(left), published[EVERYBODY], published, tuple(tried.wanted), tried.lost)


class _Trying:
    """Protects tables; what cannot be proved safe is made coarser until it can, or left out."""

    def __init__(
        self, counted: Counted, rule: Rule, earlier: Sequence[Earlier], report: Callable[[str, int], None]
    ) -> None:
        self.counted, self.rule, self.earlier, self.report = counted, rule, earlier, report
        self.wanted: list[Wanted] = []
        self.out: list[LeftOut] = []
        self.lost = 0

    def protected(self, chosen: Sequence[Wanted]) -> dict[Key, Published]:
        if self.earlier:  # what cannot be checked among these alone is none of the new tables' fault
            self.counted.cells(self._taken())
        steps = {each.indicator.key: coarser(each) for each in chosen}
        self.wanted = list(chosen)
        while self._too_many():
            self._coarsen(max(self.wanted, key=self._small), steps)
        while True:
            try:
                return self._once()
            except (Unsafe, NotCheckable) as error:
                # A table is made coarser where the cells in doubt stand, else where most numbers are small.
                names = {name for key in error.cells[:1] for name, _ in key}
                unsolved = isinstance(error, Unsafe) and error.unsolved
                if unsolved:
                    names = {"border"}  # which ties more together than any other table
                near = [each for each in self.wanted if names <= each.names] or self.wanted
                if not near:
                    raise
                self.report(f"making a table coarser: {error}", 0)
                reason = str(error) if unsolved or isinstance(error, NotCheckable) else MANY_SMALL
                self._coarsen(max(near, key=self._small), steps, reason)

    def _once(self) -> dict[Key, Published]:
        taken = self._taken()
        cells = self.counted.cells([*self.wanted, *taken])
        ours = frozenset(self.counted.cells(self.wanted).counts if taken else cells.counts)
        given = replace(given_by(self.earlier, cells, self.counted), ours=ours)
        # Over their own tables: which cells of the new ones nobody is in, no earlier output has told.
        lost = exposed_by(given, self.counted.cells(taken), self.rule) if taken else []
        self.lost = len(lost)
        self.report("checking what readers can calculate", cells.counts[EVERYBODY])
        found = protect(
            cells,
            self.rule,
            lot=self.counted.lot(),
            given=given,
            keep={EVERYBODY},
            lost=lost,
            report=lambda number: self.report(
                f"{number} numbers not safe yet" if number else "calculating the range of each hidden number",
                cells.counts[EVERYBODY],
            ),
        )
        return {key: each for key, each in found.items() if key in ours}

    def _taken(self) -> list[Wanted]:
        return [each for one in self.earlier for each in one.wanted]

    def _too_many(self) -> bool:
        """Whether there are more small numbers than the programmes could be solved for in reasonable time."""
        return bool(self.wanted) and sum(self._small(each) for each in self.wanted) > MOST_SMALL

    def _small(self, wanted: Wanted) -> int:
        return sum(self.rule.small(count) for count in self.counted.table(wanted.all).counts.values())

    def _coarsen(self, each: Wanted, steps: Mapping[str, Iterator[Wanted]], reason: str = MANY_SMALL) -> None:
        at = self.wanted.index(each)
        step = next(steps[each.indicator.key], None)
        self.wanted[at : at + 1] = [] if step is None else [step]
        if step is None:
            self.out.append(LeftOut(each.indicator, reason))


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


def _result(wanted: Wanted, published: Mapping[Key, Published]) -> Result:
    indicator, cut = wanted.shown, wanted.cut
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
            published.get(denominator(indicator.groupings[0], others))
            if indicator.denominator and not silent
            else None
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
        informed=published.get(denominator(indicator.groupings[0], EVERYBODY))
        if indicator.denominator
        else None,
        hidden=sum(line.count.hidden for line in lines),
    )
