"""A part of an office's ledger as a file of its own: lines that anybody with the key of heads can verify.

    {"palermo_ledger": 1, "organisation": …, "first": …, "last": …, "exported_at": …, "head_keys": […]}
    {"sequence": …, "at": …, "actor": […], "verb": …, "object": […], "codes": {…}, "previous": …, "hash": …, …}

The lines are consecutive and end with a signed head, so that each is held by the one after it and the last by a
signature. `palermo ledger check FILE` reads it. Verification needs nothing of the database.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from palermo.trust.json_text import read_json
from palermo.trust.ledger.chain import event_hash, is_signed
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.vault.head_keys import HeadKey

FORMAT = 1
LONGEST_LINE = 64 * 1024


class BadExport(ValueError):
    """A file that is no export of a ledger, or is not as it was signed; the message says where."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a file holds: whose events, from which number to which, until when; all of them held by a signature."""

    organisation_id: UUID
    first: int
    last: int
    until: datetime


def export_text(events: Sequence[LedgerEvent], *, at: datetime, keys: Iterable[HeadKey]) -> str:
    """The text of a file of `events`, which are consecutive and end with a signed one; at least one."""
    header = {
        "palermo_ledger": FORMAT,
        "organisation": str(events[0].organisation_id),
        "first": events[0].sequence,
        "last": events[-1].sequence,
        "exported_at": at.astimezone(UTC).isoformat(),
        "head_keys": [key.public.public_bytes_raw().hex() for key in keys],
    }
    return "".join(f"{_line(one)}\n" for one in (header, *map(_fields, events)))


def _fields(event: LedgerEvent) -> dict[str, Any]:
    fields = {
        "sequence": event.sequence,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [event.actor_kind, str(event.actor_id) if event.actor_id else None],
        "verb": event.verb,
        "object": [event.object_type, str(event.object_id) if event.object_id else None],
        "codes": event.codes,
        "previous": bytes(event.previous_hash).hex(),
        "hash": bytes(event.hash).hex(),
    }
    if event.signature is not None:
        fields["from"] = event.commit_from
        fields["signature"] = base64.b64encode(bytes(event.signature)).decode()
    return fields


def _line(fields: dict[str, Any]) -> str:
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=True)


def check_export(path: Path, keys: Sequence[HeadKey]) -> Checked:
    """Verify a file against itself and `keys`: each hash, each link, each signature, and that the last line is signed.

    Raises BadExport with the number of the line that does not hold.
    """
    lines = _lines(path)
    header = next(lines, None)
    try:
        if header is None or header["palermo_ledger"] != FORMAT:
            raise BadExport(f"{path} is no export of a ledger.")
        organisation_id = UUID(header["organisation"])
        first, last = int(header["first"]), int(header["last"])
    except (KeyError, ValueError, TypeError) as error:
        raise BadExport(f"{path} is no export of a ledger.") from error
    number, previous, event = 1, None, None
    for number, fields in enumerate(lines, start=2):
        event = _event(fields, organisation_id, path, number)
        if event.sequence != first + number - 2:
            raise BadExport(f"{path}, line {number}: an event is missing, doubled or out of order.")
        if previous is not None and bytes(event.previous_hash) != previous:
            raise BadExport(f"{path}, line {number}: the event does not follow the one before it.")
        if event_hash(event) != bytes(event.hash):
            raise BadExport(f"{path}, line {number}: the event was changed after it was recorded.")
        if event.signature is not None and not is_signed(event, keys):
            raise BadExport(f"{path}, line {number}: the signature is not of a key that you trust.")
        previous = bytes(event.hash)
    if event is None or event.sequence != last:
        raise BadExport(f"{path}, line {number}: the file ends before its last event.")
    if event.signature is None:
        raise BadExport(f"{path}, line {number}: no signature holds the last events.")
    return Checked(organisation_id=organisation_id, first=first, last=last, until=event.at)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            try:
                fields = read_json(line)
            except ValueError:
                raise BadExport(f"{path}, line {number} cannot be read.") from None
            if not isinstance(fields, dict):
                raise BadExport(f"{path}, line {number} cannot be read.")
            yield fields


def _event(fields: dict[str, Any], organisation_id: UUID, path: Path, number: int) -> LedgerEvent:
    try:
        actor_kind, actor_id = fields["actor"]
        object_type, object_id = fields["object"]
        signature = fields.get("signature")
        return LedgerEvent(
            organisation_id=organisation_id,
            sequence=int(fields["sequence"]),
            at=datetime.fromisoformat(fields["at"]),
            actor_kind=str(actor_kind),
            actor_id=UUID(actor_id) if actor_id else None,
            verb=str(fields["verb"]),
            object_type=str(object_type),
            object_id=UUID(object_id) if object_id else None,
            codes=fields["codes"],
            previous_hash=bytes.fromhex(fields["previous"]),
            hash=bytes.fromhex(fields["hash"]),
            signature=base64.b64decode(signature, validate=True) if signature else None,
            commit_from=fields.get("from"),
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        raise BadExport(f"{path}, line {number} cannot be read.") from None
