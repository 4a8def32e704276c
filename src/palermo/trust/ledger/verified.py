"""What the last verification found: written by `palermo ledger verify`, read by auditors and the operator.

    {"verified_at": …, "signature": …}                                         signed with all that follows
    {"faults": [["unwitnessed", null, 12], …], "offices": {ID: [events, last, witnessed], …}}

The whole ledger is verified by its owner, whom no page is; so the page tells what was found and when, and who does it.
"""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings

from palermo.kit.writing import write_file
from palermo.trust.json_text import read_json
from palermo.trust.ledger.report import MEANING, Fault, Report
from palermo.trust.vault.head_keys import known_head_keys
from palermo.trust.vault.root import head_signing_key

LONGEST_FILE = 16 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class VerifiedOffice:
    """One chain as the last verification found it; `faults` are sentences about it and about the installation."""

    at: datetime
    events: int
    last: int
    witnessed: int
    faults: tuple[str, ...]

    @property
    def intact(self) -> bool:
        """True when nothing was found."""
        return not self.faults


def verified_file() -> Path:
    """Where it lies in the data folder."""
    return Path(settings.PALERMO_DATA) / "verified.json"


def write_verified(report: Report, *, at: datetime) -> None:
    """Write what was found. A folder that cannot be written leaves what was found before."""
    body = json.dumps(
        {
            "faults": [
                [one.fault.value, str(one.organisation_id) if one.organisation_id else None, one.place]
                for one in report.findings
            ],
            "offices": {
                str(one.organisation_id): [one.events, one.last, one.witnessed] for one in report.offices
            },
        },
        separators=(",", ":"),
    )
    moment = at.astimezone(UTC).isoformat()
    signature = base64.b64encode(head_signing_key().sign(_message(moment, body))).decode()
    seal = json.dumps({"verified_at": moment, "signature": signature}, separators=(",", ":"))
    with suppress(OSError):
        write_file(verified_file(), f"{seal}\n{body}\n")


def verified(organisation_id: UUID) -> VerifiedOffice | None:
    """What was found of one office; None where none ran, or the file is not as this installation signed it.

    An office that began afterwards is in none either.
    """
    try:
        with verified_file().open(encoding="utf-8") as file:
            first, body = file.read(LONGEST_FILE).splitlines()[:2]
        seal = read_json(first)
        moment, signature = str(seal["verified_at"]), base64.b64decode(seal["signature"], validate=True)
        if not any(key.signed(signature, _message(moment, body)) for key in known_head_keys()):
            return None
        found = read_json(body)
        events, last, witnessed = found["offices"][str(organisation_id)]
        faults = [
            Fault(fault)
            for fault, office, _place in found["faults"]
            if office is None or office == str(organisation_id)
        ]
        return VerifiedOffice(
            at=datetime.fromisoformat(moment),
            events=int(events),
            last=int(last),
            witnessed=int(witnessed),
            faults=tuple(dict.fromkeys(MEANING[fault] for fault in faults)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _message(moment: str, body: str) -> bytes:
    return b"palermo-verified:" + moment.encode() + b":" + sha256(body.encode()).digest()
