"""Results as plain lines: the rating and its reasons first, the number after them."""

from __future__ import annotations

import math

from palermo.evidence.prevalence.rating import RED
from palermo.evidence.prevalence.result import Estimate, Interaction, Interval


def in_words(estimate: Estimate) -> str:
    """Return what a person reads in a terminal."""
    lines = [*doubts_in_words(estimate), ""]
    total = "no estimate" if estimate.estimate is None else f"{people(estimate.estimate)} people in all"
    lines.append(f"{estimate.method}: {total}; {people(estimate.n_observed)} were observed")
    lines += [f"  {interval_in_words(each)}" for each in estimate.intervals or _only(estimate.interval)]
    if estimate.interactions or estimate.minus_infinity:
        lines.append(f"  lists that act together: {_joined(estimate.interactions) or 'none'}")
    if estimate.minus_infinity:
        lines.append(f"  nobody on both: {_joined(estimate.minus_infinity)}")
    facts = [("deviance", estimate.deviance), ("AIC", estimate.aic), ("BIC", estimate.bic)]
    told = [f"{name} {value:.3f}" for name, value in facts if value is not None]
    if told:
        lines.append("  " + ", ".join(told) + ("" if estimate.code is None else f", code {estimate.code}"))
    if made := estimate.settings.in_words():
        lines.append(f"  made with: {made}")
    lines += [f"  note: {warning}" for warning in estimate.warnings]
    if estimate.fingerprint:
        lines.append(f"  fingerprint of the table: {estimate.fingerprint}")
    return "\n".join(lines)


def doubts_in_words(estimate: Estimate) -> list[str]:
    """Return the rating and its reasons, which stand before any number."""
    lines = [f"{estimate.rating}", *(f"  - {reason}" for reason in estimate.reasons)]
    if estimate.rating == RED:
        lines.append("Do not publish a number from this table before these are answered.")
    return lines


def interval_in_words(interval: Interval) -> str:
    """Return an interval such as "95 % interval (bca): 8,785 to 14,701"."""
    upper = people(interval.upper) if math.isfinite(interval.upper) else "no upper end"
    return f"{percent(interval.level)} interval ({interval.kind}): {people(interval.lower)} to {upper}"


def percent(share: float) -> str:
    """Return a share in per cent.

    >>> percent(0.95)
    '95 %'
    """
    return f"{100 * share:.6g} %"


def people(number: float) -> str:
    """Return a number of people, rounded to a whole one.

    >>> people(11312.99)
    '11,313'
    """
    return f"{round(number):,}"


def _only(interval: Interval | None) -> tuple[Interval, ...]:
    return (interval,) if interval else ()


def _joined(interactions: tuple[Interaction, ...]) -> str:
    return ", ".join(":".join(each) for each in interactions)
