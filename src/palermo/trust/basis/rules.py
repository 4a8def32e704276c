"""May this be disclosed to this recipient, on which basis, and why not. Plain values in, plain values out.

Kept apart: agreement to a service; legal basis of processing; consent to disclose to a named recipient;
lawful disclosure without consent. Help never depends on any of them and asks nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from palermo.kit.office_time import days_in, local_day


class ProcessingPurpose(StrEnum):
    """Why data are processed or disclosed."""

    ASSISTANCE = "assistance"
    IDENTIFICATION = "identification"
    PROTECTION = "protection"
    RETURN = "return"
    STATISTICS = "statistics"


class LegalBasis(StrEnum):
    """The basis of processing, in the terms common to data protection laws."""

    CONSENT = "consent"
    VITAL_INTEREST = "vital_interest"
    PUBLIC_TASK = "public_task"
    LEGAL_OBLIGATION = "legal_obligation"
    LEGITIMATE_INTEREST = "legitimate_interest"


class BasisState(StrEnum):
    """Where an office's legal basis stands on a day. Taken back: it was ended before it had lasted a day."""

    TO_COME = "to_come"
    IN_FORCE = "in_force"
    ENDED = "ended"
    TAKEN_BACK = "taken_back"


class DataClass(StrEnum):
    """Classes of data that an agreement, a consent and a package name alike."""

    SAFE_CONTACT = "safe_contact"
    NAME = "name"
    BIRTH = "birth"
    CONTACT = "contact"
    LANGUAGES = "languages"
    NATIONALITY = "nationality"
    NEEDS = "needs"
    SCREENING = "screening"
    ACCOUNT = "account"


OF_IDENTIFICATION = frozenset({DataClass.SCREENING, DataClass.ACCOUNT})
"""Classes that go to a competent authority alone, so that it can decide; no office that helps gets them."""


class ConsentMeans(StrEnum):
    """How a person said yes or no."""

    SPOKEN = "spoken"
    SIGNED = "signed"
    THUMB = "thumb"


class GivenBy(StrEnum):
    """Who said it."""

    SELF = "self"
    GUARDIAN = "guardian"


class OverrideGround(StrEnum):
    """Grounds of lawful disclosure without consent."""

    DANGER_TO_LIFE = "danger_to_life"
    DUTY_TO_REPORT = "duty_to_report"
    COURT_ORDER = "court_order"


LEAST_DATA = frozenset({DataClass.SAFE_CONTACT, DataClass.NAME, DataClass.LANGUAGES, DataClass.NEEDS})
"""All that one named person alone may disclose in danger to life."""

REVIEW_WITHIN = timedelta(hours=24)


def choices(codes: type[StrEnum]) -> list[tuple[str, str]]:
    """Django's choices of an enumeration; the words are chosen where they are shown."""
    return [(code.value, code.value) for code in codes]


def state_of(*, valid_from: date, valid_until: date | None, day: date) -> BasisState:
    """Where a legal basis between two days (inclusive) stands on `day`; without a last day it does not end."""
    if valid_until is not None and valid_until < valid_from:
        return BasisState.TAKEN_BACK
    if valid_until is not None and valid_until < day:
        return BasisState.ENDED
    return BasisState.TO_COME if day < valid_from else BasisState.IN_FORCE


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an agreement between the two offices allows: None of it when it has not begun or has ended.

    `zones` are the names of both offices' time zones, by whose days it begins and ends (`days_in`).
    """

    purposes: frozenset[str]
    data_classes: frozenset[str]
    valid_from: date
    valid_until: date
    zones: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class ConsentTerms:
    """A consent as the rules need it. `over`: the help it was given for has ended."""

    id: UUID
    recipient_id: UUID
    purpose: str
    data_classes: frozenset[str]
    valid_until: date
    withdrawn: bool
    told_limits: bool
    given_by: GivenBy
    guardian_id: UUID | None = None
    over: bool = False


@dataclass(frozen=True, kw_only=True)
class OverrideTerms:
    """A lawful disclosure without consent as the rules need it."""

    id: UUID
    recipient_id: UUID
    ground: OverrideGround
    data_classes: frozenset[str]
    requested_by_id: UUID
    approved_by_id: UUID | None
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """What is about to leave: to whom, for what, which classes, when, and whether about a child.

    The person counts as a child unless the room that keeps the file says otherwise: a consent needs the guardian, and
    of somebody of age nobody else's yes counts, also where it was given while they were a child.
    `guardians` are those who count now: mandate verified, conflict of interest looked for and none found.
    """

    recipient_id: UUID
    purpose: str
    data_classes: frozenset[str]
    now: datetime
    subject_is_child: bool = True
    guardians: frozenset[UUID] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """The answer: allowed or not, the reason code, and the consent or override it rests on."""

    allowed: bool
    reason: str
    basis_id: UUID | None = None


def _no(reason: str) -> Evaluation:
    return Evaluation(allowed=False, reason=reason)


def agreement_refusal(terms: Terms | None, disclosure: Disclosure) -> str | None:
    """A reason code when the agreement between the offices does not cover the disclosure, else None."""
    if terms is None:
        return "no_agreement"
    earliest, latest = days_in(terms.zones, disclosure.now)
    if latest < terms.valid_from:
        return "agreement_not_begun"
    if earliest > terms.valid_until:
        return "agreement_expired"
    if disclosure.purpose not in terms.purposes:
        return "agreement_other_purpose"
    if not disclosure.data_classes <= terms.data_classes:
        return "agreement_other_data"
    return None


def evaluate(
    disclosure: Disclosure,
    *,
    terms: Terms | None,
    has_processing_basis: bool,
    consents: Iterable[ConsentTerms],
    overrides: Iterable[OverrideTerms],
) -> Evaluation:
    """Evaluate a disclosure of identity.

    1. The agreement between the offices must be live and cover purpose and classes.
    2. This office must have a legal basis for the purpose.
    3. Then the person's consent to this recipient, or else a lawful disclosure without consent.
    """
    if reason := agreement_refusal(terms, disclosure):
        return _no(reason)
    if not has_processing_basis:
        return _no("no_processing_basis")
    consent = evaluate_consents(disclosure, consents)
    if consent.allowed:
        return consent
    override = evaluate_overrides(disclosure, overrides)
    return override if override.allowed or override.reason != "no_override" else consent


def evaluate_consents(disclosure: Disclosure, consents: Iterable[ConsentTerms]) -> Evaluation:
    """Does any of `consents` cover the disclosure? Otherwise the reason closest to a yes."""
    reason = "no_consent"
    # What still stands says more than what was taken back or replaced, so it has the last word.
    for consent in sorted(consents, key=lambda consent: not consent.withdrawn):
        if consent.recipient_id != disclosure.recipient_id:
            continue
        if consent.withdrawn:
            reason = "consent_withdrawn"
        elif consent.over or consent.valid_until < local_day(disclosure.now):
            reason = "consent_expired"
        elif not consent.told_limits:
            reason = "consent_without_being_told"
        elif disclosure.subject_is_child and consent.given_by is not GivenBy.GUARDIAN:
            reason = "guardian_consent_needed"
        elif not disclosure.subject_is_child and consent.given_by is GivenBy.GUARDIAN:
            reason = "own_consent_needed"
        elif consent.given_by is GivenBy.GUARDIAN and consent.guardian_id not in disclosure.guardians:
            reason = "guardian_not_verified"
        elif consent.purpose != disclosure.purpose:
            reason = "consent_other_purpose"
        elif not disclosure.data_classes <= consent.data_classes:
            reason = "consent_other_data"
        else:
            return Evaluation(allowed=True, reason="consent", basis_id=consent.id)
    return _no(reason)


def evaluate_overrides(disclosure: Disclosure, overrides: Iterable[OverrideTerms]) -> Evaluation:
    """Does a lawful disclosure without consent cover it? In danger to life one person, least data."""
    reason = "no_override"
    for override in overrides:
        if override.recipient_id != disclosure.recipient_id:
            continue
        two_people = override.approved_by_id not in (None, override.requested_by_id)
        if override.valid_until < disclosure.now:
            reason = "override_expired"
        elif not disclosure.data_classes <= override.data_classes:
            reason = "override_other_data"
        elif two_people:
            return Evaluation(allowed=True, reason=override.ground.value, basis_id=override.id)
        elif override.ground is not OverrideGround.DANGER_TO_LIFE:
            reason = "override_needs_second_person"
        elif not disclosure.data_classes <= LEAST_DATA:
            reason = "override_more_than_least_data"
        else:
            return Evaluation(allowed=True, reason=override.ground.value, basis_id=override.id)
    return _no(reason)
