"""The pictures of the panel, each for a desk and for a telephone, each with its table."""

from __future__ import annotations

import math
from collections.abc import Sequence

from palermo.charts import NARROW, WIDE, Cell, Column, Picture, Reference, Table, bars, ranges
from palermo.charts.document import PictureBlock, Text
from palermo.evidence.prevalence.assessment import Assessment
from palermo.evidence.prevalence.diagnostics import Variant, capture_probabilities
from palermo.evidence.prevalence.result import Estimate, Interval

# A picture of totals is cut at this many times the largest estimate; a band beyond it ends in an arrow.
_CUT = 2.5
_NAMES = {
    "stepwise": "stepwise selection",
    "aic_stepwise": "selection by AIC",
    "bic": "all models by BIC",
    "decomposable": "decomposable graphs",
    "latent-class": "latent classes",
    "bayes-threshold": "Bayesian thresholding",
}
# Sizes are rounded to tens: the exact ones and the number observed together can tell a small overlap.
_ROUNDED = 10
_FEWEST_PRINTED = 10


def method_name(estimate: Estimate) -> str:
    """Return what the panel calls a method."""
    return _NAMES.get(estimate.method, estimate.method)


def methods_picture(assessment: Assessment, note: Text) -> PictureBlock:
    """Draw the totals of all compared methods with their 95 % intervals."""
    rows = [(method_name(each), each.estimate, each.interval) for each in assessment.compared]
    percentile = [
        each for each in assessment.main.intervals if each.kind == "percentile" and each.level == 0.95
    ]
    rows[1:1] = [("stepwise, percentile interval", assessment.main.estimate, each) for each in percentile[:1]]
    return _totals(
        [_row(*row) for row in rows],
        first="Method",
        title="What each method makes of the same lists",
        description="A band for each method's 95 % interval and a mark for its total.",
        note=note,
    )


def bent_picture(assessment: Assessment, note: Text) -> PictureBlock:
    """Draw what follows from supposing, in four ways, that people differ in how easily they are seen."""
    return _totals(
        [_row(method_name(each), each.estimate, each.interval) for each in assessment.bent],
        first="Supposition",
        title="If people differ in how easily they are seen",
        description="A band for the 95 % interval under each supposition and a mark for its total.",
        note=note,
    )


def variants_picture(
    variants: Sequence[Variant], *, total: float | None, title: str, note: Text
) -> PictureBlock:
    """Draw the total after each change, against the unchanged one."""
    rows = [(each.change, each.estimate, None, None) for each in variants]
    return _totals(
        rows,
        first="Change",
        title=title,
        description="A mark for the total after each change; a line where it stands unchanged.",
        note=note,
        reference=None if total is None else Reference(total, "unchanged"),
    )


def models_picture(assessment: Assessment, note: Text, *, most: int = 12) -> PictureBlock:
    """Draw the totals of the models whose BIC lies within 2 of the best, at most `most` of them."""
    models = assessment.checks.all_models.models
    near = [each for each in models if each.bic < models[0].bic + 2][:most]
    rows: list[tuple[Cell, ...]] = [
        (
            ", ".join(":".join(names) for names in each.interactions) or "independent lists",
            each.estimate,
            None,
            None,
        )
        for each in near
    ]
    return _totals(
        rows,
        first="Lists that act together",
        title="Models that fit equally well",
        description="A mark for the total of each model whose BIC lies within 2 of the best.",
        note=note,
    )


def linkage_picture(assessment: Assessment, note: Text) -> PictureBlock:
    """Draw the total when errors of the linkage are carried into it."""
    first = _row("as linked", assessment.main.estimate, _percentile(assessment.main))
    rows = [first] + [
        _row(f"{precision:.0%} of links right, {recall:.0%} found", each.estimate, each.interval)
        for precision, recall, each in assessment.linked
    ]
    return _totals(
        rows,
        first="Linkage",
        title="If records were linked imperfectly",
        description="A band for the 95 % interval and a mark for the total.",
        note=note,
    )


def consistency_picture(assessment: Assessment, note: Text) -> PictureBlock:
    """Draw, for each list whose size is known, what the other lists would have said of it, in per cent."""
    rows: list[tuple[Cell, ...]] = [
        (
            f"{each.name} (about {rounded(each.size)})",
            _percent(each.estimate, each.size),
            _percent(each.lower, each.size),
            _percent(each.upper, each.size),
        )
        for each in assessment.consistency
    ]
    return _both(
        _table("List", rows, "Estimate, % of its size"),
        title="Lists of known size, estimated from the others",
        description="A band for the 95 % interval of each list's size in per cent of the size it has.",
        note=note,
        reference=Reference(100, "known size"),
        suffix="%",
        top=400,
    )


def capture_picture(assessment: Assessment, note: Text) -> PictureBlock:
    """Draw the share of all people each list would hold, under the lowest and the highest compared total."""
    totals = [each.estimate for each in assessment.compared if each.estimate is not None]
    least = capture_probabilities(assessment.histories, max(totals))
    most = capture_probabilities(assessment.histories, min(totals))
    rows: list[tuple[Cell, ...]] = []
    for (name, size, low), (_name, _size, high) in zip(least, most, strict=True):
        if size < _FEWEST_PRINTED:
            rows.append((name, None, 0.0, round(100 * _FEWEST_PRINTED / min(totals), 2)))
        else:
            rows.append((name, None, round(100 * low, 1), round(100 * high, 1)))
    columns = (
        Column("name", "List"),
        Column("value", "Share"),
        Column("low", "Least %"),
        Column("high", "Most %"),
    )
    table = Table(columns, tuple(rows))
    title = "Which share of all people each list would hold"
    description = "A bar up to the least share and a band up to the most, by list."
    wide, narrow = (
        bars(
            table,
            label="name",
            value="value",
            band=("low", "high"),
            suffix="%",
            title=title,
            description=description,
            layout=layout,
        )
        for layout in (WIDE, NARROW)
    )
    return PictureBlock(wide=wide, narrow=narrow, note=note)


def rounded(size: float) -> int:
    """Return a size to the nearest ten."""
    return _ROUNDED * round(size / _ROUNDED)


def _percentile(estimate: Estimate) -> Interval | None:
    found = [each for each in estimate.intervals if each.kind == "percentile" and each.level == 0.95]
    return found[0] if found else None


def _percent(value: float | None, of: int) -> float | None:
    return None if value is None else round(100 * value / of, 1)


def _row(name: str, total: float | None, interval: Interval | None) -> tuple[Cell, ...]:
    if interval is None:
        return (name, total, None, None)
    return (name, total, interval.lower, None if math.isinf(interval.upper) else interval.upper)


def _table(first: str, rows: Sequence[tuple[Cell, ...]], value: str) -> Table:
    columns = (
        Column("name", first),
        Column("value", value),
        Column("low", "Least"),
        Column("high", "Most"),
    )
    whole = tuple(
        (row[0], *(round(cell) if isinstance(cell, float) and cell >= 10 else cell for cell in row[1:]))
        for row in rows
    )
    return Table(columns, whole)


def _totals(
    rows: Sequence[tuple[Cell, ...]],
    *,
    first: str,
    title: str,
    description: str,
    note: Text,
    reference: Reference | None = None,
) -> PictureBlock:
    values = [row[1] for row in rows if isinstance(row[1], int | float)]
    return _both(
        _table(first, rows, "People in all"),
        title=title,
        description=description,
        note=note,
        reference=reference,
        suffix="",
        top=_CUT * max(values) if values else None,
    )


def _both(
    table: Table,
    *,
    title: str,
    description: str,
    note: Text,
    reference: Reference | None,
    suffix: str,
    top: float | None,
) -> PictureBlock:
    drawn: list[Picture] = [
        ranges(
            table,
            label="name",
            value="value",
            band=("low", "high"),
            top=top,
            suffix=suffix,
            reference=reference,
            unknown_label="no estimate",
            title=title,
            description=description,
            layout=layout,
        )
        for layout in (WIDE, NARROW)
    ]
    return PictureBlock(wide=drawn[0], narrow=drawn[1], note=note)
