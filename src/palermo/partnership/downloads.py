"""The list of States as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

from palermo.kit.text import safe_cell
from palermo.partnership.listing import Entry
from palermo.reference.protocol import in_force_dates
from palermo.reference.scheme import PROTOCOL

BYTE_ORDER_MARK = "\ufeff"

HEADER = (
    "code", "name", "region", "united_nations", "osce", "as_of", "standing", "signature", "consent",
    "consent_earliest", "consent_latest", "act", "in_force", "in_force_earliest", "in_force_latest", "rule",
    "confidence", "note", "sources", "scheme", "known_until",
)  # fmt: skip


def states_csv(found: Iterable[Entry], *, on: date) -> str:
    """Return the list as CSV: codes and ISO dates, the same in every language; one line for each State."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(HEADER)
    for entry in found:
        writer.writerow([safe_cell(cell) for cell in _cells(entry, on)])
    return BYTE_ORDER_MARK + written.getvalue()


def _cells(entry: Entry, on: date) -> list[str]:
    row, state, in_force = entry.participation, entry.state, entry.in_force
    consent = None if row is None else row.consent
    limits = None if row is None else in_force_dates(row)
    return [
        entry.code,
        entry.name,
        "" if state is None else state.region.value,
        "" if state is None else state.united_nations.value,
        "yes" if entry.osce else "no",
        on.isoformat(),
        entry.standing(on).value,
        _iso(None if row is None else row.signature),
        *(
            _iso(day)
            for day in ((consent.best, consent.earliest, consent.latest) if consent else (None,) * 3)
        ),
        "" if row is None or row.act is None else row.act.value,
        *(_iso(day) for day in ((limits.best, limits.earliest, limits.latest) if limits else (None,) * 3)),
        "" if in_force is None else in_force.rule.value,
        "" if row is None else row.confidence.value,
        "" if row is None else row.note,
        "" if row is None else "; ".join(f"{source.publisher}: {source.title}" for source in row.sources),
        f"{PROTOCOL.scheme} {PROTOCOL.version}",
        PROTOCOL.known_until.isoformat(),
    ]


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()
