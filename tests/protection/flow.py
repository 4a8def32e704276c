"""Steps of a referral between two offices of the cast, as tests put them together. Everything in it is invented."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from tests.support.cast import Cast

from palermo.directory.rules import ControllerRole
from palermo.directory.services import accept as accept_agreement
from palermo.directory.services import propose
from palermo.operation.worker import Worker
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.services.cases import open_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.services.receiving import accept_in_principle
from palermo.protection.referral.services.sending import EnquiryAnswers, send_enquiry, send_identity_slice
from palermo.protection.referral.terms import PURPOSE
from palermo.reference.persons import AgeBand, Gender, NeedKind, Urgency
from palermo.trust.actor import Staff
from palermo.trust.basis.processing import record_processing_basis
from palermo.trust.basis.rules import ConsentMeans, DataClass, GivenBy, LegalBasis, ProcessingPurpose
from palermo.trust.basis.services import record_consent
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

NAME = "Zephyrine Quillfeather"
SAFE = "Never ring before noon; ask for Aunt Tamsin"
CONTACT = "+999 555 0199"
BIRTH = "2001-07"
CANARIES = (NAME, SAFE, CONTACT, "Quillfeather", "Tamsin")
"""Planted identity of the invented person: none of it may appear where the right is missing."""

AGREED = (DataClass.SAFE_CONTACT, DataClass.NAME, DataClass.BIRTH, DataClass.LANGUAGES, DataClass.NEEDS)
ANSWERS = EnquiryAnswers(
    urgency=Urgency.TONIGHT,
    age_band=AgeBand.FROM_18_TO_25,
    gender=Gender.WOMAN,
    languages=("fr",),
    children="one",
)

MATTERS: dict[str, str | list[str]] = {
    "action": "continue",
    "zone": "XA-COAST",
    "children": "none",
    "access": ["not_asked"],
    "exploitation": "not_asked",
    "standing": "not_known",
}
"""What is typed on the first page of finding a service."""


def work_off() -> int:
    """Run every queued task, as the worker does."""
    return Worker().work_off()


@dataclass(frozen=True)
class File:
    """A case of the owner with a person who has a planted identity, and an open need."""

    case: Case
    need: Need


def agree(cast: Cast, *, valid_until: date | None = None, classes: Collection[DataClass] = AGREED) -> UUID:
    """A live agreement between owner and partner for assistance; its id."""
    today = timezone.now().date()
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        agreement = propose(
            lead,
            partner_id=cast.partner.id,
            title="Night places",
            purposes=[PURPOSE],
            data_classes=classes,
            legal_basis=LegalBasis.PUBLIC_TASK,
            own_role=ControllerRole.INDEPENDENT,
            partner_role=ControllerRole.INDEPENDENT,
            valid_from=today,
            valid_until=valid_until or today + timedelta(days=365),
        )
    other = cast.partner[Role.COORDINATOR]
    with unit_of_work(other):
        accept_agreement(other, agreement_id=agreement.pk)
    return agreement.pk


def have_basis(cast: Cast, *, purpose: ProcessingPurpose = PURPOSE) -> None:
    """The owner's legal basis, for assistance unless told otherwise."""
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        record_processing_basis(
            lead, purpose=purpose, legal_basis=LegalBasis.PUBLIC_TASK, valid_from=date(2026, 1, 1)
        )


def open_file(actor: Staff) -> File:
    """A case with the planted identity and a need for a place tonight."""
    with unit_of_work(actor):
        case = open_case(actor, age_band="18_25", gender="woman", languages=["fr"])
        record_identity(
            actor, person_id=case.person_id, name=NAME, safe_contact=SAFE, contact=CONTACT, birth=BIRTH
        )
        need = record_need(actor, case_id=case.pk, kind=NeedKind.ACCOMMODATION, urgency=Urgency.TONIGHT)
    return File(case, need)


def another_need(actor: Staff, file: File) -> Need:
    """One more need of the same person, for which the same office may be asked as well."""
    with unit_of_work(actor):
        return record_need(actor, case_id=file.case.pk, kind=NeedKind.HEALTH, urgency=Urgency.DAYS)


def enquire(
    actor: Staff,
    need: Need,
    recipient_id: UUID,
    *,
    service_id: UUID | None = None,
    answers: EnquiryAnswers = ANSWERS,
) -> Referral:
    """An enquiry, delivered."""
    with unit_of_work(actor):
        referral = send_enquiry(
            actor,
            need_id=need.pk,
            recipient_id=recipient_id,
            answers=answers,
            answer_within=timedelta(hours=4),
            service_id=service_id,
        )
    work_off()
    return referral


def received(actor: Staff, referral: Referral) -> Enquiry:
    """The other side's row of a referral."""
    with unit_of_work(actor):
        return Enquiry.objects.get(thread_id=referral.thread_id)


def accepted(actor: Staff, referral: Referral) -> Enquiry:
    """The enquiry accepted in principle, and the sender told."""
    enquiry = received(actor, referral)
    with unit_of_work(actor):
        accept_in_principle(actor, enquiry_id=enquiry.pk)
    work_off()
    return enquiry


def consent(actor: Staff, referral: Referral, *, classes: Collection[DataClass] = AGREED) -> None:
    """The person's yes to the recipient."""
    with unit_of_work(actor):
        record_consent(
            actor,
            room="protection",
            subject_id=referral.person_id,
            subject_is_child=False,
            recipient_id=referral.recipient_id,
            purpose=PURPOSE,
            data_classes=classes,
            given_by=GivenBy.SELF,
            form=ConsentMeans.SPOKEN,
            language="fr",
            text_version="disclosure-1",
            alternative_existed=True,
            told_limits=True,
            valid_until=timezone.now().date() + timedelta(days=30),
        )


def disclose(actor: Staff, referral: Referral, *, classes: Collection[DataClass] = AGREED) -> None:
    """The identity slice, delivered."""
    with unit_of_work(actor):
        send_identity_slice(actor, referral_id=referral.pk, data_classes=classes)
    work_off()


def now_at(actor: Staff, referral: Referral) -> Referral:
    """The sender's row as it stands."""
    with unit_of_work(actor):
        return Referral.objects.select_related("need").get(pk=referral.pk)
