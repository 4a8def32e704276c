"""Heads kept elsewhere: the file of newest heads that another machine collects, and heads printed on paper.

    {"heads_at": …, "signature": …}            first line: when it was written, signed with all that follows
    {"organisation": …, "sequence": …, …}      the newest head of each office, as a line of a witness file

A printed head is a line of three words: the end of the office's id, the number of the event, and a fingerprint of 128
bits of its hash. Both are small, and whoever rewrites chain and witness on one machine reaches neither.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings

from palermo.trust.json_text import read_json
from palermo.trust.ledger.chain import Head
from palermo.trust.ledger.heads import WitnessedHead, sorted_heads
from palermo.trust.ledger.report import Fault, Report
from palermo.trust.ledger.witness import LONGEST_LINE, SEAL_BEGINS, read_witness, witness_line
from palermo.trust.vault.head_keys import known_head_keys
from palermo.trust.vault.root import head_signing_key

HEADS_EVERY = timedelta(hours=1)
"""How often the newest heads are written down, also when nothing happened."""
STALE_AFTER = timedelta(days=1)
"""A newest head that is older is a finding: many renewals were missed, or cut off."""

COPY_NAME = "heads-%Y-%m-%dT%H-%M-%SZ.jsonl"
"""How files for another machine are named."""
FINGERPRINT_DIGITS = 32
OFFICE_DIGITS = 8
_PRINTED = re.compile(r"([0-9a-f]{8,32})\s+([0-9]{1,18})\s+((?:[0-9a-f]{4}-){7}[0-9a-f]{4})")


class BadCopy(ValueError):
    """A file kept elsewhere holds no head, or was altered; the message says which."""


@dataclass(frozen=True)
class Collected:
    """The newest heads of all offices at a moment."""

    at: datetime
    heads: list[Head]


@dataclass
class Printed:
    """A head somebody printed or wrote down; `office` is the end of the office's id, without hyphens."""

    office: str
    sequence: int
    fingerprint: str
    found: bool = False

    def names(self, organisation_id: UUID, sequence: int) -> bool:
        """Whether it is about this event."""
        return self.sequence == sequence and organisation_id.hex.endswith(self.office)


@dataclass
class Kept:
    """What a file kept elsewhere holds: heads in the order of the chains, or printed ones."""

    heads: Iterator[WitnessedHead] = field(default_factory=lambda: iter(()))
    printed: list[Printed] = field(default_factory=list)


def heads_file() -> Path:
    """Where the newest heads lie in the data folder, for the operator's page."""
    return Path(settings.PALERMO_DATA) / "heads.jsonl"


def fingerprint(hash_: bytes) -> str:
    """The first 128 bits of a hash in groups of four, as people compare them."""
    text = hash_.hex()[:FINGERPRINT_DIGITS]
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def office_end(organisation_id: UUID) -> str:
    """The end of an office's id, which is random, as it stands on paper."""
    return organisation_id.hex[-OFFICE_DIGITS:]


def printed_line(head: Head | WitnessedHead) -> str:
    """A head as it is printed: end of the office's id, number, fingerprint."""
    return f"{office_end(head.organisation_id)} {head.sequence} {fingerprint(head.hash)}"


def collected_text(heads: Iterable[Head], *, at: datetime) -> str:
    """The text of a collected file, signed as a whole with the key that signs heads.

    The caller holds HEAD_KEY_LOCK together with others, so that a key which is replaced meanwhile dates none later.
    """
    body = "".join(f"{witness_line(head)}\n" for head in heads)
    moment = at.astimezone(UTC).isoformat()
    signature = base64.b64encode(head_signing_key().sign(_message(moment, body.encode()))).decode()
    seal = json.dumps({"heads_at": moment, "signature": signature}, separators=(",", ":"))
    return f"{seal}\n{body}"


def is_collected(path: Path) -> bool:
    """Whether a file begins as a collected one."""
    with path.open("rb") as file:
        return file.read(LONGEST_LINE).lstrip().startswith(SEAL_BEGINS)


def read_collected(path: Path) -> Collected:
    """The heads of a collected file. Raises BadCopy when it is none, or not as this installation signed it."""
    at = _sealed_at(path)
    heads = [head for head in read_witness(path) if isinstance(head, Head)]
    return Collected(at, heads)


@contextmanager
def kept_elsewhere(path: Path, report: Report) -> Iterator[Kept]:
    """What `path` holds: a collected file, a copy of a witness, or printed heads. `report` learns of what is wrong.

    Raises BadCopy for a file without any head.
    """
    with path.open("rb") as file:
        beginning = file.read(LONGEST_LINE).lstrip()
    if not beginning.startswith(b"{"):
        yield Kept(printed=_read_printed(path))
        return
    if not any(isinstance(head, Head) for head in read_witness(path)):
        raise BadCopy(f"{path} holds no head of a ledger.")
    if beginning.startswith(SEAL_BEGINS):
        try:
            _sealed_at(path)
        except BadCopy:
            report.add(Fault.COPY_ALTERED)
    ends = report.witness_ends
    with sorted_heads(path, report) as heads:
        report.witness_ends = ends  # that of the witness file, not of this one
        yield Kept(heads=heads)


def _read_printed(path: Path) -> list[Printed]:
    printed = []
    for number, text in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        line = text.partition("#")[0].strip().lower()
        if not line:
            continue
        found = _PRINTED.fullmatch(line.replace("\N{NON-BREAKING HYPHEN}", "-"))
        if found is None:
            raise BadCopy(
                f"{path}, line {number}: write the end of the office's id, the number of the event and the fingerprint."
            )
        printed.append(Printed(found[1], int(found[2]), found[3]))
    if not printed:
        raise BadCopy(f"{path} holds no head of a ledger.")
    return printed


def _sealed_at(path: Path) -> datetime:
    try:
        with path.open("rb") as file:
            first, body = file.readline(LONGEST_LINE), file.read()
        seal = read_json(first)
        at = datetime.fromisoformat(seal["heads_at"])
        signature = base64.b64decode(seal["signature"], validate=True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise BadCopy(f"{path} is no collected file of heads.") from None
    message = _message(seal["heads_at"], body)
    for key in known_head_keys():
        if key.signed(signature, message) and (
            not key.ends or any(_is_before(at, end.at) for end in key.ends)
        ):
            return at
    raise BadCopy(f"{path} is not as this installation signed it.")


def _is_before(at: datetime, end: datetime) -> bool:
    return at.tzinfo is not None and at <= end


def _message(moment: str, body: bytes) -> bytes:
    return b"palermo-heads:" + moment.encode() + b":" + sha256(body).digest()
