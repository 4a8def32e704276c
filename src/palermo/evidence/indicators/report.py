"""The report on case records: pictures with their tables, what was left out, and how good the records are."""

from __future__ import annotations

from collections.abc import Sequence

from palermo.charts import Column, Table
from palermo.charts.document import (
    Bullets,
    Document,
    Facts,
    Fold,
    Notice,
    Paragraph,
    Piece,
    Section,
    Strong,
    TableBlock,
)
from palermo.evidence.indicators.output import label_of, number_words
from palermo.evidence.indicators.persons import Computed, Result, Share
from palermo.evidence.indicators.pictures import note_of, picture_of
from palermo.evidence.indicators.quality import Informed, informed, rests
from palermo.evidence.release.suppress import Rule

MOST_ROWS = 400


def report(
    computed: Computed,
    *,
    facts: dict[str, str],
    rule: Rule,
    earlier: int,
    footer: str,
) -> str:
    """Return the report as one HTML document. `earlier` is how many earlier outputs were taken as given."""
    results, left = computed.results, computed.left
    rounded = f" Every number shown is rounded to a multiple of {rule.base}." if rule.base > 1 else ""
    first = Section(
        "What this is",
        [
            Facts(list(facts.items())),
            Notice(
                "Detected is not all",
                "These are persons somebody detected and recorded. How many there are is another question: "
                "see estimates of prevalence, which come with their own doubts.",
            ),
            Paragraph(
                f"A number from 1 to {rule.threshold - 1} is not shown, nor is whatever would give it away; in its "
                f"place stands the range that can be calculated from the rest. Zeros are shown.{rounded}",
                small=True,
            ),
            Paragraph(beside(earlier), small=True),
        ],
    )
    sections = [first, *(_section(result) for result in results)]
    if left:
        items = [(Strong(each.indicator.title), f": {each.reason}.") for each in left]
        sections.append(Section("What is not here, and why", [Bullets(items)]))
    sections.append(
        Section(
            "How good the records are",
            _quality(informed(results, computed.cells), results),
            id="quality",
        )
    )
    many = number_words(computed.records)
    lead = f"{len(results)} indicators from {many} records." if results else "Nothing to show."
    return Document("Indicators of detected victims", sections, lead=lead, footer=footer).html()


def _section(result: Result) -> Section:
    pieces: list[Piece] = []
    drawn = picture_of(result)
    if drawn is not None:
        pieces.append(drawn)
    plain = [line for line in result.lines if not line.by]
    whole = _table(result, cut=False)
    note = "" if drawn is not None else note_of(result)
    if len(plain) <= MOST_ROWS:
        block = TableBlock(whole, caption=result.indicator.title, note=note, empty="Nobody is recorded.")
        pieces.append(Fold("Numbers, ranges and shares", [block]) if drawn is not None else block)
    else:
        pieces.append(Paragraph(f"{len(plain)} rows: they stand in indicators.csv.", small=True))
    if result.by:
        names = " and ".join(each.title.lower() for each in result.by)
        cut = _table(result, cut=True)
        if len(cut.rows) <= MOST_ROWS:
            block = TableBlock(
                cut, caption=f"{result.indicator.title}, by {names}", empty="Nobody is recorded."
            )
            pieces.append(Fold(f"By {names}", [block]))
        else:
            pieces.append(Paragraph(f"By {names}: {len(cut.rows)} rows, in indicators.csv.", small=True))
    return Section(result.indicator.title, pieces, id=result.indicator.key)


def _table(result: Result, *, cut: bool) -> Table:
    columns = [Column("group", "Group")]
    if cut:
        columns += [Column(each.name, each.title) for each in result.by]
    columns.append(Column("count", "Persons detected"))
    if result.indicator.denominator:
        columns += [Column("of", "Of whom anything is known"), Column("share", "Per cent")]
    rows = []
    for line in result.lines:
        if bool(line.by) != cut:
            continue
        by = [grouping.label(code) for grouping, code in zip(result.by, line.by, strict=True)] if cut else []
        shares = ["" if line.denominator is None else number_words(line.denominator), share_words(line.share)]
        rows.append(
            (
                label_of(result, line),
                *by,
                number_words(line.count),
                *(shares if result.indicator.denominator else ()),
            )
        )
    return Table(tuple(columns), tuple(rows))


def share_words(share: Share | None) -> str:
    """Return a share in words: 33.3, or its range.

    >>> share_words(Share(None, 1.0, 9.04)), share_words(Share(50.0, 50.0, 50.0)), share_words(None)
    ('1.0–9.0', '50.0', '')
    """
    if share is None:
        return ""
    return f"{share.low:.1f}–{share.high:.1f}" if share.value is None else f"{share.value:.1f}"


def beside(earlier: int) -> str:
    """Return in words whether earlier outputs from the same records were taken into account."""
    if earlier:
        outputs = "the earlier output" if earlier == 1 else f"the {earlier} earlier outputs"
        return f"Proved together with {outputs} from these records that were named."
    return (
        "Proved for this output alone: no earlier output from these records was named. Beside another one, by other "
        "groups or with another threshold, hidden numbers may be calculated."
    )


def _quality(known: Sequence[Informed], results: Sequence[Result]) -> list[Piece]:
    pieces: list[Piece] = [
        Paragraph(
            "Made of the numbers above only. Information includes an answer of no.",
            small=True,
        )
    ]
    if known:
        heads = ("Conclusion", "Group", "Records", "Records with information", "Per cent")
        lines = tuple(
            (each.title, each.group, number_words(each.records), number_words(each.informed), each.percent)
            for each in known
        )
        title = "How many records say anything, group by group"
        if len(lines) <= MOST_ROWS:
            block = TableBlock(_columns(heads, lines), caption=title)
            pieces.append(block if len(lines) <= 60 else Fold(title, [block]))
    names = ("Conclusion", "Records with information", "Numbers hidden", "Numbers", "Widest range")
    rests_on = tuple(
        (each.title, each.informed, str(each.hidden), str(each.cells), each.widest) for each in rests(results)
    )
    pieces.append(
        TableBlock(_columns(names, rests_on), caption="What each conclusion rests on", empty="No conclusion.")
    )
    return pieces


def _columns(heads: Sequence[str], rows: tuple[tuple[str, ...], ...]) -> Table:
    return Table(tuple(Column(f"c{place}", head) for place, head in enumerate(heads)), rows)
