"""One record of each kind whose rule ends, made through the services. Everything in it is invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.utils import timezone
from tests.protection import flow
from tests.support.cast import Cast, Office

from palermo.kit.partial_date import PartialDate
from palermo.protection.accountability.codes import (
    AskedFor,
    AuthorityKind,
    ClaimedBasis,
    ComplaintAbout,
    ComplaintOutcome,
    RequestState,
)
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.accountability.services.complaints import answer_complaint, record_complaint
from palermo.protection.accountability.services.requests import record_advice, record_request
from palermo.protection.cases.codes import CloseReason
from palermo.protection.cases.codes.arrival import Route
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.cases import close_case
from palermo.protection.first_contact.codes import Sector
from palermo.protection.first_contact.models.events import Event
from palermo.protection.first_contact.services.events import record_event
from palermo.protection.identification.notifying.models import NotificationReceived
from palermo.protection.identification.notifying.verbs import NotificationVerb
from palermo.protection.referral.models.referrals import Enquiry
from palermo.reference.persons import PlaceKind
from palermo.reference.profiles import profile
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.retention.rules import years_after
from palermo.trust.unit_of_work import unit_of_work

YEARS = profile("example-state-1").retention


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A record of an office that ends on a day, and whether something of it can still be read."""

    office: Office
    object_type: str
    subject_id: UUID
    ends_on: date
    is_there: Callable[[], bool]


def a_closed_file(cast: Cast) -> Scene:
    """A person whose only file is closed."""
    works = cast.owner[Role.CASEWORKER]
    file = flow.open_file(works)
    with unit_of_work(works):
        close_case(works, case_id=file.case.pk, reason=CloseReason.HELP_COMPLETED)
    return person_scene(cast.owner, file.case.person_id)


def person_scene(office: Office, person_id: UUID) -> Scene:
    """The person's file, closed today."""

    def is_there() -> bool:
        with unit_of_work(office.system):
            return bool(bytes(Person.objects.get(pk=person_id).name))

    return _scene(office, "person", person_id, YEARS.file_years, is_there)


def an_answered_request(cast: Cast) -> Scene:
    """A request about nobody the office names, answered."""
    works, lead, today = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR], timezone.now().date()
    with unit_of_work(works):
        row = record_request(
            works,
            asked_by=AuthorityKind.POLICE,
            claimed_basis=ClaimedBasis.NONE_NAMED,
            asked_for=[AskedFor.WHEREABOUTS],
            received_on=today,
            asker="Officer Drabblesmith",
            asked="Whether anybody came on Tuesday",
        )
    with unit_of_work(lead):
        record_advice(lead, request_id=row.pk, adviser="A lawyer", advice="Say nothing", advised_on=today)
        # By another coordinator, whom the cast has not.
        AuthorityRequest.objects.filter(pk=row.pk).update(
            state=RequestState.ANSWERED, decided_at=timezone.now(), decided_by_id=works.user_id
        )

    def is_there() -> bool:
        with unit_of_work(cast.owner.system):
            found = AuthorityRequest.objects.get(pk=row.pk)
            return any(bytes(getattr(found, column)) for column in AuthorityRequest.sealed_columns())

    return _scene(cast.owner, "authority_request", row.pk, YEARS.outside_file_years, is_there)


def an_answered_complaint(cast: Cast) -> Scene:
    """A complaint of somebody who is not named, answered."""
    works, lead, today = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR], timezone.now().date()
    with unit_of_work(works):
        row = record_complaint(
            works,
            about=ComplaintAbout.OUR_OFFICE,
            words="The waiting room is cold",
            wish="A stove",
            received_on=today,
            answer_due=today,
        )
    with unit_of_work(lead):
        answer_complaint(
            lead, complaint_id=row.pk, outcome=ComplaintOutcome.PUT_RIGHT, answer="There is a stove now"
        )

    def is_there() -> bool:
        with unit_of_work(cast.owner.system):
            found = Complaint.objects.get(pk=row.pk)
            return any(bytes(getattr(found, column)) for column in Complaint.sealed_columns())

    return _scene(cast.owner, "complaint", row.pk, YEARS.outside_file_years, is_there)


def an_enquiry_without_a_file(cast: Cast) -> Scene:
    """An enquiry that nobody ever answered, at the office that received it."""
    flow.agree(cast)
    flow.have_basis(cast)
    works = cast.owner[Role.CASEWORKER]
    referral = flow.enquire(works, flow.open_file(works).need, cast.partner.id)
    enquiry = flow.received(cast.partner[Role.FOCAL_POINT], referral)
    assert enquiry.details

    def is_there() -> bool:
        with unit_of_work(cast.partner.system):
            return bool(Enquiry.objects.get(pk=enquiry.pk).details)

    return _scene(cast.partner, "enquiry", enquiry.pk, YEARS.outside_file_years, is_there)


def a_notification_received(cast: Cast) -> Scene:
    """What another office notified, without identity, at the office that received it."""
    lead, now = cast.partner[Role.COORDINATOR], timezone.now()
    with unit_of_work(lead):
        row = NotificationReceived.objects.create(
            organisation_id=cast.partner.id,
            sender_id=cast.owner.id,
            code="7777-7777",
            thread_id=uuid4(),
            about="presumed",
            event_on=now.date(),
            age_class="adult",
            sex="man",
            purposes=["forced_labour"],
            place="XA",
            received_at=now,
        )
        record(lead, verb=NotificationVerb.RECEIVED, object_type="notification", object_id=row.pk)

    def is_there() -> bool:
        with unit_of_work(cast.partner.system):
            found = NotificationReceived.objects.get(pk=row.pk)
            return bool(found.code or found.purposes or found.place or found.event_on)

    return _scene(cast.partner, "notification", row.pk, YEARS.outside_file_years, is_there)


def an_event_with_a_note(cast: Cast) -> Scene:
    """An event at which nobody was met who has a file."""
    works, today = cast.owner[Role.CASEWORKER], timezone.now().date()
    with unit_of_work(works):
        event = record_event(
            works,
            month=PartialDate(today.year, today.month),
            zone=PlaceKind.COUNTRYSIDE,
            route=Route.INSPECTION,
            sector=Sector.AGRICULTURE,
            note="The farm at the end of the road",
        )

    def is_there() -> bool:
        with unit_of_work(cast.owner.system):
            return bool(bytes(Event.objects.get(pk=event.pk).note))

    return _scene(cast.owner, "event", event.pk, YEARS.outside_file_years, is_there)


def _scene(
    office: Office, object_type: str, subject_id: UUID, years: int, is_there: Callable[[], bool]
) -> Scene:
    return Scene(
        office=office,
        object_type=object_type,
        subject_id=subject_id,
        ends_on=years_after(timezone.now().date(), years),
        is_there=is_there,
    )


SCENES: dict[str, Callable[[Cast], Scene]] = {
    "person": a_closed_file,
    "authority_request": an_answered_request,
    "complaint": an_answered_complaint,
    "enquiry": an_enquiry_without_a_file,
    "notification": a_notification_received,
    "event": an_event_with_a_note,
}
"""A scene for each object type that ends."""
