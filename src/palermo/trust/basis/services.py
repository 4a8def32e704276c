"""Writes of basis: agreement to a service, consent; and the evaluation of each disclosure.

Disclosure without consent is in `overrides.py`, the office's legal bases in `processing.py`. `room` is the room that
keeps the person's file; it has decided before that `actor` may work on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils import timezone

from palermo.kit.office_time import local_day, office_today
from palermo.trust.actor import Actor
from palermo.trust.basis import queries
from palermo.trust.basis.models import Consent, ServiceAgreement
from palermo.trust.basis.policies import BASIS, BasisAction, named
from palermo.trust.basis.rules import (
    ConsentMeans,
    DataClass,
    Disclosure,
    Evaluation,
    GivenBy,
    ProcessingPurpose,
    Terms,
    evaluate,
)
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.verbs import BasisAsked, BasisVerb


@service
def record_service_agreement(
    actor: Actor, *, room: str, subject_id: UUID, service: str, agreed: bool, form: ConsentMeans
) -> ServiceAgreement:
    """Record the person's yes or no to a service (a code): no consent to disclose, and help does not wait for it."""
    BASIS.of(room).require(actor, BasisAction.RECORD_AGREEMENT)
    row = ServiceAgreement.objects.create(
        organisation_id=actor.organisation_id,
        room=room,
        subject_id=subject_id,
        service=service,
        agreed=agreed,
        form=form,
        recorded_by_id=named(actor),
    )
    record(
        actor,
        verb=BasisVerb.AGREEMENT_RECORDED,
        object_type="person",
        object_id=subject_id,
        codes={"service": service, "agreed": agreed},
    )
    return row


@service
def record_consent(
    actor: Actor,
    *,
    room: str,
    subject_id: UUID,
    subject_is_child: bool,
    recipient_id: UUID,
    purpose: ProcessingPurpose,
    data_classes: Iterable[DataClass],
    given_by: GivenBy,
    form: ConsentMeans,
    language: str,
    text_version: str,
    alternative_existed: bool,
    told_limits: bool,
    valid_until: date,
    guardian_id: UUID | None = None,
    until_help_ends: bool = False,
) -> Consent:
    """Record the person's consent to one named recipient, or a guardian's for them (`guardian_id` says whose).

    What was said to it for this purpose before ends: the newest answer counts.
    The room that keeps the file has looked whether that guardian counts, and says so again at each disclosure.
    Raises Refused when the person was not told its limits beforehand, when it names no data or has ended already,
    when a child's consent comes from nobody but the child, when a guardian's yes names no guardian, and when a guardian
    says yes for somebody of age.
    """
    BASIS.of(room).require(actor, BasisAction.RECORD_CONSENT)
    classes = sorted(DataClass(code) for code in data_classes)
    if reason := _consent_refusal(
        told_limits=told_limits,
        classes=classes,
        valid_until=valid_until,
        guardian_missing=subject_is_child and given_by is not GivenBy.GUARDIAN,
        guardian_unnamed=given_by is GivenBy.GUARDIAN and guardian_id is None,
        of_age=not subject_is_child and given_by is GivenBy.GUARDIAN,
        to_itself=recipient_id == actor.organisation_id,
    ):
        raise Refused(
            reason, verb=BASIS.asked(BasisAction.RECORD_CONSENT), object_type="person", object_id=subject_id
        )
    row = Consent.objects.create(
        organisation_id=actor.organisation_id,
        room=room,
        subject_id=subject_id,
        recipient_id=recipient_id,
        disclosure_purpose=purpose,
        data_classes=[code.value for code in classes],
        given_by=given_by,
        guardian_id=guardian_id if given_by is GivenBy.GUARDIAN else None,
        form=form,
        language=language,
        text_version=text_version,
        alternative_existed=alternative_existed,
        told_limits=told_limits,
        valid_until=valid_until,
        until_help_ends=until_help_ends,
        recorded_by_id=named(actor),
    )
    record(
        actor,
        verb=BasisVerb.CONSENT_RECORDED,
        object_type="person",
        object_id=subject_id,
        codes={
            "consent": str(row.pk),
            "recipient": str(recipient_id),
            "purpose": purpose.value,
            "classes": ".".join(classes),
            "given_by": given_by.value,
            "alternative": alternative_existed,
        },
    )
    _end_earlier(actor, row)
    return row


def _end_earlier(actor: Actor, newest: Consent) -> None:
    earlier = Consent.objects.filter(
        organisation_id=actor.organisation_id,
        room=newest.room,
        subject_id=newest.subject_id,
        recipient_id=newest.recipient_id,
        disclosure_purpose=newest.disclosure_purpose,
        withdrawn_at__isnull=True,
    ).exclude(pk=newest.pk)
    if ended := earlier.update(withdrawn_at=timezone.now()):
        record(
            actor,
            verb=BasisVerb.CONSENT_REPLACED,
            object_type="person",
            object_id=newest.subject_id,
            codes={"by": str(newest.pk), "ended": ended},
        )


def _consent_refusal(
    *,
    told_limits: bool,
    classes: list[DataClass],
    valid_until: date,
    guardian_missing: bool,
    guardian_unnamed: bool,
    of_age: bool,
    to_itself: bool,
) -> str | None:
    if not told_limits:
        return "consent_without_being_told"
    if not classes:
        return "consent_without_data"
    if valid_until < office_today():
        return "consent_expired"
    if guardian_missing:
        return "guardian_consent_needed"
    if guardian_unnamed:
        return "guardian_not_verified"
    if of_age:
        return "own_consent_needed"
    return "recipient_is_this_office" if to_itself else None


@service
def withdraw_consent(actor: Actor, *, consent_id: UUID) -> Consent:
    """Record that the person withdrew this consent: from now on it allows nothing.

    The caller tells the recipients; what they have read cannot be unsaid. Raises Refused when there is no
    such consent or it was withdrawn before.
    """
    asked = BASIS.asked(BasisAction.WITHDRAW_CONSENT)
    row = own_row(actor, Consent, consent_id, verb=asked, object_type="consent")
    BASIS.require(actor, BasisAction.WITHDRAW_CONSENT, row)
    if row.withdrawn_at is not None:
        raise Refused("consent_withdrawn", verb=asked, object_type="consent", object_id=consent_id)
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    record(
        actor,
        verb=BasisVerb.CONSENT_WITHDRAWN,
        object_type="person",
        object_id=row.subject_id,
        codes={"consent": str(row.pk), "recipient": str(row.recipient_id)},
    )
    return row


def evaluate_for(
    actor: Actor, *, room: str, subject_id: UUID, disclosure: Disclosure, terms: Terms | None
) -> Evaluation:
    """Evaluate a disclosure and record the answer with its reason, allowed or refused.

    `terms` are those of the live agreement between the two offices, as plain values; None when there is none.
    Inside a service use `require_disclosure`: what a service recorded is dropped when it refuses.
    """
    evaluation = _evaluation(actor, room, subject_id, disclosure, terms)
    record(
        actor,
        verb=BasisVerb.DISCLOSURE_ALLOWED if evaluation.allowed else BasisVerb.DISCLOSURE_REFUSED,
        object_type="person",
        object_id=subject_id,
        codes=_codes(disclosure, evaluation),
    )
    return evaluation


def require_disclosure(
    actor: Actor, *, room: str, subject_id: UUID, disclosure: Disclosure, terms: Terms | None
) -> Evaluation:
    """`evaluate_for` within a service: raises Refused, kept with recipient, classes and reason."""
    # Locked: a withdrawal under way is waited for, and one that comes later finds the disclosure done.
    evaluation = _evaluation(actor, room, subject_id, disclosure, terms, lock=True)
    codes = _codes(disclosure, evaluation)
    if not evaluation.allowed:
        raise Refused(
            evaluation.reason,
            verb=BasisAsked.DISCLOSURE,
            object_type="person",
            object_id=subject_id,
            codes=codes,
        )
    record(actor, verb=BasisVerb.DISCLOSURE_ALLOWED, object_type="person", object_id=subject_id, codes=codes)
    return evaluation


def _evaluation(
    actor: Actor,
    room: str,
    subject_id: UUID,
    disclosure: Disclosure,
    terms: Terms | None,
    *,
    lock: bool = False,
) -> Evaluation:
    recipient_id = disclosure.recipient_id
    return evaluate(
        disclosure,
        terms=terms,
        has_processing_basis=queries.has_processing_basis(
            actor, disclosure.purpose, day=local_day(disclosure.now)
        ),
        consents=queries.consents_of(actor, subject_id, room=room, recipient_id=recipient_id, lock=lock),
        overrides=queries.overrides_of(actor, subject_id, room=room, recipient_id=recipient_id, lock=lock),
    )


def _codes(disclosure: Disclosure, evaluation: Evaluation) -> dict[str, str | int | bool]:
    return {
        "reason": evaluation.reason,
        "recipient": str(disclosure.recipient_id),
        "purpose": disclosure.purpose,
        "classes": ".".join(sorted(disclosure.data_classes)),
        "basis": str(evaluation.basis_id or ""),
    }
