"""The auditor takes away what vouches for the office's ledger."""

from __future__ import annotations

from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.ledger.queries import newest_head
from palermo.trust.ledger.witness import witness_line
from palermo.trust.service import service
from palermo.trust.verbs import LedgerVerb


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
