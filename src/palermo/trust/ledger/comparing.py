"""A backup's witness beside a copy that was kept elsewhere: the longer one is what a restored ledger must agree with.

A backup brings its own witness, so that whoever changed both changed them alike. A copy from another machine was out
of their hands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from palermo.kit.writing import make_file
from palermo.trust.ledger.chain import Head, signed_by
from palermo.trust.ledger.collected import BadCopy, is_collected, read_collected
from palermo.trust.ledger.heads import WitnessedHead, sorted_heads
from palermo.trust.ledger.report import Report
from palermo.trust.ledger.witness import write_witness
from palermo.trust.vault.head_keys import known_head_keys

UNDER_WAY = timedelta(minutes=10)
"""A commit may carry a time from before the backup began and be committed after it: how long that may take."""


class Contradiction(ValueError):
    """The two witnesses cannot both be true; the message says where."""


@dataclass(frozen=True)
class Comparison:
    """How many heads both have, how many only the copy has from before the backup, and how many from after it.

    `cut_short` counts lines of the copy without their end, as a power failure leaves one: they tell nothing.
    """

    same: int
    added: int
    after: int
    cut_short: int


def compare(own: Path, copy: Path, *, taken_at: datetime) -> Comparison:
    """Compare a backup's witness with a copy, and add to the first what only the copy knows from before the backup.

    What was added is looked for by the verification that follows: a backup cut short has it not. Heads from after
    the backup are of work that a restore loses. Raises Contradiction where both have another head at one place or the
    copy holds a head of another installation, BadCopy where the copy holds none, a line that is none, or is a collected
    file that was altered.
    """
    if is_collected(copy):
        read_collected(copy)
    keys, report = known_head_keys(), Report()
    same, after, count = 0, 0, 0
    added: list[WitnessedHead] = []
    if not own.exists():
        make_file(own)
    with sorted_heads(own, Report()) as mine, sorted_heads(copy, report) as theirs:
        walk = _Beside(mine)
        for head in theirs:
            count += 1
            signed = (head.organisation_id, head.commit_from, head.sequence, head.hash)
            if not signed_by(keys, head.signature, *signed):
                raise Contradiction(f"it holds a head that this installation did not sign ({_place(head)}).")
            found = walk.at(head)
            if any((one.hash, one.signature) != (head.hash, head.signature) for one in found):
                raise Contradiction(
                    f"{_place(head)} is another one there. The backup was changed, or the copy is from before an "
                    "earlier restore."
                )
            if found:
                same += 1
            elif head.at <= taken_at - UNDER_WAY:
                added.append(head)
            else:
                after += 1
    if faults := len(report.findings) + report.more:
        raise BadCopy(
            f"{faults} of its lines are no heads: it was altered or damaged. Take another copy, or leave it away."
        )
    if not count:
        raise BadCopy("it holds no head of a ledger.")
    for head in added:
        write_witness(Head(**head._asdict()), own)
    return Comparison(same, len(added), after, report.unreadable_lines)


class _Beside:
    """Goes through heads in the order of the chains, beside those of another file."""

    def __init__(self, heads: Iterator[WitnessedHead]) -> None:
        self.heads = heads
        self.next = next(heads, None)
        self.place: tuple[bytes, int] | None = None
        self.found: list[WitnessedHead] = []

    def at(self, head: WitnessedHead) -> list[WitnessedHead]:
        """The heads at the place of `head`; places are asked for in order, and may be asked for again."""
        place = _order(head)
        if place == self.place:
            return self.found
        self.place, self.found = place, []
        while self.next is not None and _order(self.next) <= place:
            if _order(self.next) == place:
                self.found.append(self.next)
            self.next = next(self.heads, None)
        return self.found


def _order(head: WitnessedHead) -> tuple[bytes, int]:
    return head.organisation_id.bytes, head.sequence


def _place(head: WitnessedHead) -> str:
    return f"event {head.sequence} of office {head.organisation_id}"
