"""Article 17 of the Protocol as two pure functions.

Paragraph 1: the Protocol enters into force on the ninetieth day after the deposit of the fortieth instrument
of ratification, acceptance, approval or accession, but not before the Convention; that of a regional
economic integration organisation is not counted beside those of its members.
Paragraph 2: for whoever deposits later, on the thirtieth day after the deposit or on the day of paragraph 1,
whichever is later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

INSTRUMENTS_NEEDED = 40
DAYS_AFTER_FORTIETH = 90
DAYS_AFTER_DEPOSIT = 30


class Rule(StrEnum):
    """Which words of article 17 gave a day of entry into force."""

    FIRST_FORTY = "first_forty"
    THIRTIETH_DAY = "thirtieth_day"
    WITH_THE_PROTOCOL = "with_the_protocol"
    SUCCESSION = "succession"


@dataclass(frozen=True)
class EntryIntoForce:
    """The day the Protocol enters into force for one participant and the rule that gave it."""

    day: date
    rule: Rule


@dataclass(frozen=True)
class ProtocolInForce:
    """When the Protocol itself entered into force, and the deposit of the instrument that made it so."""

    day: date
    fortieth_deposit: date


def protocol_in_force(deposits: Iterable[date], *, convention_in_force: date) -> ProtocolInForce:
    """Apply paragraph 1 to the days of deposit of the instruments that count.

    The caller leaves out the instrument of a regional economic integration organisation and successions.
    Raises ValueError with fewer than forty deposits.

    >>> forty = [date(2003, 9, 26)] * 40
    >>> protocol_in_force(forty, convention_in_force=date(2003, 9, 29)).day
    datetime.date(2003, 12, 25)
    """
    ordered = sorted(deposits)
    if len(ordered) < INSTRUMENTS_NEEDED:
        raise ValueError(
            f"{len(ordered)} instruments are fewer than the {INSTRUMENTS_NEEDED} of article 17(1)"
        )
    fortieth = ordered[INSTRUMENTS_NEEDED - 1]
    ninetieth_day = fortieth + timedelta(days=DAYS_AFTER_FORTIETH)
    return ProtocolInForce(day=max(ninetieth_day, convention_in_force), fortieth_deposit=fortieth)


def entry_into_force(
    deposit: date, *, protocol: ProtocolInForce, by_succession: bool = False
) -> EntryIntoForce:
    """Apply paragraph 2 to one day of deposit.

    Article 17 does not speak of succession; the thirtieth day is then calculated and the rule says so.

    >>> protocol = ProtocolInForce(day=date(2003, 12, 25), fortieth_deposit=date(2003, 9, 26))
    >>> entry_into_force(date(2004, 3, 9), protocol=protocol).day
    datetime.date(2004, 4, 8)
    """
    thirtieth_day = deposit + timedelta(days=DAYS_AFTER_DEPOSIT)
    day = max(thirtieth_day, protocol.day)
    if by_succession:
        return EntryIntoForce(day=day, rule=Rule.SUCCESSION)
    if deposit <= protocol.fortieth_deposit:
        return EntryIntoForce(day=protocol.day, rule=Rule.FIRST_FORTY)
    if thirtieth_day < protocol.day:
        return EntryIntoForce(day=day, rule=Rule.WITH_THE_PROTOCOL)
    return EntryIntoForce(day=day, rule=Rule.THIRTIETH_DAY)
