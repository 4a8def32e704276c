"""The witness file: signed heads outside the database, one JSON line each.

Whoever edits, removes, re-orders or truncates ledger rows cannot make them agree with a witness they do not hold.
Copy the file to another organisation as often as you can: what the host alone holds, the host alone can replace.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from palermo.kit.writing import opened
from palermo.trust.json_text import read_json
from palermo.trust.ledger.chain import Head

LONGEST_LINE = 4096
HASH_BYTES, SIGNATURE_BYTES = 32, 64
_BEGINNING = b'{"organisation":"'
SEAL_BEGINS = b'{"heads_at":"'
"""How the first line of a collected file of heads begins (collected.py); it is no head."""


@dataclass(frozen=True)
class BadLine:
    """A line of the witness file that is no signed head; `cut_short` when a power failure can explain it."""

    number: int
    cut_short: bool


def witness_line(head: Head) -> str:
    """The head as a line of a witness file, without its end."""
    return json.dumps(
        {
            "organisation": str(head.organisation_id),
            "from": head.commit_from,
            "sequence": head.sequence,
            "hash": head.hash.hex(),
            "at": head.at.isoformat(),
            "signature": base64.b64encode(head.signature).decode(),
        },
        separators=(",", ":"),
    )


def write_witness(head: Head, path: Path | None = None) -> None:
    """Append `head` and force it to disk, in the installation's own file or in `path`.

    One write of one line, so two processes never mix lines.
    The line begins on a new line, so that one cut short by a power failure spoils no other.
    """
    line = witness_line(head)
    descriptor = opened(path or settings.PALERMO_WITNESS_FILE, os.O_WRONLY | os.O_APPEND)
    try:
        os.write(descriptor, b"\n" + line.encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_witness(path: Path) -> Iterator[Head | BadLine]:
    """The heads in the file, oldest first; a line that cannot be read comes as BadLine with its number.

    One line is held at a time, however large the file.
    """
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            if line.strip() and not line.startswith(SEAL_BEGINS):
                yield _head(line) or BadLine(number, _is_cut_short(line))


def read_head(text: str) -> Head | None:
    """The head in one line of a witness file as somebody pasted it; None for anything else."""
    return _head(text.strip().encode())


def _is_cut_short(line: bytes) -> bool:
    """True for the beginning of a line as `witness_line` makes it, without its end."""
    text = line.rstrip(b"\r\n")
    return text.startswith(_BEGINNING[: len(text)]) and b"}" not in text


def _head(line: bytes) -> Head | None:
    try:
        fields = read_json(line)
        head = Head(
            organisation_id=UUID(fields["organisation"]),
            commit_from=int(fields["from"]),
            sequence=int(fields["sequence"]),
            hash=bytes.fromhex(fields["hash"]),
            signature=base64.b64decode(fields["signature"], validate=True),
            at=datetime.fromisoformat(fields["at"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    lengths_fit = len(head.hash) == HASH_BYTES and len(head.signature) == SIGNATURE_BYTES
    numbers_fit = 0 < head.commit_from <= head.sequence < 2**63
    return head if lengths_fit and numbers_fit and head.at.tzinfo is not None else None
