"""Pure rules of services: what others see of free places, when an answer is too old, what a touch does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from palermo.directory.offers.codes import FRESH_FOR, FRESH_FOR_OTHERS, Room, ServiceKind, Tap


@dataclass(frozen=True, kw_only=True)
class Count:
    """Places of a service. `places` is None where nobody counts: then `said` is the answer by hand."""

    places: int | None
    free: int
    ask_at_most: int
    said: Room

    @property
    def shown(self) -> Room:
        """What others see: never the number.

        >>> Count(places=8, free=3, ask_at_most=1, said=Room.NO).shown.value
        'yes'
        """
        if self.places is None:
            return self.said
        if self.free == 0:
            return Room.NO
        return Room.ASK if self.free <= self.ask_at_most else Room.YES

    def allows(self, tap: Tap) -> bool:
        """Whether the touch makes sense now: no place is taken where none is free, none freed where all are."""
        match tap:
            case Tap.TAKEN | Tap.FULL:
                return self.places is not None and self.free > 0
            case Tap.FREED:
                return self.places is not None and self.free < self.places
            case Tap.CONFIRM:
                return True
            case _:
                return self.places is None

    def after(self, tap: Tap) -> Count:
        """The count after a touch. Raises ValueError for one that makes no sense now."""
        if not self.allows(tap):
            raise ValueError(tap)
        match tap:
            case Tap.TAKEN:
                return replace(self, free=self.free - 1)
            case Tap.FREED:
                return replace(self, free=self.free + 1)
            case Tap.FULL:
                return replace(self, free=0)
            case Tap.CONFIRM:
                return self
            case _:
                return replace(self, said=Room(tap.value))


def fresh_for(kind: str) -> timedelta:
    """How long an answer about room in a service of this kind is believed."""
    return FRESH_FOR.get(ServiceKind(kind), FRESH_FOR_OTHERS)


def room_now(*, kind: str, room: str, room_at: datetime | None, now: datetime) -> Room:
    """What an answer about room is worth now: itself, or UNKNOWN once it is too old or was never given."""
    if room_at is None or now - room_at > fresh_for(kind):
        return Room.UNKNOWN
    return Room(room)


def period_refusal(*, first: date | None, last: date | None) -> str | None:
    """A reason code when the last day of a period lies before its first."""
    return "dates_out_of_order" if first and last and last < first else None
