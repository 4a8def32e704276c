"""A switch is on by two people, from a day, while somebody answers for it; off, nothing of it is there."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.protection import flow
from tests.support.begun import BEGUN
from tests.support.cast import Cast, Office, signed_in
from tests.support.last_page import held, look
from tests.support.services import offer

from palermo.directory.offers.models import Service
from palermo.directory.offers.policies import SERVICES
from palermo.protection.cases.codes import CloseReason, EraseReason
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.cases import close_case, open_case
from palermo.protection.cases.services.persons import erase_person
from palermo.protection.referral.codes import Outcome
from palermo.protection.referral.services.receiving import complete
from palermo.protection.referral.services.sending import send_enquiry
from palermo.protection.referral.services.withdrawal import withdraw
from palermo.trust import housekeeping
from palermo.trust.actor import Staff
from palermo.trust.current import record
from palermo.trust.housekeeping import tidy_offices
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.queries import acting_units, staff_of
from palermo.trust.service import Refused
from palermo.trust.switches.codes import EndReason, SwitchCode, SwitchState
from palermo.trust.switches.models import SwitchedOn
from palermo.trust.switches.queries import is_on, open_rows, state_of
from palermo.trust.switches.services import (
    GRACE,
    ask_for_switch,
    end_switch,
    lapse_switches,
    sign_switch,
    suspend_after_restore,
)
from palermo.trust.switches.today import switches_that_wait
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import SwitchVerb

TODAY = timezone.now().date()


def turned_off(office: Office, code: SwitchCode) -> None:
    leads = office[Role.COORDINATOR]
    with unit_of_work(leads):
        end_switch(leads, switch_id=open_rows(office.id)[code].pk)


def asked(actor: Staff, office: Office, code: SwitchCode, **changed: object) -> SwitchedOn:
    answers = {
        "from_day": TODAY,
        "responsible_id": office[Role.COORDINATOR].user_id,
        "deputy_id": office[Role.ADMINISTRATOR].user_id,
    } | changed
    with unit_of_work(actor):
        return ask_for_switch(actor, code=code, **answers)  # type: ignore[arg-type]


def as_they_are(actor: Staff) -> Staff:
    """The actor as a request finds them, with the office's switches."""
    with unit_of_work(actor):
        (unit,) = [unit for unit in acting_units(actor.user_id) if unit.unit_id == actor.unit_id]
    return staff_of(actor.user_id, unit)


def test_off_closes_the_room_to_pages_lists_tasks_and_packages(cast: Cast) -> None:
    works = cast.owner[Role.CASEWORKER]
    turned_off(cast.owner, SwitchCode.CASE_FILES)
    browser = signed_in(works)
    assert browser.get(reverse("protection:cases")).status_code == 404
    assert browser.post(reverse("protection:open_case")).status_code == 404
    now = as_they_are(works)
    assert now.rooms == frozenset()
    with unit_of_work(now), pytest.raises(Refused, match="role_missing"):
        open_case(now)
    assert "/protection/" not in browser.get(reverse("web:today")).content.decode()


def test_a_package_for_an_office_whose_room_is_closed_is_not_taken_in(cast: Cast) -> None:
    flow.agree(cast)
    file = flow.open_file(cast.owner[Role.CASEWORKER])
    # Sent while it still said yes, taken in when it does not any more.
    referral = _enquiry_sent(cast, file)
    turned_off(cast.partner, SwitchCode.ENQUIRIES)
    flow.work_off()
    with unit_of_work(cast.partner.system):
        assert not LedgerEvent.objects.filter(verb="enquiry.received").exists()
    assert referral


def _enquiry_sent(cast: Cast, file: flow.File) -> object:
    works = cast.owner[Role.CASEWORKER]
    with unit_of_work(works):
        return send_enquiry(
            works,
            need_id=file.need.pk,
            recipient_id=cast.partner.id,
            answers=flow.ANSWERS,
            answer_within=timedelta(days=1),
        )


def test_an_office_that_takes_no_enquiries_is_sent_none(cast: Cast) -> None:
    flow.agree(cast)
    file = flow.open_file(cast.owner[Role.CASEWORKER])
    turned_off(cast.partner, SwitchCode.ENQUIRIES)
    with pytest.raises(Refused, match="takes_no_enquiries"):
        _enquiry_sent(cast, file)
    browser = signed_in(cast.partner[Role.FOCAL_POINT])
    assert browser.get(reverse("protection:enquiries")).status_code == 404
    assert browser.get(reverse("protection:cases")).status_code == 200


def test_an_office_that_takes_no_enquiries_is_offered_to_nobody(cast: Cast) -> None:
    flow.agree(cast)
    file = flow.open_file(cast.owner[Role.CASEWORKER])
    browser = signed_in(cast.owner[Role.CASEWORKER])
    page = reverse("protection:enquire", args=[file.need.pk, BEGUN, "office"])
    assert f'value="{cast.partner.id}"' in browser.get(page).content.decode()
    turned_off(cast.partner, SwitchCode.ENQUIRIES)
    content = browser.get(page).content.decode()
    assert f'value="{cast.partner.id}"' not in content
    assert "This office takes no enquiries through Palermo now." in content


def test_no_link_leads_to_the_list_of_enquiries_that_is_off(cast: Cast) -> None:
    browser = signed_in(cast.partner[Role.FOCAL_POINT])
    listed = f'href="{reverse("protection:enquiries")}"'
    for name in ("protection:cases", "protection:referrals"):
        assert listed in browser.get(reverse(name)).content.decode()
    turned_off(cast.partner, SwitchCode.ENQUIRIES)
    for name in ("protection:cases", "protection:referrals"):
        assert listed not in browser.get(reverse(name)).content.decode()


def test_a_withdrawal_is_answered_though_enquiries_were_switched_off_meanwhile(cast: Cast) -> None:
    asker, helper = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    flow.agree(cast)
    flow.have_basis(cast)
    referral = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)
    enquiry = flow.accepted(helper, referral)
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    with unit_of_work(helper):
        complete(helper, enquiry_id=enquiry.pk, outcome=Outcome.NEED_MET)
    flow.work_off()
    turned_off(cast.partner, SwitchCode.ENQUIRIES)
    with unit_of_work(asker):
        withdraw(asker, referral_id=referral.pk)
    flow.work_off()
    browser = signed_in(helper)
    page = reverse("protection:enquiry", args=[enquiry.pk])
    assert page in browser.get(reverse("web:today")).content.decode()
    content = browser.get(page).content.decode()
    answer = reverse("protection:enquiry_withdrawal", args=[enquiry.pk])
    assert answer in content
    assert f'"{reverse("protection:enquiries")}"' not in content
    assert browser.post(answer, {"answer": "kept_legal_duty"}).status_code == 302


def test_it_is_on_from_its_day_after_a_second_signature(cast: Cast) -> None:
    flow.have_basis(cast)
    turned_off(cast.owner, SwitchCode.CASE_FILES)
    leads, administers = cast.owner[Role.COORDINATOR], cast.owner[Role.ADMINISTRATOR]
    row = asked(leads, cast.owner, SwitchCode.CASE_FILES, from_day=TODAY + timedelta(days=2))
    assert state_of(row, day=TODAY) is SwitchState.ASKED
    with unit_of_work(leads), pytest.raises(Refused, match="switch_second_person"):
        sign_switch(leads, switch_id=row.pk)
    with unit_of_work(administers):
        (item,) = read(switches_that_wait(administers, timezone.now()))
        row = sign_switch(administers, switch_id=row.pk)
        assert not is_on(cast.owner.id, SwitchCode.CASE_FILES)
    assert "Sign" in str(item.title)
    assert state_of(row, day=TODAY) is SwitchState.COMES
    assert state_of(row, day=TODAY + timedelta(days=2)) is SwitchState.ON
    with (
        patch.object(timezone, "now", return_value=timezone.now() + timedelta(days=2)),
        unit_of_work(administers),
    ):
        assert is_on(cast.owner.id, SwitchCode.CASE_FILES)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"from_day": TODAY - timedelta(days=1)}, "switch_day_past"),
        ({"deputy_id": "responsible"}, "switch_same_person"),
        ({"deputy_id": "stranger"}, "colleague_has_no_fitting_role"),
        ({}, "switch_condition"),
    ],
)
def test_what_is_wrong_with_the_asking_is_said(cast: Cast, changed: dict[str, object], reason: str) -> None:
    turned_off(cast.owner, SwitchCode.CASE_FILES)
    known = {
        "responsible": cast.owner[Role.COORDINATOR].user_id,
        "stranger": cast.stranger[Role.COORDINATOR].user_id,
    }
    given = {
        key: known.get(value, value) if isinstance(value, str) else value for key, value in changed.items()
    }
    with pytest.raises(Refused, match=reason):
        asked(cast.owner[Role.COORDINATOR], cast.owner, SwitchCode.CASE_FILES, **given)


def test_it_is_not_turned_off_over_files_open_or_closed_and_one_person_turns_it_off(cast: Cast) -> None:
    leads = cast.owner[Role.COORDINATOR]
    with unit_of_work(leads):
        case = open_case(leads)
        row = open_rows(cast.owner.id)[SwitchCode.CASE_FILES]
    with unit_of_work(leads), pytest.raises(Refused, match="switch_busy"):
        end_switch(leads, switch_id=row.pk)
    with unit_of_work(leads):
        close_case(leads, case_id=case.pk, reason=CloseReason.HELP_COMPLETED)
    with unit_of_work(leads), pytest.raises(Refused, match="switch_busy"):
        end_switch(leads, switch_id=row.pk)
    with unit_of_work(leads):
        erase_person(leads, person_id=case.person_id, reason=EraseReason.PERSON_ASKED)
        ended = end_switch(leads, switch_id=row.pk)
    assert (ended.end_reason, ended.ended_by_id) == (EndReason.BY_PERSON, leads.user_id)


def test_the_page_offers_what_can_be_done_now(cast: Cast) -> None:
    leads = cast.owner[Role.COORDINATOR]
    flow.have_basis(cast)
    browser, page = signed_in(leads), reverse("switches:switch", args=[SwitchCode.CASE_FILES])
    with unit_of_work(leads):
        case = open_case(leads)
    content = browser.get(page).content.decode()
    assert "Your office keeps files" in content
    assert "Turn it off now" not in content
    with unit_of_work(leads):
        erase_person(leads, person_id=case.person_id, reason=EraseReason.PERSON_ASKED)
    assert "Turn it off now" in browser.get(page).content.decode()
    turned_off(cast.owner, SwitchCode.CASE_FILES)
    asked(leads, cast.owner, SwitchCode.CASE_FILES)
    content = browser.get(page).content.decode()
    assert "Take the asking back" in content
    assert "Turn it off now" not in content


def test_an_administrator_who_sees_no_file_turns_nothing_off_over_open_ones(cast: Cast) -> None:
    leads, administers = cast.owner[Role.COORDINATOR], cast.owner[Role.ADMINISTRATOR]
    with unit_of_work(leads):
        open_case(leads)
    with unit_of_work(administers):
        row = open_rows(cast.owner.id)[SwitchCode.CASE_FILES]
        with pytest.raises(Refused, match="switch_busy"):
            end_switch(administers, switch_id=row.pk)
        assert not Case.objects.exists()
    page = signed_in(administers).get(reverse("switches:switch", args=["case_files"])).content.decode()
    assert "Your office keeps files" in page


def test_it_lapses_14_days_after_nobody_answers_for_it_any_more_and_says_so_before(cast: Cast) -> None:
    leads, office = cast.owner[Role.COORDINATOR], cast.owner
    with unit_of_work(office.system):
        row = open_rows(office.id)[SwitchCode.SERVICE_DIRECTORY]
        RoleAssignment.objects.filter(user_id__in=[row.responsible_id, row.deputy_id]).update(
            revoked_at=timezone.now()
        )
        lapse_switches(office.system)
        row.refresh_from_db()
        assert row.failing_since is not None
        assert is_on(office.id, SwitchCode.SERVICE_DIRECTORY)
    with unit_of_work(leads):
        assert any(
            "about to go off" in str(item.title) for item in read(switches_that_wait(leads, timezone.now()))
        )
    with patch.object(timezone, "now", return_value=timezone.now() + GRACE), unit_of_work(office.system):
        lapse_switches(office.system)
        lapse_switches(office.system)
        row.refresh_from_db()
    assert row.end_reason == EndReason.NOBODY_ANSWERS_FOR_IT
    with unit_of_work(office.system):
        ended = LedgerEvent.objects.filter(verb="switch.ended", object_id=row.pk)
        assert ended.count() == 1


def test_whether_it_lapses_is_looked_at_once_a_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "_done_on", {})
    office, now = cast.owner, timezone.now()

    def failing() -> bool:
        with unit_of_work(office.system):
            return open_rows(office.id)[SwitchCode.SERVICE_DIRECTORY].failing_since is not None

    with unit_of_work(office.system):
        row = open_rows(office.id)[SwitchCode.SERVICE_DIRECTORY]
        named = RoleAssignment.objects.filter(user_id__in=[row.responsible_id, row.deputy_id])
        named.update(revoked_at=now)
        record(office.system, verb=SwitchVerb.SWITCH_ASKED, object_type="switch", object_id=row.pk)
    tidy_offices()
    assert failing()
    with unit_of_work(office.system):
        named.update(revoked_at=None)
        record(office.system, verb=SwitchVerb.SWITCH_ASKED, object_type="switch", object_id=row.pk)
    tidy_offices()
    assert failing()
    with patch.object(timezone, "now", return_value=now + timedelta(days=1)):
        tidy_offices()
    assert not failing()


def test_a_restore_turns_off_what_publishes_promises_or_takes_out_and_hides_no_file(cast: Cast) -> None:
    with unit_of_work(cast.owner.system):
        assert suspend_after_restore(cast.owner.system) == len(set(SwitchCode) - {SwitchCode.CASE_FILES}) == 3
        assert list(open_rows(cast.owner.id)) == [SwitchCode.CASE_FILES]


def test_the_second_person_signs_the_day_and_names_that_they_saw(cast: Cast) -> None:
    """What an office used before there were switches can be asked for again while somebody looks at it."""
    flow.have_basis(cast)
    leads, administers = cast.owner[Role.COORDINATOR], cast.owner[Role.ADMINISTRATOR]
    with unit_of_work(leads):
        row = open_rows(cast.owner.id)[SwitchCode.CASE_FILES]
        SwitchedOn.objects.filter(pk=row.pk).update(
            carried_over=True, signed_at=None, signed_by_id=None, asked_by_id=None
        )
        record(leads, verb=SwitchVerb.SWITCH_ASKED, object_type="switch", object_id=row.pk)
    asked(leads, cast.owner, SwitchCode.CASE_FILES)
    browser, page = signed_in(administers), reverse("switches:switch", args=["case_files"])
    sign, shown = reverse("switches:sign", args=["case_files"]), look(browser, page)
    asked(leads, cast.owner, SwitchCode.CASE_FILES, deputy_id=cast.owner[Role.CASEWORKER].user_id)
    answer = browser.post(sign, shown)
    assert answer.status_code == 200
    assert "changed" in answer.content.decode()
    assert browser.post(sign).status_code == 200  # nothing was shown at all
    with unit_of_work(leads):
        assert open_rows(cast.owner.id)[SwitchCode.CASE_FILES].carried_over
    assert browser.post(sign, held(answer.content.decode())).status_code == 302
    with unit_of_work(leads):
        assert not open_rows(cast.owner.id)[SwitchCode.CASE_FILES].carried_over


def test_the_page_asks_signs_and_turns_off(cast: Cast) -> None:
    flow.have_basis(cast)
    turned_off(cast.owner, SwitchCode.CASE_FILES)
    leads, administers = (signed_in(cast.owner[role]) for role in (Role.COORDINATOR, Role.ADMINISTRATOR))
    page = reverse("switches:switch", args=["case_files"])
    answers = {
        "responsible": str(cast.owner[Role.COORDINATOR].user_id),
        "deputy": str(cast.owner[Role.CASEWORKER].user_id),
        "from_day_day": str(TODAY.day),
        "from_day_month": str(TODAY.month),
        "from_day_year": str(TODAY.year),
    }
    assert leads.post(page, answers).status_code == 302
    own = leads.post(reverse("switches:sign", args=["case_files"])).content.decode()
    assert "You asked for it." in own
    shown = look(administers, page)
    assert administers.post(reverse("switches:sign", args=["case_files"]), shown).status_code == 302
    assert signed_in(cast.owner[Role.CASEWORKER]).get(reverse("protection:cases")).status_code == 200
    assert "Answers for it" in administers.get(page).content.decode()
    assert administers.post(reverse("switches:end", args=["case_files"])).status_code == 302
    assert "The asking was taken back" not in administers.get(page).content.decode()
    assert "Turned off" in administers.get(page).content.decode()
    assert leads.get(reverse("switches:switch", args=["nothing"])).status_code == 404


def test_services_of_an_office_that_does_not_publish_are_in_no_list(cast: Cast) -> None:
    service = offer(cast.partner[Role.FOCAL_POINT])
    works = cast.owner[Role.CASEWORKER]
    with unit_of_work(works):
        assert SERVICES.visible(works, Service.objects.filter(pk=service.pk)).exists()
    turned_off(cast.partner, SwitchCode.SERVICE_DIRECTORY)
    with unit_of_work(works):
        assert not SERVICES.visible(works, Service.objects.filter(pk=service.pk)).exists()
    assert signed_in(cast.partner[Role.FOCAL_POINT]).get(reverse("services:rooms")).status_code == 404
