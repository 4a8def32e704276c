"""The heads of a witness file in the order of the chains, however large the file: an external merge sort.

Each head becomes 120 bytes (organisation, sequence, hash, signature). Sorted runs go to an unnamed temporary
file and are merged while they are read, so memory holds one run.
"""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import UUID

from palermo.trust.ledger.report import Report
from palermo.trust.ledger.witness import HASH_BYTES, BadLine, read_witness

RUN = 100_000
_SEQUENCE_END = 24
_HASH_END = _SEQUENCE_END + HASH_BYTES
_RECORD = _HASH_END + 64


class WitnessedHead(NamedTuple):
    """A head as the witness has it."""

    organisation_id: UUID
    sequence: int
    hash: bytes
    signature: bytes


@contextmanager
def sorted_heads(path: Path, report: Report, *, run: int = RUN) -> Iterator[Iterator[WitnessedHead]]:
    """The file's heads by organisation and sequence; `report` counts the lines that are none."""
    with ExitStack() as files:
        runs: list[Iterator[bytes]] = []
        records: list[bytes] = []
        for head in read_witness(path):
            if isinstance(head, BadLine):
                report.unreadable_lines += 1
                continue
            sequence = head.sequence.to_bytes(8, "big")
            records.append(head.organisation_id.bytes + sequence + head.hash + head.signature)
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
        record[_SEQUENCE_END:_HASH_END],
        record[_HASH_END:],
    )
