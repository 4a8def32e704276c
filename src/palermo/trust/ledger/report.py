"""What a verification found, office by office."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

FINDINGS_SHOWN = 20


class Fault(StrEnum):
    """What is wrong with a chain, its witness or the journal of erasures."""

    GAP = "gap"
    LINK = "link"
    CONTENT = "content"
    SIGNATURE = "signature"
    UNSIGNED_END = "unsigned_end"
    UNCOVERED = "uncovered"
    NO_CHAIN = "no_chain"
    WITNESSED_MISSING = "witnessed_missing"
    WITNESSED_OTHER = "witnessed_other"
    WITNESS_MISSING = "witness_missing"
    WITNESS_LINE = "witness_line"
    UNWITNESSED = "unwitnessed"
    WITNESS_SIGNATURE = "witness_signature"
    UNPROTECTED = "unprotected"
    JOURNAL = "journal"
    JOURNAL_SHORT = "journal_short"
    HEAD_KEY = "head_key"
    ENDLESS_KEY = "endless_key"
    ENDED_OTHER = "ended_other"
    COPY_ALTERED = "copy_altered"
    PRINTED_MISSING = "printed_missing"
    PRINTED_OTHER = "printed_other"
    RENEWED = "renewed"
    STALE = "stale"
    WITNESS_STALE = "witness_stale"


MEANING = {
    Fault.GAP: "an event is missing, doubled or out of order",
    Fault.LINK: "an event does not follow the one before it",
    Fault.CONTENT: "an event was changed after it was recorded",
    Fault.SIGNATURE: "a head's signature is not this installation's, or of a key that was replaced before",
    Fault.UNSIGNED_END: "the last events are signed by no head",
    Fault.UNCOVERED: "from here to the next commit, events were put into the ledger by something other than Palermo",
    Fault.NO_CHAIN: "this office exists and has no events at all",
    Fault.WITNESSED_MISSING: "the witness saw a head here and the ledger ends before it or left it out",
    Fault.WITNESSED_OTHER: "the witness saw another head here, or one with a signature",
    Fault.WITNESS_MISSING: "there is no witness file, so nothing says where the chains ended",
    Fault.WITNESS_LINE: "a line of the witness file cannot be read, and no power failure leaves one like it",
    Fault.UNWITNESSED: "this office has events up to here, and not one head of it is in this witness",
    Fault.WITNESS_SIGNATURE: "a head in the witness file is not this installation's, or of a key replaced before",
    Fault.UNPROTECTED: "the ledger's table has lost its protection against change",
    Fault.JOURNAL: "the journal of erasures is missing or altered",
    Fault.JOURNAL_SHORT: "the journal of erasures has fewer lines than the ledger has erasures",
    Fault.HEAD_KEY: "a line of ledger-heads.pub is certified by nothing and is ignored: see palermo keys show",
    Fault.ENDLESS_KEY: "a former key of heads signs on until the next renewal of heads: see palermo keys show",
    Fault.ENDED_OTHER: "another event is here than when a key of heads was replaced, or none",
    Fault.COPY_ALTERED: "the collected file of heads is not as Palermo signed it",
    Fault.PRINTED_MISSING: "a head that was printed here is not in the ledger",
    Fault.PRINTED_OTHER: "the ledger has another event where this head was printed",
    Fault.RENEWED: "the installation's chain wrote down another head here, or one that is gone",
    Fault.STALE: "the newest head is older than a day: commits were cut off, or no task worker ran",
    Fault.WITNESS_STALE: "the witness file ends more than a day before the ledger: it was cut, or cannot be written",
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault: in whose chain (None: the installation as a whole) and at which event or line."""

    fault: Fault
    organisation_id: UUID | None = None
    place: int | None = None

    def __str__(self) -> str:
        where = f"office {self.organisation_id}" if self.organisation_id else "installation"
        at = f", at {self.place}" if self.place is not None else ""
        return f"{where}{at}: {MEANING[self.fault]}"


@dataclass(kw_only=True)
class OfficeReport:
    """One chain: how long it is, up to where the witness vouches for it, how many of its end are unsigned."""

    organisation_id: UUID
    events: int = 0
    began: datetime | None = None
    last: int = 0
    witnessed: int = 0
    signed: int = 0
    erasures: int = 0

    @property
    def beyond(self) -> int:
        """Events after the last witnessed head: nothing outside the database vouches for them."""
        return max(0, self.last - self.witnessed)

    @property
    def unsigned(self) -> int:
        """Events after the last signed head."""
        return max(0, self.last - self.signed)


@dataclass
class Report:
    """The outcome: every chain, and the faults (the first of each office; `more` counts those not kept).

    `unreadable_lines` of the witness vouch for nothing; one cut short by a power failure is no fault by itself.
    `witness_ends` is the time of its newest head, `newest` that of the ledger's. `journal_beyond` counts erasures that
    were begun and are in no event. `holes` are times of more than a day in which no heads were renewed: the server was
    off, or the installation's chain was cut there. `late_ends` are the times when former keys got an end that were
    replaced before: what they signed until then at the end of a chain that no other key went on with, nobody can vouch
    for.
    """

    offices: list[OfficeReport] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    more: int = 0
    journal_beyond: int = 0
    unreadable_lines: int = 0
    witness_ends: datetime | None = None
    newest: datetime | None = None
    holes: list[tuple[datetime, datetime]] = field(default_factory=list)
    late_ends: list[datetime] = field(default_factory=list)
    _kept: Counter[UUID | None] = field(default_factory=Counter, repr=False)

    @property
    def intact(self) -> bool:
        """True when nothing is wrong up to the last witnessed heads."""
        return not self.findings

    def add(self, fault: Fault, organisation_id: UUID | None = None, place: int | None = None) -> None:
        """Keep a finding, at most FINDINGS_SHOWN of each office."""
        if self._kept[organisation_id] >= FINDINGS_SHOWN:
            self.more += 1
        else:
            self._kept[organisation_id] += 1
            self.findings.append(Finding(fault=fault, organisation_id=organisation_id, place=place))
