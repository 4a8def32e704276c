"""The journal of erasures: a file outside the database, written before a key is destroyed.

A backup brings back yesterday's keys; a restore must therefore bring the journal and apply it, or an erased
person would be readable again. Each line is signed over itself and the line before, so a line changed or taken
out of the middle is noticed; lines cut off the end are noticed by `palermo ledger verify`, which compares the
journal with the ledger, and by a restore that is told how many erasures were made. An erasure that was begun and
failed stays in the journal: it was decided, and a restore carries it out.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from palermo.kit.writing import opened
from palermo.trust.json_text import read_json
from palermo.trust.vault.head_keys import HeadKey, known_head_keys
from palermo.trust.vault.root import head_signing_key

JOURNAL_LOCK: Final = "erasure-journal"
"""Held alone by who writes an erasure, until it is committed; and by who replaces the key that signs it."""


class BadJournal(ValueError):
    """The journal of erasures is missing, altered or unreadable; the message says where."""


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """One erasure: whose file, in which office, when, and why (a code)."""

    organisation_id: UUID
    subject_id: UUID
    at: datetime
    reason: str


def _body(erasure: Erasure) -> str:
    fields = {
        "organisation": str(erasure.organisation_id),
        "subject": str(erasure.subject_id),
        "at": erasure.at.isoformat(),
        "reason": erasure.reason,
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":"))


def write_erasure(*, organisation_id: UUID, subject_id: UUID, reason: str) -> Erasure:
    """Append an erasure and force it to disk. The caller holds JOURNAL_LOCK."""
    erasure = Erasure(
        organisation_id=organisation_id, subject_id=subject_id, at=datetime.now(tz=UTC), reason=reason
    )
    path = settings.PALERMO_ERASURES_FILE
    previous = ""
    for _erasure, previous in _read(path):  # noqa: B007 - the last signature is what is wanted
        pass
    body = _body(erasure)
    signature = base64.b64encode(head_signing_key().sign(_message(previous, body))).decode()
    line = json.dumps({"erasure": body, "signature": signature}, separators=(",", ":"))
    descriptor = opened(path, os.O_WRONLY | os.O_APPEND)
    try:
        # On a line of its own, whatever a power failure left of the one before.
        os.write(descriptor, b"\n" + line.encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return erasure


def read_journal(path: Path) -> list[Erasure]:
    """All erasures in `path`, oldest first. Raises BadJournal."""
    if not path.is_file():
        raise BadJournal(f"No journal of erasures at {path}; a restore needs the newest one.")
    return [erasure for erasure, _signature in _read(path)]


def journal_end(path: Path, *, of: str | None = None) -> tuple[int, bytes]:
    """How many erasures `path` holds and the digest of the last: where a key that is replaced ends (key_end.py).

    `of`: where the key (in hexadecimal) ended that signed some of them, before another went on. A journal that is
    altered counts up to there, so that a key which leaked can be replaced all the same.
    """
    end, begun = (0, b""), False
    with suppress(BadJournal):
        for number, (_erasure, _signature, digest, key) in enumerate(_lines(path), start=1):
            if of is None or key == of:
                end, begun = (number, digest), True
            elif begun:
                break
    return end


def _message(previous: str, body: str) -> bytes:
    return f"palermo-erasure:{previous}:{body}".encode()


def _read(path: Path) -> Iterator[tuple[Erasure, str]]:
    lines, keys = list(_lines(path)), {_name(key): key for key in known_head_keys()}
    digests = [digest for _erasure, _signature, digest, _key in lines]
    for number, (erasure, signature, _digest, key) in enumerate(lines, start=1):
        ends = keys[key].ends if key in keys else ()
        if ends and not any(end.erasures >= number for end in ends):
            raise BadJournal(
                f"{path.name}, erasure {number}: signed with a key that was replaced before: somebody added it."
            )
        if ends and not any(
            end.erasures >= number and digests[end.erasures - 1 : end.erasures] == [end.journal]
            for end in ends
        ):
            raise BadJournal(
                f"{path.name}, erasure {max(end.erasures for end in ends)}: missing or not the one that was there "
                "when a key was replaced."
            )
        yield erasure, signature


def _lines(path: Path) -> Iterator[tuple[Erasure, str, bytes, str]]:
    """Each erasure with its signature, a digest of all up to it, and the key that signed it, wherever that ended."""
    if not path.is_file():
        return
    previous, keys = "", known_head_keys()
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip() or _is_cut_short(line):
                continue
            try:
                outer = read_json(line)
                body, signature = outer["erasure"], outer["signature"]
                fields = read_json(body)
                erasure = Erasure(
                    organisation_id=UUID(fields["organisation"]),
                    subject_id=UUID(fields["subject"]),
                    at=datetime.fromisoformat(fields["at"]),
                    reason=fields["reason"],
                )
                signed = base64.b64decode(signature, validate=True)
            except (ValueError, KeyError, TypeError, AttributeError):
                raise BadJournal(f"{path.name}, line {number}: not an erasure.") from None
            message = _message(previous, body)
            key = next((one for one in keys if one.signed(signed, message)), None)
            if key is None:
                raise BadJournal(f"{path.name}, line {number}: altered, or a line before it is missing.")
            previous = signature
            yield erasure, signature, sha256(message + signed).digest(), _name(key)


def _is_cut_short(line: str) -> bool:
    """A line a power failure interrupted: its key was not destroyed yet, and the next line does not follow it."""
    return line.startswith('{"') and not line.rstrip("\n").endswith("}")


def _name(key: HeadKey) -> str:
    return key.public.public_bytes_raw().hex()
