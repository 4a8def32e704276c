"""What is kept or owed keeps case files on; a closed room answers what arrives, and nothing ends there unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone
from tests.protection import flow
from tests.support.cast import Cast, Office, signed_in
from tests.support.services import offer
from tests.trust.retention.clock import Clock, run

from palermo.exchange.models import Body, ExchangeEvent
from palermo.kit.partial_date import PartialDate
from palermo.protection.accountability.codes import ComplaintAbout
from palermo.protection.accountability.services.complaints import record_complaint
from palermo.protection.cases.codes import CloseReason, EraseReason
from palermo.protection.cases.codes.arrival import Route
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.services.cases import close_case, open_case
from palermo.protection.cases.services.persons import erase_person
from palermo.protection.first_contact.codes import Sector
from palermo.protection.first_contact.services.events import record_event
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.services.sending import send_enquiry
from palermo.protection.referral.services.withdrawal import withdraw
from palermo.reference.persons import PlaceKind
from palermo.trust.actor import Staff
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.retention.models import Notice
from palermo.trust.retention.rules import NOTICE_DAYS, Rule
from palermo.trust.retention.verbs import RetentionVerb
from palermo.trust.service import Refused
from palermo.trust.switches.codes import EndReason, SwitchCode
from palermo.trust.switches.models import SwitchedOn
from palermo.trust.switches.queries import is_on, open_rows
from palermo.trust.switches.services import end_switch
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import SwitchVerb

TODAY = timezone.now().date()


def sent(asker: Staff, need: Need, office_id: UUID) -> Referral:
    """An enquiry on its way."""
    with unit_of_work(asker):
        return send_enquiry(
            asker,
            need_id=need.pk,
            recipient_id=office_id,
            answers=flow.ANSWERS,
            answer_within=timedelta(hours=4),
        )


def turn_off(office: Office, code: SwitchCode = SwitchCode.CASE_FILES) -> None:
    administers = office[Role.ADMINISTRATOR]
    with unit_of_work(administers):
        end_switch(administers, switch_id=open_rows(office.id)[code].pk)


def is_off_whatever_is_kept(office: Office, code: SwitchCode = SwitchCode.CASE_FILES) -> None:
    """As a restore, or an office of another version, may leave it."""
    with unit_of_work(office.system):
        row = SwitchedOn.objects.get(organisation_id=office.id, code=code, ended_at__isnull=True)
        SwitchedOn.objects.filter(pk=row.pk).update(ended_at=timezone.now(), end_reason=EndReason.RESTORED)
        record(office.system, verb=SwitchVerb.SWITCH_ENDED, object_type="switch", object_id=row.pk)


def a_closed_file(cast: Cast) -> None:
    works = cast.partner[Role.CASEWORKER]
    with unit_of_work(works):
        case = open_case(works)
        close_case(works, case_id=case.pk, reason=CloseReason.HELP_COMPLETED)


def an_enquiry_that_waits(cast: Cast) -> None:
    flow.agree(cast)
    asker = cast.owner[Role.CASEWORKER]
    flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)


def a_complaint(cast: Cast) -> None:
    works = cast.partner[Role.CASEWORKER]
    with unit_of_work(works):
        record_complaint(
            works,
            case_id=None,
            about=ComplaintAbout.SERVICE,
            words="The room was locked at night",
            received_on=TODAY,
            answer_due=TODAY,
        )


@pytest.mark.parametrize("kept", [a_closed_file, an_enquiry_that_waits, a_complaint])
def test_it_is_not_turned_off_over_what_is_kept_or_owed(cast: Cast, kept: Callable[[Cast], None]) -> None:
    kept(cast)
    with pytest.raises(Refused, match="switch_busy"):
        turn_off(cast.partner)


def test_a_withdrawal_that_waits_for_an_answer_keeps_it_on_though_no_file_is_left(cast: Cast) -> None:
    asker, helper = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    flow.agree(cast)
    flow.have_basis(cast)
    referral = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)
    flow.accepted(helper, referral)
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    with unit_of_work(asker):
        withdraw(asker, referral_id=referral.pk)
    flow.work_off()
    leads = cast.partner[Role.COORDINATOR]
    person_id = flow.received(helper, referral).person_id
    assert person_id is not None
    with unit_of_work(leads):
        erase_person(leads, person_id=person_id, reason=EraseReason.PERSON_ASKED)
    assert flow.received(helper, referral).state == "withdrawn"
    with pytest.raises(Refused, match="switch_busy"):
        turn_off(cast.partner)


def test_who_sent_to_a_closed_room_is_told_and_no_body_stays_there(cast: Cast) -> None:
    flow.agree(cast)
    asker = cast.owner[Role.CASEWORKER]
    referral = sent(asker, flow.open_file(asker).need, cast.partner.id)
    turn_off(cast.partner)
    flow.work_off()
    with unit_of_work(cast.owner.system):
        told = ExchangeEvent.objects.filter(thread_id=referral.thread_id, verb="not_opened")
        assert [row.codes["code"] for row in told] == ["switched_off"]
    with unit_of_work(cast.partner.system):
        assert not Enquiry.objects.filter(thread_id=referral.thread_id).exists()
        assert not Body.objects.filter(
            envelope__thread_id=referral.thread_id, receiver_id=cast.partner.id
        ).exists()


def test_an_office_without_case_files_is_sent_no_enquiry(cast: Cast) -> None:
    flow.agree(cast)
    asker = cast.owner[Role.CASEWORKER]
    turn_off(cast.partner)
    with pytest.raises(Refused, match="takes_no_enquiries"):
        sent(asker, flow.open_file(asker).need, cast.partner.id)


def test_a_withdrawal_reaches_a_closed_room(cast: Cast) -> None:
    asker, helper = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    flow.agree(cast)
    flow.have_basis(cast)
    referral = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)
    flow.accepted(helper, referral)
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    is_off_whatever_is_kept(cast.partner)
    with unit_of_work(asker):
        withdraw(asker, referral_id=referral.pk)
    flow.work_off()
    assert flow.received(helper, referral).state == "withdrawn"


def test_nothing_ends_in_a_closed_room_where_nobody_sees_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    works = cast.owner[Role.CASEWORKER]
    with unit_of_work(works):
        event = record_event(
            works,
            month=PartialDate(2026, 1),
            zone=next(iter(PlaceKind)),
            route=Route.OUTREACH,
            sector=next(iter(Sector)),
            note="Rain all night",
        )
    with unit_of_work(cast.owner.system):
        notice = Notice.objects.create(
            organisation_id=cast.owner.id,
            room="protection",
            rule=Rule.EVENT,
            object_type="event",
            subject_id=event.pk,
            counts_from=clock.day,
            ends_on=clock.day,
        )
        record(cast.owner.system, verb=RetentionVerb.ANNOUNCED, object_type="event", object_id=event.pk)
    is_off_whatever_is_kept(cast.owner)
    for _day in range(NOTICE_DAYS + 2):
        run(cast.owner)
        clock.pass_days(1)
    with unit_of_work(cast.owner.system):
        notice.refresh_from_db()
    assert (notice.days_shown, notice.done_at) == (0, None)


def test_a_file_opened_at_the_same_moment_keeps_it_on(cast: Cast) -> None:
    works, ended = cast.owner[Role.CASEWORKER], []

    def turn() -> None:
        try:
            turn_off(cast.owner)
        except Refused as refused:
            ended.append(refused.reason)
        finally:
            connection.close()

    with unit_of_work(works):
        open_case(works)
        other = threading.Thread(target=turn)
        other.start()
        other.join(timeout=1)
        assert other.is_alive(), "whoever turns it off waits for what is under way"
    other.join(timeout=20)
    assert ended == ["switch_busy"]
    with unit_of_work(cast.owner.system):
        assert is_on(cast.owner.id, SwitchCode.CASE_FILES)
        assert Case.objects.filter(organisation_id=cast.owner.id).count() == 1


def test_whoever_was_a_moment_late_opens_no_file_in_a_closed_room(cast: Cast) -> None:
    turn_off(cast.owner)
    works = cast.owner[Role.CASEWORKER]
    with unit_of_work(works), pytest.raises(Refused, match="switched_off"):
        open_case(works)


def test_an_address_that_may_be_owed_keeps_the_services_published(cast: Cast) -> None:
    flow.agree(cast)
    asker, helper = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    service = offer(helper)
    referral = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id, service_id=service.pk)
    flow.accepted(helper, referral)
    with pytest.raises(Refused, match="switch_busy"):
        turn_off(cast.partner, SwitchCode.SERVICE_DIRECTORY)
    page = (
        signed_in(cast.partner[Role.COORDINATOR]).get("/office/switches/service_directory/").content.decode()
    )
    assert "may still need the address" in page
