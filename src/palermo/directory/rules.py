"""When an agreement between two offices is live, and who may do what to it. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from palermo.trust.basis.rules import Disclosure, Terms, agreement_refusal


class ControllerRole(StrEnum):
    """What an office is for the data exchanged, in the terms common to data protection laws."""

    INDEPENDENT = "independent_controller"
    JOINT = "joint_controller"
    PROCESSOR = "processor"


class AgreementState(StrEnum):
    """Where an agreement stands on a day."""

    PROPOSED = "proposed"
    NOT_BEGUN = "not_begun"
    LIVE = "live"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class AgreementTerms:
    """An accepted agreement that neither side has ended, as the rules need it."""

    id: UUID
    terms: Terms


@dataclass(frozen=True)
class Cover:
    """Whether an agreement covers a disclosure: the agreement nearest to it, and the reason when it does not."""

    agreement: AgreementTerms | None
    refusal: str | None


def state_of(
    *, accepted: bool, ended: bool, valid_from: date, valid_until: date, days: tuple[date, date]
) -> AgreementState:
    """Where an agreement stands at a moment; both its days are inclusive.

    `days` are the earliest and the latest day that it then is at its two offices (`days_in`).
    """
    earliest, latest = days
    if ended:
        return AgreementState.ENDED
    if earliest > valid_until:
        return AgreementState.EXPIRED
    if not accepted:
        return AgreementState.PROPOSED
    return AgreementState.NOT_BEGUN if latest < valid_from else AgreementState.LIVE


_NEARNESS = (
    None,
    "agreement_other_data",
    "agreement_other_purpose",
    "agreement_not_begun",
    "agreement_expired",
    "no_agreement",
)
"""Refusals from the one nearest to a yes; a pair of offices hears the nearest of its agreements."""


def cover(agreements: Iterable[AgreementTerms], disclosure: Disclosure) -> Cover:
    """The first of `agreements` (newest first) that covers `disclosure`, or the one nearest to covering it."""
    best = Cover(None, "no_agreement")
    for agreement in agreements:
        refusal = agreement_refusal(agreement.terms, disclosure)
        if _NEARNESS.index(refusal) < _NEARNESS.index(best.refusal):
            best = Cover(agreement, refusal)
    return best


def controller_roles_refusal(proposer: ControllerRole, partner: ControllerRole) -> str | None:
    """A reason code when the two roles do not fit together, else None: joint is joint for both, one of two decides."""
    if (proposer is ControllerRole.JOINT) != (partner is ControllerRole.JOINT):
        return "controller_roles_joint"
    if proposer is partner is ControllerRole.PROCESSOR:
        return "controller_roles_processors"
    return None


def dates_refusal(*, valid_from: date, valid_until: date, day: date) -> str | None:
    """A reason code when an agreement with these days may not be proposed on `day`, else None."""
    if valid_until < valid_from:
        return "ends_before_it_begins"
    return "agreement_ends_in_the_past" if valid_until < day else None
