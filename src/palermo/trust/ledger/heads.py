"""The heads of a witness file in the order of the chains, however large the file: an external merge sort.

Each head becomes 136 bytes (organisation, sequence, begin of its commit, hash, signature, time). Sorted runs go to an
unnamed temporary file and are merged while they are read, so memory holds one run.
"""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import UUID

from palermo.trust.ledger.report import Fault, Report
from palermo.trust.ledger.witness import HASH_BYTES, BadLine, read_witness

RUN = 100_000
_SEQUENCE_END = 24
_FROM_END = 32
_HASH_END = _FROM_END + HASH_BYTES
_SIGNATURE_END = _HASH_END + 64
_RECORD = _SIGNATURE_END + 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class WitnessedHead(NamedTuple):
    """A head as the witness has it."""

    organisation_id: UUID
    sequence: int
    commit_from: int
    hash: bytes
    signature: bytes
    at: datetime


@contextmanager
def sorted_heads(path: Path, report: Report, *, run: int = RUN) -> Iterator[Iterator[WitnessedHead]]:
    """The file's heads by organisation and sequence; `report` learns of lines that are none, and the newest time."""
    with ExitStack() as files:
        runs: list[Iterator[bytes]] = []
        records: list[bytes] = []
        for head in read_witness(path):
            if isinstance(head, BadLine):
                report.unreadable_lines += 1
                if not head.cut_short:
                    report.add(Fault.WITNESS_LINE, None, head.number)
                continue
            report.witness_ends = max(report.witness_ends or head.at, head.at)
            numbers = head.sequence.to_bytes(8, "big") + head.commit_from.to_bytes(8, "big")
            at = ((head.at - _EPOCH) // _MICROSECOND).to_bytes(8, "big", signed=True)
            records.append(head.organisation_id.bytes + numbers + head.hash + head.signature + at)
            if len(records) >= run:
                runs.append(_spill(files.enter_context(tempfile.TemporaryFile()), records))
                records = []
        yield (_unpack(record) for record in heapq.merge(*runs, sorted(records)))


def _spill(file: BinaryIO, records: list[bytes]) -> Iterator[bytes]:
    file.write(b"".join(sorted(records)))
    file.seek(0)
    return iter(lambda: file.read(_RECORD), b"")


def _unpack(record: bytes) -> WitnessedHead:
    return WitnessedHead(
        UUID(bytes=record[:16]),
        int.from_bytes(record[16:_SEQUENCE_END], "big"),
        int.from_bytes(record[_SEQUENCE_END:_FROM_END], "big"),
        record[_FROM_END:_HASH_END],
        record[_HASH_END:_SIGNATURE_END],
        _EPOCH + int.from_bytes(record[_SIGNATURE_END:], "big", signed=True) * _MICROSECOND,
    )
