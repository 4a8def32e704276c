"""Pure rules of identification and of children. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from palermo.protection.identification.codes import BEFORE_THE_MINIMUM, HER_WISH, ReflectionEnd
from palermo.reference.profiles import Profile


@dataclass(frozen=True)
class Pause:
    """Days that do not count: from `first`, up to but not including `until`; None while it lasts."""

    first: date
    until: date | None

    @property
    def days(self) -> int:
        """How many days it took; 0 while it lasts."""
        return (self.until - self.first).days if self.until else 0


def pauses_of(raw: Sequence[dict[str, str | None]]) -> list[Pause]:
    """Pauses as a row keeps them."""
    return [
        Pause(
            date.fromisoformat(str(one["from"])), date.fromisoformat(one["until"]) if one["until"] else None
        )
        for one in raw
    ]


def reflection_minimum(started: date, profile: Profile, pauses: Collection[Pause] = ()) -> date:
    """The last of the minimum days. Each day of a pause that is over comes on top."""
    return profile.calendar.after(started, profile.reflection_minimum) + timedelta(
        days=sum(pause.days for pause in pauses)
    )


def ending_refusal(
    reason: ReflectionEnd,
    *,
    minimum_until: date,
    day: date,
    paused: bool,
    lacks_guardian: bool,
    decided_negative: bool,
) -> str | None:
    """A reason code when a period may not end for `reason` on `day`, else None.

    Before its minimum days are over only the person's wish, or death, ends it; a child's wish needs the guardian.
    That it was presumed in error only the decision-maker finds.
    """
    if reason in HER_WISH and lacks_guardian:
        return "guardian_needed"
    if reason is ReflectionEnd.PRESUMED_IN_ERROR and not decided_negative:
        return "reflection_error_undecided"
    if reason in BEFORE_THE_MINIMUM:
        return None
    return "reflection_not_over" if paused or day <= minimum_until else None


def is_before_minimum(*, minimum_until: date | None, day: date, paused: bool) -> bool:
    """Whether a decision on `day` comes before the minimum days are over; `minimum_until` None without a period."""
    return minimum_until is not None and (paused or day <= minimum_until)
