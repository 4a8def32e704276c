"""The report of a reading: the balance of rows, what each rule caught, what each column became. No value of a cell."""

from __future__ import annotations

from collections import Counter

from palermo.charts import NARROW, WIDE, Layout, Picture, Table, bars
from palermo.charts import Column as Head
from palermo.charts.document import (
    Bullets,
    Code,
    Document,
    Facts,
    Notice,
    Paragraph,
    PictureBlock,
    Piece,
    Section,
    TableBlock,
)
from palermo.evidence.harmonise.mapping import WITHHELD, Treatment
from palermo.evidence.harmonise.model import FIELD_BY_NAME, CountState, State
from palermo.evidence.harmonise.rules import RULE_BY_CODE, Action
from palermo.evidence.harmonise.run import Outcome, shown
from palermo.evidence.harmonise.wide import is_wide
from palermo.reference.vocabularies import vocabularies


def _table(heads: tuple[str, ...], rows: list[tuple[str | int | float | None, ...]]) -> Table:
    return Table(tuple(Head(head.lower().replace(" ", "_"), head) for head in heads), tuple(rows))


def _grouped(number: int) -> str:
    """Return a whole number in groups of three, kept together by narrow blanks."""
    return f"{number:,}".replace(",", "\u202f")


def _balance(outcome: Outcome) -> list[Piece]:
    caught = sum(outcome.rules.values())
    hidden = outcome.states.get("count", Counter())[CountState.SUPPRESSED.value]
    intervals = [("Numbers kept as intervals", _grouped(hidden))] if hidden else []
    return [
        Facts(
            [
                ("Rows read", _grouped(outcome.read)),
                ("Rows kept", _grouped(outcome.kept)),
                ("Rows in quarantine", _grouped(outcome.quarantined)),
                *intervals,
                ("Lines above the header", str(outcome.table.above)),
                ("Lines in the quarantine file", _grouped(caught)),
            ]
        ),
        Paragraph(
            "Rows read = rows kept + rows in quarantine. The quarantine file names row, column and rule."
            + (" Each number of a row is counted as a row." if is_wide(outcome.matched.columns) else ""),
            small=True,
        ),
    ]


def _rules(outcome: Outcome) -> list[Piece]:
    rows = [
        (code, number, RULE_BY_CODE[code].action.value, RULE_BY_CODE[code].meaning)
        for code, number in outcome.rules.most_common()
    ]
    repaired = sum(
        number for code, number in outcome.rules.items() if RULE_BY_CODE[code].action is Action.REPAIRED
    )
    pieces: list[Piece] = [
        TableBlock(
            _table(("Rule", "Times", "What was done", "Meaning"), list(rows)),
            caption="What rules caught",
            empty="No rule caught anything.",
        )
    ]
    if repaired:
        pieces.append(
            Paragraph(f"{_grouped(repaired)} cells were kept after a repair that changes no meaning.")
        )
    return pieces


def _completeness(outcome: Outcome) -> list[Piece]:
    total = outcome.kept
    if not total or not outcome.states:
        return []
    heads = ("Field", *(state.value for state in State), "Known in per cent")
    rows: list[tuple[str | int | float | None, ...]] = []
    for name, states in outcome.states.items():
        counts = [states[state.value] for state in State]
        rows.append((name, *counts, round(100 * states[State.KNOWN.value] / total, 1)))
    if not any(name in FIELD_BY_NAME for name in outcome.states):
        return []
    table = _table(heads, rows)

    def drawn(layout: Layout) -> Picture:
        return bars(
            table,
            label="field",
            value="known_in_per_cent",
            top=100,
            suffix="%",
            title="How much of each field is known",
            description=f"A bar for each field that the source asks for, in per cent of {total} records kept.",
            layout=layout,
        )

    return [
        PictureBlock(
            wide=drawn(WIDE),
            narrow=drawn(NARROW),
            note="Denominator: records kept. A field that the source does not ask for is not shown: it is not asked.",
            table_open=True,
        )
    ]


def _columns(outcome: Outcome) -> list[Piece]:
    matched = outcome.matched
    rows: list[tuple[str | int | float | None, ...]] = []
    for place in range(len(outcome.table.header)):
        column = matched.columns.get(place)
        if column is None:
            rows.append((shown(outcome.table, place), "not in the mapping", "", "carried nowhere"))
        elif column.treatment in WITHHELD:
            rows.append(
                (shown(outcome.table, place), column.treatment.value, "", "withheld, carried nowhere")
            )
        elif column.treatment is Treatment.IGNORED:
            rows.append((shown(outcome.table, place), "ignored", "", column.reason))
        else:
            scheme = vocabularies().get(column.vocabulary)
            what = f"codes of {scheme.scheme}, version {scheme.version}" if scheme else ""
            rows.append((shown(outcome.table, place), column.treatment.value, column.field or "count", what))
    carried = len(matched.carried)
    pieces: list[Piece] = [
        Paragraph(f"{carried} of {len(outcome.table.header)} columns of the file are carried."),
        TableBlock(
            _table(("Column", "Treated as", "Field", "Note"), rows), caption="What each column became"
        ),
    ]
    if matched.strangers:
        pieces.insert(
            0,
            Notice(
                f"{len(matched.strangers)} columns are not in the mapping",
                "They are carried nowhere. Add them to the mapping if they should be.",
                kind="attention",
            ),
        )
    if matched.absent:
        names = ", ".join(column.name for column in matched.absent)
        pieces.append(
            Paragraph(f"The mapping also knows columns that the file has not: {names}.", small=True)
        )
    return pieces


def report(outcome: Outcome, *, files: dict[str, str]) -> str:
    """Return the report as one HTML document. `files` names what was written, by what it is."""
    mapping = outcome.mapping
    sections = [
        Section("Balance", _balance(outcome)),
        Section("What rules caught", _rules(outcome)),
        Section("Columns", _columns(outcome)),
        Section(
            "Mapping",
            [
                Facts(
                    [
                        ("Name", Code(mapping.name)),
                        ("Version", mapping.version),
                        ("Source", mapping.source),
                        ("SHA-256 of its text", Code(mapping.digest)),
                    ]
                ),
                Bullets([f"{what}: {name}" for what, name in files.items()]),
            ],
        ),
    ]
    if completeness := _completeness(outcome):
        sections.insert(1, Section("What is known", completeness))
    lead = (
        f"{_grouped(outcome.kept)} of {_grouped(outcome.read)} rows were kept, "
        f"{_grouped(outcome.quarantined)} are in quarantine."
    )
    footer = f"{mapping.title}. Read as {outcome.table.grid.kind}. No value of a cell is shown here."
    return Document(title="Harmonised table", sections=sections, lead=lead, footer=footer).html()
