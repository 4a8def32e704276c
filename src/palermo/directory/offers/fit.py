"""Whether a service fits what is asked for, and why: plain values in, reasons out.

Nobody is scored. Each thing asked gives a reason for (FITS), a reason to ask first (ASK), or a reason against (NO);
the worst of them is the answer. What is not known of the person, or not said by the service, is never against.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from palermo.directory.offers.codes import CHILDRENS_AGES, Access, AgeGroup, WithChildren
from palermo.reference.persons import AgeBand

AGE_IN_DOUBT = AgeBand.IN_DOUBT.value
NO_CHILDREN = "none"
UNSAID = frozenset({"", "not_known", "not_asked", "not_said"})


class Fit(IntEnum):
    """How a service fits, best first."""

    FITS = 0
    ASK = 1
    NO = 2


@dataclass(frozen=True)
class Reason:
    """One reason with its weight; `codes` are what its words name (languages, ages)."""

    code: str
    fit: Fit
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is known of the person, coded and coarse. Any of it may be unsaid ("not_known", "not_asked", "not_said").

    `children` is how many come along, `access` what the person needs, `zone` where they are now.
    """

    age: str = "not_known"
    sex: str = "not_known"
    children: str = "not_known"
    languages: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    exploitation: str = "not_known"
    standing: str = "not_known"
    zone: str = "not_known"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """For whom a service says it is. Empty ages, sexes, exploitation and standings mean all."""

    ages: Collection[str] = ()
    sexes: Collection[str] = ()
    with_children: str = WithChildren.ASK.value
    languages: Collection[str] = ()
    access: Collection[str] = ()
    exploitation: Collection[str] = ()
    standings: Collection[str] = ()
    vetted_until: date | None = None
    funded_from: date | None = None
    funded_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The answer and every reason for it, those against first."""

    fit: Fit
    reasons: tuple[Reason, ...] = field(default=())


def assess(terms: Terms, asked: Asked, *, day: date) -> Assessment:
    """How a service with these terms fits what is asked, on `day`."""
    found = [reason for check in _CHECKS for reason in check(terms, asked)]
    found += _standing_of_the_service(terms, day)
    found.sort(key=lambda reason: -reason.fit)
    return Assessment(fit=max((reason.fit for reason in found), default=Fit.FITS), reasons=tuple(found))


def _one(name: str, accepted: Collection[str], said: str) -> Iterator[Reason]:
    """A criterion with one answer: everybody is served, or those named, or it must be asked."""
    if not accepted:
        return
    if said in UNSAID:
        yield Reason(f"{name}_unknown", Fit.ASK, tuple(accepted))
    elif said in accepted:
        yield Reason(f"{name}_served", Fit.FITS, (said,))
    else:
        yield Reason(f"{name}_not_served", Fit.NO, tuple(accepted))


def _age(terms: Terms, asked: Asked) -> Iterator[Reason]:
    if asked.age != AGE_IN_DOUBT:
        yield from _one("age", terms.ages, asked.age)
    elif terms.ages:
        # A child until decided otherwise; yet a doubt alone shuts no door.
        as_child = any(AgeGroup(code) in CHILDRENS_AGES for code in terms.ages)
        yield Reason("age_in_doubt_served" if as_child else "age_in_doubt", Fit.FITS if as_child else Fit.ASK)


def _sex(terms: Terms, asked: Asked) -> Iterator[Reason]:
    yield from _one("sex", terms.sexes, asked.sex)


def _exploitation(terms: Terms, asked: Asked) -> Iterator[Reason]:
    yield from _one("exploitation", terms.exploitation, asked.exploitation)


def _standing(terms: Terms, asked: Asked) -> Iterator[Reason]:
    yield from _one("standing", terms.standings, asked.standing)


def _children(terms: Terms, asked: Asked) -> Iterator[Reason]:
    if asked.children == NO_CHILDREN or terms.with_children == WithChildren.YES:
        if asked.children not in UNSAID | {NO_CHILDREN}:
            yield Reason("children_served", Fit.FITS)
    elif asked.children in UNSAID:
        yield Reason("children_unknown", Fit.ASK)
    elif terms.with_children == WithChildren.NO:
        yield Reason("children_not_served", Fit.NO)
    else:
        yield Reason("children_ask", Fit.ASK)


def _languages(terms: Terms, asked: Asked) -> Iterator[Reason]:
    said = [code for code in asked.languages if code not in UNSAID]
    common = tuple(code for code in said if code in terms.languages)
    if common:
        yield Reason("language_spoken", Fit.FITS, common)
    elif said and terms.languages:
        yield Reason("language_interpreter", Fit.ASK, tuple(terms.languages))
    else:
        yield Reason("language_unknown", Fit.ASK)


def _access(terms: Terms, asked: Asked) -> Iterator[Reason]:
    for need in asked.access:
        if need in UNSAID or need == Access.NONE:
            continue
        if need in terms.access:
            yield Reason("access_served", Fit.FITS, (need,))
        elif terms.access:
            yield Reason("access_not_served", Fit.NO, (need,))
        else:
            yield Reason("access_unknown", Fit.ASK, (need,))


def _standing_of_the_service(terms: Terms, day: date) -> Iterator[Reason]:
    if terms.vetted_until is None:
        yield Reason("never_vetted", Fit.ASK)
    elif terms.vetted_until < day:
        yield Reason("vetting_ended", Fit.NO)
    if (terms.funded_until and terms.funded_until < day) or (terms.funded_from and day < terms.funded_from):
        yield Reason("not_funded_today", Fit.ASK)


_CHECKS: tuple[Callable[[Terms, Asked], Iterator[Reason]], ...] = (
    _age,
    _sex,
    _children,
    _exploitation,
    _standing,
    _access,
    _languages,
)
