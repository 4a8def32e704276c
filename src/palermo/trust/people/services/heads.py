"""The auditor takes away what vouches for the office's ledger, compares what was kept, and takes a part of it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.ledger.chain import Head, signed_by
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.ledger.queries import Sought, TooMany, consecutive, events, newest_head, same_event
from palermo.trust.ledger.witness import read_head, witness_line
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.service import service
from palermo.trust.vault.head_keys import known_head_keys
from palermo.trust.verbs import LedgerVerb

MOST_EXPORTED = 50_000
"""Events in one file: more would hold a worker of the web for long. A shorter period is chosen then."""


class Form(StrEnum):
    """How a part of the ledger is taken out."""

    SIGNED_LINES = "jsonl"
    SPREADSHEET = "csv"


@service
def take_newest_head(actor: Actor) -> str | None:
    """The newest signed head as a line of a witness file; None where nothing was recorded yet.

    Raises Refused for whoever may not see the ledger.
    """
    newest = newest_head(actor)
    if newest is None:
        return None
    record(actor, verb=LedgerVerb.WITNESS_TAKEN, codes={"sequence": newest.sequence})
    return witness_line(newest)


class Proof(StrEnum):
    """What comparing a kept proof with the ledger says."""

    SAME = "same"
    OTHER = "other"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What it says, and of which head."""

    proof: Proof
    head: Head | None = None


@service
def compare_proof(actor: Actor, *, line: str) -> Compared:
    """Compare a line that was kept with the office's ledger. Raises Refused for whoever may not see the ledger."""
    PEOPLE.require(actor, PeopleAction.SEE_LEDGER)
    head = read_head(line)
    if head is None:
        return Compared(proof=Proof.UNREADABLE)
    ours = signed_by(
        known_head_keys(), head.signature, head.organisation_id, head.commit_from, head.sequence, head.hash
    )
    if head.organisation_id != actor.organisation_id or not ours:
        return Compared(proof=Proof.FOREIGN)
    same = same_event(actor, head)
    record(actor, verb=LedgerVerb.WITNESS_COMPARED, codes={"sequence": head.sequence, "agreed": same})
    return Compared(proof=Proof.SAME if same else Proof.OTHER, head=head)


@service
def export_signed(actor: Actor, *, since: datetime | None, until: datetime | None) -> list[LedgerEvent]:
    """Every event of a time, up to a signed head; recorded. Raises Refused, and TooMany for more than a file takes."""
    found = consecutive(actor, since=since, until=until, most=MOST_EXPORTED)
    _tell_exported(actor, found, Form.SIGNED_LINES)
    return found


@service
def export_sought(actor: Actor, sought: Sought) -> list[LedgerEvent]:
    """The events a list shows, all of its pages, newest first; recorded. Raises Refused, and TooMany as above."""
    found = events(actor, sought, before=None, limit=MOST_EXPORTED + 1)
    if len(found) > MOST_EXPORTED:
        raise TooMany(len(found))
    _tell_exported(actor, sorted(found, key=lambda row: row.sequence), Form.SPREADSHEET)
    return found


def _tell_exported(actor: Actor, found: list[LedgerEvent], form: Form) -> None:
    codes: dict[str, str | int] = {"form": form.value, "number": len(found)}
    if found:
        codes |= {"first": found[0].sequence, "last": found[-1].sequence}
    object_id: UUID = actor.organisation_id
    record(actor, verb=LedgerVerb.LEDGER_EXPORTED, object_type="ledger", object_id=object_id, codes=codes)
