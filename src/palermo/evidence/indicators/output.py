"""Results as files: CSV no spreadsheet takes for formulas, and JSON with the catalogue's words beside the numbers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from palermo.charts.figures import figure
from palermo.evidence.indicators.catalogue import Indicator
from palermo.evidence.indicators.earlier import written
from palermo.evidence.indicators.persons import Computed, Line, Result
from palermo.evidence.release.suppress import Published, Rule

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEADER = (
    "indicator", "grouped_by", "group_1", "group_2", "group_3", "label", "by", "by_value", "unit",
    "value", "least", "most", "denominator", "denominator_least", "denominator_most",
    "share_percent", "share_least", "share_most",
)  # fmt: skip


def safe_cell(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> safe_cell("=1+1"), safe_cell(-1), safe_cell(None)
    ("'=1+1", -1, '')
    """
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV with a byte order mark, which spreadsheets need to read UTF-8."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return "\ufeff" + written.getvalue()


def rows_of(results: Iterable[Result]) -> Iterator[list[object]]:
    """Return the lines of all results under `HEADER`."""
    for result in results:
        names = [each.name for each in result.by]
        for line in result.lines:
            groups = [*line.categories, "", "", ""][:3]
            share, over = line.share, line.denominator
            yield [
                result.indicator.key,
                "; ".join(each.name for each in result.indicator.groupings),
                *groups,
                label_of(result, line),
                "; ".join(names) if line.by else "",
                "; ".join(line.by),
                result.indicator.unit,
                line.count.value,
                line.count.low,
                line.count.high,
                *((None, None, None) if over is None else (over.value, over.low, over.high)),
                *(
                    (None, None, None)
                    if share is None
                    else (_round(share.value), _round(share.low), _round(share.high))
                ),
            ]


def label_of(result: Result, line: Line) -> str:
    """Return the groups of a line in words."""
    pairs = zip(result.indicator.groupings, line.categories, strict=True)
    return ", ".join(grouping.label(code) for grouping, code in pairs)


def json_text(computed: Computed, facts: dict[str, str], *, rule: Rule, earlier: int) -> str:
    """Return everything as JSON: facts of the source, each indicator with its words and lines, what was left out.

    `published` is every cell as it was protected, once, for a later output that takes this one as given; `earlier` is
    how many this one took as given.
    """
    published = written(computed.wanted, computed.cells, rule.threshold, rule.base)
    return json.dumps(
        {
            "facts": facts,
            "indicators": [
                {
                    **words_of(result.indicator),
                    "groupings": [each.name for each in result.indicator.groupings],
                    "by": [each.name for each in result.by],
                    "records": asdict(result.records),
                    "informed": None if result.informed is None else asdict(result.informed),
                    "lines": [_line(result, line) for line in result.lines],
                }
                for result in computed.results
            ],
            "left_out": [{"indicator": each.indicator.key, "reason": each.reason} for each in computed.left],
            "published": {**published, "earlier_outputs_taken_as_given": earlier},
        },
        ensure_ascii=False,
        indent=1,
    )


def words_of(indicator: Indicator) -> dict[str, object]:
    """Return the catalogue's words of an indicator."""
    return {
        "key": indicator.key,
        "title": indicator.title,
        "definition": indicator.definition,
        "unit": indicator.unit,
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
        "source": indicator.source,
        "caveats": list(indicator.caveats),
    }


def number_words(count: Published) -> str:
    """Return a published number in words: a number, or its range.

    >>> number_words(Published(None, 1, 22)), number_words(Published(None, 1, None)), number_words(Published(5, 5, 5))
    ('1–22', '1 or more', '5')
    """
    if count.value is not None:
        return figure(count.value)
    low = figure(count.low)
    return f"{low} or more" if count.high is None else f"{low}–{figure(count.high)}"


def _line(result: Result, line: Line) -> dict[str, object]:
    return {
        "groups": list(line.categories),
        "label": label_of(result, line),
        "by": list(line.by),
        "count": asdict(line.count),
        "denominator": None if line.denominator is None else asdict(line.denominator),
        "share_percent": None if line.share is None else asdict(line.share),
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
