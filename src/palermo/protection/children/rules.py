"""Pure rules for children: which guardian counts, who decides an age. Plain values in, plain values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from palermo.protection.children.codes import Conflict
from palermo.reference.persons import AgeBand
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


def second_person_refusal(*, proposed_by: UUID, answers: UUID, has_function: bool) -> str | None:
    """A reason code when somebody may not answer a proposal about an age in doubt."""
    return "age_needs_two_people" if proposed_by == answers and not has_function else None


def goes_on_without_guardian(need_kind: str, profile: Profile) -> bool:
    """Whether help of this kind is a safety measure that goes on for a child without a guardian."""
    return need_kind in profile.safety_measures


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
