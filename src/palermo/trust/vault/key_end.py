"""Where a former key of heads ended: what it signed counts up to there, and what it signs later does not.

    until DIGEST TEXT      a line of ledger-heads.pub; certificates name it by its digest, so that it stands there once

The text is canonical JSON in base64: the last head of each office's chain with its hash, how many erasures the journal
held and a digest of the last, and the moment, up to which a collected file of heads may be dated.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from palermo.trust.json_text import read_json

BEGINS = "until"


@dataclass(frozen=True, kw_only=True)
class KeyEnd:
    """The end of a former key: what it signed up to here counts.

    `heads` names the last event of each office's chain and its hash; an office that is not named has nothing that
    counts. `erasures` counts the lines of the journal and `journal` is the digest of the last one (empty: of none).
    `late` says that it was found out when the key had been replaced already: what the key signed until then at the end
    of a chain that nobody went on with, nobody can vouch for.
    """

    at: datetime
    heads: Mapping[UUID, tuple[int, bytes]] = field(hash=False)
    erasures: int = 0
    journal: bytes = b""
    late: bool = False

    def admits_head(self, organisation_id: UUID, sequence: int, hash_: bytes) -> bool:
        """Whether a head at this place was signed before the end."""
        last, last_hash = self.heads.get(organisation_id, (0, b""))
        return sequence < last or (sequence == last and hash_ == last_hash)

    def line(self) -> str:
        """As a line of the file, without its end."""
        return f"{BEGINS} {self.digest()} {self._text()}"

    def digest(self) -> str:
        """SHA-256 of its text in hexadecimal: what a certificate names."""
        return sha256(self._text().encode()).hexdigest()

    def _text(self) -> str:
        fields = {
            "at": self.at.isoformat(),
            "heads": {one.hex: [last, hash_.hex()] for one, (last, hash_) in self.heads.items()},
            "erasures": self.erasures,
            "journal": self.journal.hex(),
            "late": self.late,
        }
        return base64.b64encode(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()).decode()


@lru_cache(maxsize=64)
def read_end(digest: str, text: str) -> KeyEnd | None:
    """The end that a line of the file tells; None where it is none, or not the one of this digest."""
    if sha256(text.encode()).hexdigest() != digest:
        return None
    try:
        fields = read_json(base64.b64decode(text, validate=True))
        end = KeyEnd(
            at=datetime.fromisoformat(fields["at"]),
            heads={
                UUID(hex=one): (int(last), bytes.fromhex(hash_))
                for one, (last, hash_) in fields["heads"].items()
            },
            erasures=int(fields["erasures"]),
            journal=bytes.fromhex(fields["journal"]),
            late=fields["late"] is True,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return end if end.at.tzinfo is not None else None
