"""The journal of erasures: a file outside the database, written before a key is destroyed.

A backup brings back yesterday's keys; a restore must therefore bring the journal and apply it, or an erased
person would be readable again. Each line carries a keyed digest over itself and the line before, so a line
changed or taken out of the middle is noticed; `ledger verify` and `restore` compare its length with the ledger.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from palermo.trust.vault.root import derive, root_key


class BadJournal(ValueError):
    """The journal of erasures is missing, altered or unreadable; the message says where."""


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """One erasure: whose file, in which office, when, and why (a code)."""

    organisation_id: UUID
    subject_id: UUID
    at: datetime
    reason: str


def _digest(previous: str, body: str) -> str:
    key = derive(root_key(), "erasure-journal")
    return hmac.new(key, (previous + body).encode(), hashlib.sha256).hexdigest()


def _body(erasure: Erasure) -> str:
    fields = {
        "organisation": str(erasure.organisation_id),
        "subject": str(erasure.subject_id),
        "at": erasure.at.isoformat(),
        "reason": erasure.reason,
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":"))


def write_erasure(*, organisation_id: UUID, subject_id: UUID, reason: str) -> Erasure:
    """Append an erasure and force it to disk. The caller holds the installation's erasure lock."""
    erasure = Erasure(
        organisation_id=organisation_id, subject_id=subject_id, at=datetime.now(tz=UTC), reason=reason
    )
    path = settings.PALERMO_ERASURES_FILE
    previous = ""
    if path.is_file():
        for _erasure, previous in _read(path):  # noqa: B007 - the last digest is what is wanted
            pass
    body = _body(erasure)
    line = json.dumps({"erasure": body, "digest": _digest(previous, body)}, separators=(",", ":"))
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return erasure


def read_journal(path: Path) -> list[Erasure]:
    """All erasures in `path`, oldest first. Raises BadJournal."""
    if not path.is_file():
        raise BadJournal(f"No journal of erasures at {path}; a restore needs the newest one.")
    return [erasure for erasure, _digest_of_line in _read(path)]


def _read(path: Path) -> Iterator[tuple[Erasure, str]]:
    previous = ""
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        try:
            outer = json.loads(line)
            body, digest = outer["erasure"], outer["digest"]
            fields = json.loads(body)
            erasure = Erasure(
                organisation_id=UUID(fields["organisation"]),
                subject_id=UUID(fields["subject"]),
                at=datetime.fromisoformat(fields["at"]),
                reason=fields["reason"],
            )
        except (ValueError, KeyError, TypeError):
            raise BadJournal(f"{path.name}, line {number}: not an erasure.") from None
        if not hmac.compare_digest(digest, _digest(previous, body)):
            raise BadJournal(f"{path.name}, line {number}: altered, or a line before it is missing.")
        previous = digest
        yield erasure, digest
