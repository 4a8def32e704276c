"""Pure rules of identification and of children. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from palermo.kit.partial_date import PartialDate
from palermo.protection.codes.children import Conflict
from palermo.protection.codes.identification import BEFORE_THE_MINIMUM, HER_WISH, ReflectionEnd
from palermo.reference.persons import AgeBand, is_child
from palermo.reference.profiles import Profile


@dataclass(frozen=True, kw_only=True)
class GuardianTerms:
    """What decides whether somebody counts as a child's guardian."""

    mandate: str
    mandate_until: date | None
    verified: bool
    conflict: str
    ended: bool


def guardian_refusal(terms: GuardianTerms, profile: Profile, *, day: date) -> str | None:
    """A reason code when somebody does not count as guardian on `day`, else None. Kinship decides nothing."""
    if terms.ended:
        return "guardian_ended"
    if not terms.verified:
        return "guardian_mandate_unverified"
    if terms.mandate not in profile.mandates:
        return "guardian_mandate_none"
    if terms.mandate_until is not None and terms.mandate_until < day:
        return "guardian_mandate_over"
    if terms.conflict == Conflict.NONE_FOUND:
        return None
    return "guardian_conflict" if terms.conflict else "guardian_conflict_unchecked"


def needs_two_for_age(before: str, after: str) -> bool:
    """Whether a change of age takes a child's protection away: then nobody decides it alone.

    >>> needs_two_for_age("in_doubt", "18_25"), needs_two_for_age("in_doubt", "12_17")
    (True, False)
    """
    return is_child(before) and not is_child(after)


def may_be_child(birth: PartialDate, *, day: date) -> bool:
    """Whether somebody born then may be under eighteen on `day` (Palermo Protocol, Article 3(d)), as far as is known.

    >>> day = date(2026, 11, 26)
    >>> may_be_child(PartialDate(2008), day=day), may_be_child(PartialDate(2008, 11, 26), day=day)
    (True, False)
    """
    born = birth.latest
    return (day.year - born.year, day.month, day.day) < (_OF_AGE, born.month, born.day)


_OF_AGE = 18


def second_person_refusal(*, proposed_by: UUID, answers: UUID, has_function: bool) -> str | None:
    """A reason code when somebody may not answer a proposal about an age in doubt."""
    return "age_needs_two_people" if proposed_by == answers and not has_function else None


def goes_on_without_guardian(need_kind: str, profile: Profile) -> bool:
    """Whether help of this kind is a safety measure that goes on for a child without a guardian."""
    return need_kind in profile.safety_measures


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


def may_be_found(age_band: str) -> bool:
    """Whether an age in doubt may be decided to be this."""
    return age_band in _FOUND


_FOUND = frozenset(
    {
        AgeBand.UNDER_12,
        AgeBand.FROM_12_TO_17,
        AgeBand.FROM_18_TO_25,
        AgeBand.FROM_26_TO_40,
        AgeBand.OVER_40,
    }
)
