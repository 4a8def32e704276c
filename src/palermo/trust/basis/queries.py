"""Reads about basis: the terms that `rules.evaluate` needs, and what waits for a second person.

`room` is the room that keeps the file: what another room recorded is not found.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from palermo.trust.actor import Actor
from palermo.trust.basis.models import Consent, Override, ProcessingBasis, ServiceAgreement
from palermo.trust.basis.rules import ConsentTerms, GivenBy, OverrideGround, OverrideTerms


def consents(actor: Actor, subject_id: UUID, *, room: str) -> QuerySet[Consent]:
    """The person's consents in this office's room, withdrawn and ended ones included, newest first."""
    return Consent.objects.filter(
        organisation_id=actor.organisation_id, room=room, subject_id=subject_id
    ).order_by("-id")


def consents_in_force(actor: Actor, subject_id: UUID, *, room: str, day: date) -> QuerySet[Consent]:
    """Consents that are neither withdrawn nor ended on `day`."""
    rows = consents(actor, subject_id, room=room)
    return rows.filter(withdrawn_at__isnull=True, ended_at__isnull=True, valid_until__gte=day)


def overrides(actor: Actor, subject_id: UUID, *, room: str) -> QuerySet[Override]:
    """Disclosures without the person's consent, asked for in this office's room, newest first."""
    return Override.objects.filter(
        organisation_id=actor.organisation_id, room=room, subject_id=subject_id
    ).order_by("-id")


def agreements_to_services(actor: Actor, subject_id: UUID, *, room: str) -> QuerySet[ServiceAgreement]:
    """The person's yes and no to services, newest first."""
    return ServiceAgreement.objects.filter(
        organisation_id=actor.organisation_id, room=room, subject_id=subject_id
    ).order_by("-id")


def consents_of(
    actor: Actor, subject_id: UUID, *, room: str, recipient_id: UUID, lock: bool = False
) -> list[ConsentTerms]:
    """The person's consents to one recipient, as the rules need them; with `lock` none is withdrawn meanwhile."""
    rows = consents(actor, subject_id, room=room).filter(recipient_id=recipient_id)
    return [consent_terms(row) for row in (rows.select_for_update() if lock else rows)]


def overrides_of(
    actor: Actor, subject_id: UUID, *, room: str, recipient_id: UUID, lock: bool = False
) -> list[OverrideTerms]:
    """Lawful disclosures without consent to one recipient; with `lock` none is ended meanwhile."""
    rows = overrides(actor, subject_id, room=room).filter(recipient_id=recipient_id)
    return [override_terms(row) for row in (rows.select_for_update() if lock else rows)]


def consent_terms(row: Consent) -> ConsentTerms:
    """One consent as the rules need it."""
    return ConsentTerms(
        id=row.pk,
        recipient_id=row.recipient_id,
        purpose=row.disclosure_purpose,
        data_classes=frozenset(row.data_classes),
        valid_until=row.valid_until,
        over=row.ended_at is not None,
        withdrawn=row.withdrawn_at is not None,
        told_limits=row.told_limits,
        given_by=GivenBy(row.given_by),
        guardian_id=row.guardian_id,
    )


def override_terms(row: Override) -> OverrideTerms:
    """One override as the rules need it."""
    return OverrideTerms(
        id=row.pk,
        recipient_id=row.recipient_id,
        ground=OverrideGround(row.ground),
        data_classes=frozenset(row.data_classes),
        requested_by_id=row.requested_by_id,
        approved_by_id=row.approved_by_id,
        valid_until=row.valid_until,
    )


def has_processing_basis(actor: Actor, purpose: str, *, day: date) -> bool:
    """Whether this office has a legal basis on `day` for processing for `purpose`."""
    return bases_for(actor, purpose, day=day).exists()


def bases_for(actor: Actor, purpose: str, *, day: date) -> QuerySet[ProcessingBasis]:
    """The acting office's bases in force on `day` for one purpose, newest first."""
    return processing_bases(actor).filter(in_force(day), processing_purpose=purpose)


def processing_bases(actor: Actor) -> QuerySet[ProcessingBasis]:
    """The acting office's bases of processing, newest first."""
    return ProcessingBasis.objects.filter(organisation_id=actor.organisation_id).order_by("-id")


def in_force(day: date) -> Q:
    """Bases in force on `day`."""
    return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def reviews_due(actor: Actor, *, room: str, subject_ids: Iterable[UUID] | None = None) -> QuerySet[Override]:
    """Acts in danger to life that a second person has not reviewed yet, the most overdue first.

    Compare `review_due_at` with the time now: one that lies before it is overdue and must be shown so.
    """
    rows = Override.objects.filter(
        organisation_id=actor.organisation_id,
        room=room,
        review_due_at__isnull=False,
        reviewed_at__isnull=True,
    )
    if subject_ids is not None:
        rows = rows.filter(subject_id__in=list(subject_ids))
    return rows.order_by("review_due_at")


def is_overdue(row: Override, *, now: datetime) -> bool:
    """True when the review by a second person is overdue."""
    return row.review_due_at is not None and row.reviewed_at is None and row.review_due_at < now
