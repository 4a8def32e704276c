"""Who signed the Protocol, who is bound by it, since when, and how well that is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from palermo.reference.dates import FactDate
from palermo.reference.entry_into_force import (
    EntryIntoForce,
    ProtocolInForce,
    entry_into_force,
    protocol_in_force,
)
from palermo.reference.scheme import PROTOCOL, Source, named_sources
from palermo.reference.tables import read_table

EUROPEAN_UNION = "EU"
EUROPEAN_UNION_NAME = "European Union"


class Act(StrEnum):
    """The act by which a participant consented to be bound."""

    RATIFICATION = "ratification"
    ACCEPTANCE = "acceptance"
    APPROVAL = "approval"
    ACCESSION = "accession"
    SUCCESSION = "succession"


class Confidence(StrEnum):
    """How well a row is known.

    A: the depositary's list of January 2014. B: wholly or partly confirmed by a page that was read.
    C: date unconfirmed.
    """

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True)
class Participation:
    """One participant of the Protocol. `code` is ISO 3166-1 alpha-3, or "EU" for the European Union.

    `consent` is the day of deposit; `listed_as` is the depositary's name where it differs from today's.
    """

    code: str
    listed_as: str
    signature: date | None
    consent: FactDate | None
    act: Act | None
    confidence: Confidence
    sources: tuple[Source, ...]
    note: str

    @property
    def is_union(self) -> bool:
        """Whether this is the regional economic integration organisation among the participants."""
        return self.code == EUROPEAN_UNION

    @property
    def first_act(self) -> FactDate:
        """The day on which it became a participant, by signature or by consent to be bound."""
        if self.signature is not None:
            return FactDate.exact(self.signature)
        if self.consent is None:
            raise ValueError(f"{self.code} neither signed nor consented to be bound")
        return self.consent


_COLUMNS = (
    "code",
    "listed_as",
    "signature",
    "consent",
    "earliest",
    "latest",
    "act",
    "confidence",
    "sources",
    "note",
)


def _participation(row: dict[str, str]) -> Participation:
    consent = None
    if row["consent"]:
        consent = FactDate(
            best=date.fromisoformat(row["consent"]),
            earliest=date.fromisoformat(row["earliest"]),
            latest=date.fromisoformat(row["latest"]),
        )
    return Participation(
        code=row["code"],
        listed_as=row["listed_as"],
        signature=date.fromisoformat(row["signature"]) if row["signature"] else None,
        consent=consent,
        act=Act(row["act"]) if row["act"] else None,
        confidence=Confidence(row["confidence"]),
        sources=named_sources(row["sources"]),
        note=row["note"],
    )


@cache
def participations() -> tuple[Participation, ...]:
    """Return every participant: who signed or consented to be bound up to `PROTOCOL.known_until`."""
    return tuple(_participation(row) for row in read_table("protocol_participants", columns=_COLUMNS))


@cache
def protocol_entry_into_force() -> ProtocolInForce:
    """Return when the Protocol entered into force, worked out from the deposits by article 17(1)."""
    deposits = [
        row.consent.best
        for row in participations()
        if row.consent is not None and not row.is_union and row.act is not Act.SUCCESSION
    ]
    return protocol_in_force(deposits, convention_in_force=PROTOCOL.convention_in_force)


def in_force_for(participation: Participation) -> EntryIntoForce | None:
    """Return when the Protocol entered into force for a participant, None for one that only signed."""
    if participation.consent is None:
        return None
    return _in_force(participation, participation.consent.best)


def in_force_dates(participation: Participation) -> FactDate | None:
    """Return the day of entry into force with the limits that the day of deposit leaves."""
    consent = participation.consent
    if consent is None:
        return None
    return FactDate(
        best=_in_force(participation, consent.best).day,
        earliest=_in_force(participation, consent.earliest).day,
        latest=_in_force(participation, consent.latest).day,
    )


def _in_force(participation: Participation, deposit: date) -> EntryIntoForce:
    return entry_into_force(
        deposit,
        protocol=protocol_entry_into_force(),
        by_succession=participation.act is Act.SUCCESSION,
    )
