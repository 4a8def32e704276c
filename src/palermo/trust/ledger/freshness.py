"""Whether the newest heads are as new as they must be: they are renewed each hour, also when nothing happened.

Without renewal a quiet week and a week cut off look alike. With it, a ledger and a witness cut together by more than
STALE_AFTER are found on the machine itself, for as long as nobody renews them with the root key.
"""

from __future__ import annotations

from datetime import datetime

from palermo.trust.ledger.collected import STALE_AFTER
from palermo.trust.ledger.report import Fault, Report


def is_stale(at: datetime | None, *, now: datetime) -> bool:
    """True when a newest head of this time is too old, or there is none."""
    return at is None or now - at > STALE_AFTER


def find_stale(report: Report, *, now: datetime, own_witness: bool) -> None:
    """Add what is too old to `report`. A copy of the witness given by hand (`own_witness` False) may be."""
    if is_stale(report.newest, now=now):
        report.add(Fault.STALE)
    elif (
        own_witness
        and report.newest
        and report.witness_ends
        and is_stale(report.witness_ends, now=report.newest)
    ):
        report.add(Fault.WITNESS_STALE)
