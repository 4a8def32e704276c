"""What one field of a record says, from the cells of all the columns that fill it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from palermo.evidence.harmonise.cells import Verdict
from palermo.evidence.harmonise.mapping import Column, Treatment
from palermo.evidence.harmonise.model import Field, Kind, State

# From the most telling to the least.
SILENCES = (State.QUARANTINED, State.UNKNOWN, State.NOT_APPLICABLE, State.NOT_ASKED, State.MISSING)


@dataclass(frozen=True)
class Content:
    """A field's content, and for each column the rules that caught something in its cell."""

    state: State
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    number: int | None = None
    caught: tuple[tuple[int, str], ...] = ()


def _silence(verdicts: Sequence[Verdict]) -> State:
    """Return the most telling of the states of cells that have no value."""
    said = {verdict.state for verdict in verdicts}
    return next((state for state in SILENCES if state in said), State.MISSING)


def combine(field: Field, columns: Sequence[Column], verdicts: Sequence[Verdict]) -> Content:
    """Return what a field says; columns that contradict each other are refused, all of them."""
    caught = [(place, rule) for place, verdict in enumerate(verdicts) for rule in verdict.rules]
    if any(column.treatment is Treatment.ASSISTED_ON for column in columns):
        return _days_between(columns, verdicts, caught)
    if field.kind is Kind.SET:
        return _set(verdicts, caught)
    known = [(place, verdict) for place, verdict in enumerate(verdicts) if verdict.state is State.KNOWN]
    if not known:
        return Content(_silence(verdicts), caught=tuple(caught))
    if field.kind is Kind.NUMBER:
        said: set[tuple[str, ...] | int | None] = {verdict.number for _, verdict in known}
    else:
        said = {verdict.yes for _, verdict in known if verdict.yes}
    if len(said) > 1:
        caught += [(place, "contradicting_cells") for place, _ in known]
        return Content(State.QUARANTINED, caught=tuple(caught))
    verdict = next((found for _, found in known if found.yes), known[0][1])
    if field.kind is Kind.ONE and verdict.no:
        # A flag of a yes-or-no field: what is denied is the opposite.
        return Content(State.KNOWN, yes=("No",), caught=tuple(caught))
    return Content(State.KNOWN, yes=verdict.yes, number=verdict.number, caught=tuple(caught))


def _set(verdicts: Sequence[Verdict], caught: list[tuple[int, str]]) -> Content:
    yes = list(dict.fromkeys(code for verdict in verdicts for code in verdict.yes))
    no = list(dict.fromkeys(code for verdict in verdicts for code in verdict.no))
    unknown = [code for verdict in verdicts for code in verdict.unknown]
    both = {code for code in yes if code in no}
    for place, verdict in enumerate(verdicts):
        if both & {*verdict.yes, *verdict.no}:
            caught.append((place, "contradicting_cells"))
    yes = [code for code in yes if code not in both]
    no = [code for code in no if code not in both]
    silent = State.QUARANTINED if both else _silence(verdicts)
    return Content(
        State.KNOWN if yes or no else silent, tuple(yes), tuple(no), tuple(unknown), caught=tuple(caught)
    )


def _days_between(
    columns: Sequence[Column], verdicts: Sequence[Verdict], caught: list[tuple[int, str]]
) -> Content:
    days = {column.treatment: verdict.day for column, verdict in zip(columns, verdicts, strict=True)}
    start, end = days.get(Treatment.IDENTIFIED_ON), days.get(Treatment.ASSISTED_ON)
    if start is None or end is None:
        silent = [verdict for verdict in verdicts if verdict.day is None]
        return Content(_silence(silent), caught=tuple(caught))
    if end < start:
        caught += [(place, "dates_out_of_order") for place in range(len(columns))]
        return Content(State.QUARANTINED, caught=tuple(caught))
    return Content(State.KNOWN, number=(end - start).days, caught=tuple(caught))
