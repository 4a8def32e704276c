"""What of referrals keeps a person's file, and when an enquiry that became no file ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.retention import PERSON, about_persons, locked, one_of, outside_a_file
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.policies.referral import ENQUIRIES
from palermo.protection.referral.thread import ENDED, OVER
from palermo.trust.basis.models import Override
from palermo.trust.retention.endings import Due, Ending, Keeper, register, register_keeper
from palermo.trust.retention.rules import Rule
from palermo.trust.vault import erasure
from palermo.trust.vault.erasure import Remains

ENQUIRY = "enquiry"


def register_ending() -> None:
    """Called in AppConfig.ready."""
    register(
        Ending(
            rule=Rule.ENQUIRY,
            room=ROOM,
            object_type=ENQUIRY,
            due=_enquiries_due,
            kept=_enquiries_kept,
            seen=lambda actor: ENQUIRIES.visible(actor, Enquiry.objects.all()),
            lock=lambda office, enquiry: locked(Enquiry, office, enquiry),
        )
    )
    erasure.register("protection.enquiries", _forget_details)
    for keeper in (
        Keeper(code="open_referral", words=_("A referral to another office is open"), rows=_open_referrals),
        Keeper(
            code="withdrawal_unanswered",
            words=_("Another office has not answered a withdrawal"),
            rows=_withdrawals_unanswered,
        ),
        Keeper(
            code="open_enquiry",
            words=_("Your office owes an answer to the one that referred the person"),
            rows=_open_enquiries,
        ),
        Keeper(
            code="review_waits",
            words=_("A disclosure in danger to life was not reviewed"),
            rows=_reviews_waiting,
        ),
    ):
        register_keeper(PERSON, keeper)


def _enquiries_due(organisation_id: UUID, until: date, only: UUID | None) -> Iterator[Due]:
    rows = Enquiry.objects.filter(
        organisation_id=organisation_id, retention_rule=Rule.ENQUIRY, person__isnull=True
    )
    return outside_a_file(one_of(rows.exclude(details={}), only), "received_at", until)


def _enquiries_kept(organisation_id: UUID) -> bool:
    """Whether one has not ended, or has and still says something of somebody who has no file here."""
    of_nobody_here = Q(person__isnull=True) & ~Q(details={})
    rows = Enquiry.objects.filter(organisation_id=organisation_id)
    return rows.filter(of_nobody_here | ~Q(state__in=sorted(ENDED))).exists()


def referrals_under_way(organisation_id: UUID) -> bool:
    """Whether another office owes this one an answer, or this one it."""
    return Referral.objects.filter(organisation_id=organisation_id).exclude(state__in=sorted(ENDED)).exists()


def _forget_details(organisation_id: UUID, subject_id: UUID) -> list[Remains]:
    rows = Enquiry.objects.filter(organisation_id=organisation_id, pk=subject_id, person__isnull=True)
    rows.update(details={})
    return []


def _open_referrals(organisation_id: UUID, persons: Sequence[UUID]) -> QuerySet[Referral]:
    rows = Referral.objects.filter(organisation_id=organisation_id).exclude(state__in=list(OVER))
    return about_persons(rows, persons)


def _withdrawals_unanswered(organisation_id: UUID, persons: Sequence[UUID]) -> QuerySet[Referral]:
    rows = Referral.objects.filter(organisation_id=organisation_id, state=ReferralState.WITHDRAWN)
    return about_persons(rows, persons)


def _open_enquiries(organisation_id: UUID, persons: Sequence[UUID]) -> QuerySet[Enquiry]:
    waits = [ReferralState.IDENTITY_SENT, ReferralState.IN_SERVICE, ReferralState.WITHDRAWN]
    return about_persons(Enquiry.objects.filter(organisation_id=organisation_id, state__in=waits), persons)


def _reviews_waiting(organisation_id: UUID, persons: Sequence[UUID]) -> QuerySet[Override]:
    rows = Override.objects.filter(
        organisation_id=organisation_id, room=ROOM, review_due_at__isnull=False, reviewed_at__isnull=True
    )
    return about_persons(rows, persons, by="subject_id")
