"""A few invented cases of the fictional alliance, so that every page has something to show.

Every name below is invented; none belongs to a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from palermo.directory.rules import ControllerRole
from palermo.directory.services import accept as accept_agreement
from palermo.directory.services import propose
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.operation.worker import Worker
from palermo.protection.cases.codes.arrival import CameBy, Route
from palermo.protection.cases.codes.struck import StruckWhy
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.services.arrival import NewArrival
from palermo.protection.cases.services.cases import open_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.conference import terms as conference_terms
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.file.services.striking import strike_help
from palermo.protection.referral import terms as referral_terms
from palermo.protection.referral.codes import DeclineReason, Outcome
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.services.consent import record_yes
from palermo.protection.referral.services.receiving import accept_in_principle, complete, decline
from palermo.protection.referral.services.sending import EnquiryAnswers, send_enquiry, send_identity_slice
from palermo.reference.persons import AgeBand, Gender, Urgency
from palermo.trust.actor import Staff
from palermo.trust.basis.processing import record_processing_basis
from palermo.trust.basis.rules import ConsentMeans, DataClass, GivenBy, LegalBasis
from palermo.trust.unit_of_work import unit_of_work

CLASSES = (
    DataClass.SAFE_CONTACT,
    DataClass.NAME,
    DataClass.BIRTH,
    DataClass.LANGUAGES,
    DataClass.NEEDS,
)


YEAR = timedelta(days=365)


PURPOSES = (referral_terms.PURPOSE, conference_terms.PURPOSE)


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """Who acts in the demo's cases, as actors: who asks, and who answers."""

    asking_caseworker: Staff
    answering_focal_point: Staff


def agree(proposing: Staff, accepting: Staff, *, title: str) -> None:
    """An agreement between the offices of two coordinators, for the year before and the year to come."""
    today = office_today()
    with unit_of_work(proposing):
        agreement = propose(
            proposing,
            partner_id=accepting.organisation_id,
            title=title,
            purposes=PURPOSES,
            data_classes=CLASSES,
            legal_basis=LegalBasis.PUBLIC_TASK,
            own_role=ControllerRole.INDEPENDENT,
            partner_role=ControllerRole.INDEPENDENT,
            valid_from=today - YEAR,
            valid_until=today + YEAR,
        )
    with unit_of_work(accepting):
        accept_agreement(accepting, agreement_id=agreement.pk)


def rest_on_law(coordinator: Staff) -> None:
    """The legal basis on which the coordinator's office helps, and meets others about a person."""
    with unit_of_work(coordinator):
        for purpose in PURPOSES:
            record_processing_basis(
                coordinator,
                purpose=purpose,
                legal_basis=LegalBasis.PUBLIC_TASK,
                valid_from=office_today() - YEAR,
            )


def load_cases(staff: Staffing) -> None:
    """Cases at different points of the way: asked, declined, accepted, completed, not referred."""
    _asked(staff)
    _declined(staff)
    _accepted(staff)
    _completed(staff)
    _not_referred(staff)


def _work_off() -> None:
    Worker().work_off()


def _file(actor: Staff, *, kind: str, urgency: Urgency, **identity: str) -> Need:
    with unit_of_work(actor):
        case: Case = open_case(
            actor,
            age_band=AgeBand.FROM_18_TO_25,
            gender=Gender.WOMAN,
            languages=["fr", "en"],
            came=NewArrival(by=CameBy.SELF, route=Route.HOTLINE),
        )
        if identity:
            record_identity(actor, person_id=case.person_id, **identity)
        return record_need(actor, case_id=case.pk, kind=kind, urgency=urgency)


def _enquire(staff: Staffing, need: Need, *, urgency: Urgency) -> Referral:
    actor = staff.asking_caseworker
    with unit_of_work(actor):
        referral = send_enquiry(
            actor,
            need_id=need.pk,
            recipient_id=staff.answering_focal_point.organisation_id,
            answers=EnquiryAnswers(
                urgency=urgency,
                age_band=AgeBand.FROM_18_TO_25,
                gender=Gender.WOMAN,
                languages=("fr", "en"),
                children="none",
            ),
            answer_within=timedelta(hours=4) if urgency is Urgency.TONIGHT else timedelta(days=3),
        )
    _work_off()
    return referral


def _enquiry_id(staff: Staffing, referral: Referral) -> UUID:
    with unit_of_work(staff.answering_focal_point):
        return Enquiry.objects.get(thread_id=referral.thread_id).pk


def _asked(staff: Staffing) -> None:
    need = _file(
        staff.asking_caseworker,
        kind="accommodation",
        urgency=Urgency.TONIGHT,
        safe_contact="Text only, after 20:00. Ask for Robin. Never leave a message.",
    )
    _enquire(staff, need, urgency=Urgency.TONIGHT)


def _declined(staff: Staffing) -> None:
    need = _file(staff.asking_caseworker, kind="child_care", urgency=Urgency.DAYS)
    referral = _enquire(staff, need, urgency=Urgency.DAYS)
    actor, enquiry_id = staff.answering_focal_point, _enquiry_id(staff, referral)
    with unit_of_work(actor):
        decline(actor, enquiry_id=enquiry_id, reason=DeclineReason.NOT_OUR_SERVICE)
    _work_off()


def _accept(staff: Staffing, referral: Referral) -> UUID:
    actor, enquiry_id = staff.answering_focal_point, _enquiry_id(staff, referral)
    with unit_of_work(actor):
        accept_in_principle(actor, enquiry_id=enquiry_id)
    _work_off()
    return enquiry_id


def _accepted(staff: Staffing) -> None:
    need = _file(
        staff.asking_caseworker,
        kind="accommodation",
        urgency=Urgency.TONIGHT,
        name="Liorah Sunder",
        birth="2003",
        safe_contact="Ring between 9 and 11 in the morning, from a hidden number. The word is 'heron'.",
    )
    _accept(staff, _enquire(staff, need, urgency=Urgency.TONIGHT))


def _completed(staff: Staffing) -> None:
    actor, helper = staff.asking_caseworker, staff.answering_focal_point
    need = _file(
        actor,
        kind="psychosocial",
        urgency=Urgency.DAYS,
        name="Mavrine Oakley",
        birth="1999-03",
        safe_contact="Through the day centre only.",
    )
    referral = _enquire(staff, need, urgency=Urgency.DAYS)
    enquiry_id = _accept(staff, referral)
    _say_yes(actor, referral)
    with unit_of_work(actor):
        send_identity_slice(actor, referral_id=referral.pk, data_classes=CLASSES)
    _work_off()
    with unit_of_work(helper):
        case = Case.objects.get(pk=Enquiry.objects.values("case_id").get(pk=enquiry_id)["case_id"])
        today = PartialDate.of(office_today())
        record_assistance(
            helper,
            case_id=case.pk,
            kind="psychosocial",
            given_on=today,
            units=2,
        )
        twice = record_assistance(helper, case_id=case.pk, kind="psychosocial", given_on=today)
        strike_help(helper, assistance_id=twice.pk, why=StruckWhy.TWICE)
        complete(helper, enquiry_id=enquiry_id, outcome=Outcome.NEED_MET)
    _work_off()


def _say_yes(actor: Staff, referral: Referral) -> None:
    with unit_of_work(actor):
        record_yes(
            actor,
            referral_id=referral.pk,
            data_classes=CLASSES,
            given_by=GivenBy.SELF,
            form=ConsentMeans.SPOKEN,
            language="fr",
            text_version="disclosure-1",
            alternative_existed=True,
            told_limits=True,
            valid_until=office_today() + timedelta(days=90),
        )


def _not_referred(staff: Staffing) -> None:
    _file(staff.asking_caseworker, kind="documents", urgency=Urgency.WEEKS)
