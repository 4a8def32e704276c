"""Verify every chain against itself, the signatures and the witness; as the owner, who alone reads all chains.

1. The witness's heads are read and sorted first: what they name was committed before, so it must be there.
2. One snapshot of the ledger is streamed in the order of the chains, and the heads beside it.
3. Each event: its sequence follows, it links to the event before, its hash is recomputed, its signature holds,
   and it lies within a signed commit: each begins where the one before it ended.
   A head of a key that was replaced counts up to that key's end, where the chain still has the same event.
4. Each witnessed head must be there with the same hash and the same signature. An older copy of the witness serves:
   events after its last head are counted, not blamed. An office without a head in it is a finding, unless it began
   after the copy was taken.
5. What was kept elsewhere (`against`) must be there too: it was not in the hands of whoever has the witness.
6. The heads that the installation's chain wrote down each hour must be in the offices' chains (renewals.py).
7. The journal of erasures is read last, because it is written before the ledger; no office's may be shorter.

It finds any edit, removal, re-ordering and truncation up to an office's last witnessed head. Beyond it, it finds
what breaks the chain or a signature, and says how many events there are: whoever rules the database could have
cut off whole commits there. Memory does not grow with the ledger.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from palermo.trust.json_text import read_json
from palermo.trust.ledger.chain import GENESIS, event_hash, is_signed, signed_by
from palermo.trust.ledger.collected import Kept, fingerprint, kept_elsewhere
from palermo.trust.ledger.heads import WitnessedHead, sorted_heads
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.ledger.renewals import compare_renewals
from palermo.trust.ledger.report import Fault, OfficeReport, Report
from palermo.trust.vault.head_key_file import uncertified_head_keys
from palermo.trust.vault.head_keys import endless_former_keys, head_keys_file, known_head_keys
from palermo.trust.vault.journal import BadJournal, read_journal
from palermo.trust.vault.root import root_key
from palermo.trust.verbs import VaultVerb

Progress = Callable[[int], None]
STEP = 10_000
_EVENTS = """
SELECT organisation_id, sequence, actor_kind, actor_id, verb, object_type, object_id, codes::text AS codes,
       CASE WHEN at >= '0001-01-01 00:00:00+00' AND at < '10000-01-01 00:00:00+00'
            THEN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') END AS at,
       previous_hash, hash, signature, commit_from
FROM public.ledger_event ORDER BY organisation_id, sequence
"""
_PROTECTED = """
SELECT relkind = 'r' AND NOT row_security_active(pg_class.oid) AS whole,
       (SELECT count(*) FROM pg_trigger WHERE tgrelid = pg_class.oid AND tgenabled = 'A'
        AND tgname IN ('palermo_no_change', 'palermo_no_truncate')) AS triggers
FROM pg_class WHERE oid = 'public.ledger_event'::regclass
"""


_UNREADABLE = object()
"""In the place of codes that Python cannot read: no hash covers it."""


class NotTheOwner(RuntimeError):
    """The ledger was to be verified by a role that does not see all of it."""


def verify(
    witness: Path | None,
    connection: psycopg.Connection[Any],
    *,
    journal: Path | None = None,
    against: Path | None = None,
    progress: Progress = lambda _events: None,
) -> Report:
    """Verify all chains over `connection`, which is the owner's and in no transaction; see the numbered steps.

    `witness` None: the chains are verified against themselves alone. `journal` None: erasures are not compared.
    `against`: what was kept elsewhere, a collected file of heads, a copy of a witness, or printed heads.
    `progress` is told the number of events read so far. Raises NotTheOwner,
    and BadCopy for a file `against` that holds no head.
    """
    report = Report()
    for line in uncertified_head_keys(root_key(), head_keys_file()):
        report.add(Fault.HEAD_KEY, None, line.number)
    for _public in endless_former_keys():
        report.add(Fault.ENDLESS_KEY)
    with ExitStack() as open_files:
        heads: Iterator[WitnessedHead] = iter(())
        if witness is not None and witness.is_file():
            heads = open_files.enter_context(sorted_heads(witness, report))
        elif witness is not None:
            report.add(Fault.WITNESS_MISSING)
        kept = Kept()
        if against is not None:
            kept = open_files.enter_context(kept_elsewhere(against, report))
        with connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            _check_protection(connection, report)
            _Walk(report, heapq.merge(heads, kept.heads), kept).through(_rows(connection, progress))
            if witness is not None and witness.is_file():
                _find_unwitnessed(report)
            _compare_offices(connection, report)
            compare_renewals(connection, report)
    if journal is not None:
        _compare_journal(journal, report)
    return report


def _rows(connection: psycopg.Connection[Any], progress: Progress) -> Iterator[LedgerEvent]:
    with connection.cursor(name="ledger", row_factory=dict_row) as cursor:
        cursor.itersize = 2000
        cursor.execute(_EVENTS)
        for number, row in enumerate(cursor, start=1):
            yield LedgerEvent(**{**row, "at": _time(row["at"]), "codes": _codes(row["codes"])})
            if number % STEP == 0:
                progress(number)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None


def _codes(text: str | None) -> object:
    try:
        return read_json(text or "null")
    except ValueError:
        return _UNREADABLE


class _Walk:
    """Goes through events and heads side by side; both are ordered by organisation and sequence."""

    def __init__(self, report: Report, heads: Iterator[WitnessedHead], kept: Kept) -> None:
        self.report, self.heads, self.kept = report, heads, kept
        self.keys = known_head_keys()
        ends = [end for key in self.keys for end in key.ends]
        report.late_ends = sorted({end.at for end in ends if end.late})
        self.ended: dict[tuple[UUID, int], set[bytes]] = {}
        for end in ends:
            for organisation_id, (sequence, hash_) in end.heads.items():
                self.ended.setdefault((organisation_id, sequence), set()).add(hash_)
        self.head: WitnessedHead | None = None
        self.office: OfficeReport | None = None
        self.previous = GENESIS
        self._next_head()

    def through(self, events: Iterator[LedgerEvent]) -> None:
        for event in events:
            if self.office is None or event.organisation_id != self.office.organisation_id:
                self._end_office()
                self.office = OfficeReport(organisation_id=event.organisation_id, began=event.at)
                self.report.offices.append(self.office)
                self.previous = GENESIS
            self._check(self.office, event)
        self._end_office()
        self._heads_before(None)
        for place in sorted(self.ended, key=lambda place: _order(*place)):
            self.report.add(Fault.ENDED_OTHER, *place)
        for printed in self.kept.printed:
            if not printed.found:
                self.report.add(Fault.PRINTED_MISSING, None, printed.sequence)

    def _check(self, office: OfficeReport, event: LedgerEvent) -> None:
        place = (office.organisation_id, event.sequence)
        self._heads_before(place)
        if event.sequence != office.last + 1:
            self.report.add(Fault.GAP, *place)
        elif bytes(event.previous_hash) != self.previous:
            self.report.add(Fault.LINK, *place)
        if not _is_whole(event):
            self.report.add(Fault.CONTENT, *place)
        if event.signature is not None or event.commit_from is not None:
            if not is_signed(event, self.keys):
                self.report.add(Fault.SIGNATURE, *place)
            else:
                if event.commit_from != office.signed + 1:
                    self.report.add(Fault.UNCOVERED, office.organisation_id, office.signed + 1)
                office.signed = event.sequence
                if event.at is not None:
                    self.report.newest = max(self.report.newest or event.at, event.at)
        while self.head is not None and self.head[:2] == place:
            if self.head.hash != bytes(event.hash) or self.head.signature != bytes(event.signature or b""):
                self.report.add(Fault.WITNESSED_OTHER, *place)
            office.witnessed = event.sequence
            self._next_head()
        if self.ended.pop(place, {bytes(event.hash)}) != {bytes(event.hash)}:
            self.report.add(Fault.ENDED_OTHER, *place)
        for printed in self.kept.printed:
            if printed.names(*place):
                printed.found = True
                if printed.fingerprint != fingerprint(bytes(event.hash)):
                    self.report.add(Fault.PRINTED_OTHER, *place)
        office.events += 1
        office.last, self.previous = event.sequence, bytes(event.hash)
        office.erasures += event.verb == VaultVerb.PERSON_ERASED

    def _end_office(self) -> None:
        if self.office is not None and self.office.unsigned:
            self.report.add(Fault.UNSIGNED_END, self.office.organisation_id, self.office.signed + 1)

    def _heads_before(self, place: tuple[UUID, int] | None) -> None:
        """Heads that come before the event at `place` (None: all that are left) have no event."""
        while self.head is not None and (place is None or _order(*self.head[:2]) < _order(*place)):
            self.report.add(Fault.WITNESSED_MISSING, *self.head[:2])
            self._next_head()

    def _next_head(self) -> None:
        self.head = next(self.heads, None)
        while self.head is not None and not self._is_ours(self.head):
            self.report.add(Fault.WITNESS_SIGNATURE, *self.head[:2])
            self.head = next(self.heads, None)

    def _is_ours(self, head: WitnessedHead) -> bool:
        return signed_by(
            self.keys, head.signature, head.organisation_id, head.commit_from, head.sequence, head.hash
        )


def _order(organisation_id: UUID, sequence: int) -> tuple[bytes, int]:
    # As PostgreSQL orders a uuid: by its bytes.
    return organisation_id.bytes, sequence


def _is_whole(event: LedgerEvent) -> bool:
    try:
        return event_hash(event) == bytes(event.hash)
    except (AttributeError, TypeError, ValueError, RecursionError):
        # A column emptied, filled with another kind of thing, or with what Python cannot read or write.
        return False


def _check_protection(connection: psycopg.Connection[Any], report: Report) -> None:
    row = connection.execute(_PROTECTED).fetchone()
    whole, triggers = row if row is not None else (False, 0)
    if not whole:
        raise NotTheOwner("The ledger is verified as the owner of its table, who sees every office's events.")
    if triggers != 2:
        report.add(Fault.UNPROTECTED)


def _find_unwitnessed(report: Report) -> None:
    for office in report.offices:
        newer = office.began and report.witness_ends and office.began > report.witness_ends
        if not office.witnessed and not newer:
            report.add(Fault.UNWITNESSED, office.organisation_id, office.last)


def _compare_offices(connection: psycopg.Connection[Any], report: Report) -> None:
    chains = {office.organisation_id for office in report.offices}
    for (organisation_id,) in connection.execute("SELECT id FROM public.people_organisation ORDER BY id"):
        if organisation_id not in chains:
            report.add(Fault.NO_CHAIN, organisation_id)


def _compare_journal(path: Path, report: Report) -> None:
    try:
        lines = Counter(erasure.organisation_id for erasure in read_journal(path))
    except BadJournal:
        if path.is_file() or any(office.erasures for office in report.offices):
            report.add(Fault.JOURNAL)
        return
    for office in report.offices:
        if lines[office.organisation_id] < office.erasures:
            report.add(Fault.JOURNAL_SHORT, office.organisation_id)
    report.journal_beyond = max(0, lines.total() - sum(office.erasures for office in report.offices))
