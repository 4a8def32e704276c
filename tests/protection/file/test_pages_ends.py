"""What ends soon: on Today, in its list, on its page; kept longer and erased there."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.cast import Cast, signed_in
from tests.support.last_page import press
from tests.support.retention import closed_long_ago
from tests.trust.retention.clock import Clock, run
from tests.trust.retention.scenes import SCENES

from palermo.kit.dates import day_text
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.cases.codes import HoldReason
from palermo.protection.cases.services.persons import place_hold
from palermo.protection.referral.erasing import BACKUP_DAYS
from palermo.trust.actor import Staff
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.retention.models import Notice
from palermo.trust.retention.verbs import RetentionVerb
from palermo.trust.unit_of_work import unit_of_work

SECRETS = flow.CANARIES


@pytest.fixture
def lead(cast: Cast) -> Staff:
    """Who leads the owner's office."""
    return cast.owner[Role.COORDINATOR]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time as the program sees it."""
    return Clock(monkeypatch)


def over(cast: Cast) -> tuple[flow.File, Notice]:
    file = flow.open_file(cast.owner[Role.CASEWORKER])
    return file, closed_long_ago(cast.owner.system, file.case)


def until(days: int) -> dict[str, int]:
    day = timezone.now().date() + timedelta(days=days)
    return {"until_day": day.day, "until_month": day.month, "until_year": day.year}


def notice_now(cast: Cast, pk: UUID) -> Notice:
    with unit_of_work(cast.owner.system):
        return Notice.objects.get(pk=pk)


def test_what_ends_stands_on_today_of_who_leads_and_of_who_works_on_it(cast: Cast, lead: Staff) -> None:
    file, notice = over(cast)
    for reader in (lead, cast.owner[Role.CASEWORKER]):
        browser = signed_in(reader)
        assert "Look at what is erased soon" in text_of(browser.get("/today/"))
        listed = text_of(browser.get(url("ends")))
        assert file.case.code in listed
        page = text_of(browser.get(url("ending", notice.pk)))
        assert "The last file of the person was closed on" in page
        assert "Invented for the example State" in page, "the source of the years stands beside them"
        assert not [secret for secret in SECRETS if secret in listed or secret in page]


def test_colleagues_who_do_not_work_on_the_file_see_nothing_of_it(cast: Cast) -> None:
    file, notice = over(cast)
    browser = signed_in(cast.owner[Role.FOCAL_POINT])
    assert "Look at what is erased soon" not in text_of(browser.get("/today/"))
    assert file.case.code not in text_of(browser.get(url("ends")))
    assert browser.get(url("ending", notice.pk)).status_code == 404


def test_who_leads_keeps_it_longer_for_a_reason_and_sees_who_did(cast: Cast, lead: Staff) -> None:
    file, notice = over(cast)
    browser = signed_in(lead)
    wrong = text_of(browser.post(url("ending", notice.pk), {"reason": "claim", **until(-1)}))
    assert "Enter a day after the one on which it ends" in wrong
    kept = browser.post(url("ending", notice.pk), {"reason": "claim", **until(30)}, follow=True)
    assert "It is kept longer." in text_of(kept)
    assert "Kept longer" in text_of(kept)
    page = text_of(browser.get(url("ending", notice.pk)))
    assert "The person may claim compensation" in page
    assert "Owner coordinator" in page
    last_backup = timezone.now().date() + timedelta(days=30 + BACKUP_DAYS)
    assert f"Until {day_text(last_backup)}" in page, "keys are backed up until the day of the erasure"
    assert "Look at what is erased soon" not in text_of(browser.get("/today/"))
    assert notice_now(cast, notice.pk).kept_by_id == lead.user_id
    assert file.case.code in text_of(kept)


def test_a_caseworker_reads_what_goes_and_is_offered_no_act(cast: Cast) -> None:
    _file, notice = over(cast)
    browser = signed_in(cast.owner[Role.CASEWORKER])
    page = text_of(browser.get(url("ending", notice.pk)))
    assert "What is destroyed" in page
    assert "Keep it longer" not in page
    assert "Erase it now" not in page
    assert "Ask your coordinator before that day" in page
    assert browser.post(url("ending", notice.pk), {"reason": "claim", **until(30)}).status_code == 403


def test_a_hold_is_said_in_the_list_and_on_the_page(cast: Cast, lead: Staff) -> None:
    file, notice = over(cast)
    with unit_of_work(lead):
        place_hold(lead, person_id=file.case.person_id, reason=HoldReason.COURT_ORDER)
    browser = signed_in(lead)
    assert "Kept: A legal hold is open" in text_of(browser.get(url("ends")))
    assert "A legal hold is open" in text_of(browser.get(url("ending", notice.pk)))
    assert "Look at what is erased soon" not in text_of(browser.get("/today/"))


def test_erased_by_hand_it_leaves_the_list_at_once(cast: Cast, lead: Staff) -> None:
    file, notice = over(cast)
    browser = signed_in(lead)
    assert url("erase", file.case.pk) in text_of(browser.get(url("ending", notice.pk)))
    press(browser, url("erase", file.case.pk), reason="retention_ended", understood="on")
    assert file.case.code not in text_of(browser.get(url("ends")))
    assert notice_now(cast, notice.pk).done_at is not None


@pytest.mark.parametrize("kind", sorted(SCENES.keys() - {"person"}))
def test_a_record_outside_any_file_is_erased_from_its_page(kind: str, cast: Cast, clock: Clock) -> None:
    scene = SCENES[kind](cast)
    clock.go_to(scene.ends_on)
    run(scene.office)
    with unit_of_work(scene.office.system):
        notice = Notice.objects.get()
    browser = signed_in(scene.office[Role.COORDINATOR])
    page = text_of(browser.get(url("ending", notice.pk)))
    assert "What is erased" in page
    unsure = browser.post(url("ending", notice.pk), {"end": "1"})
    assert unsure.status_code == 200
    assert scene.is_there()
    done = browser.post(url("ending", notice.pk), {"end": "1", "understood": "on"}, follow=True)
    assert "It is erased." in text_of(done)
    assert not scene.is_there()


def test_a_complaint_is_never_shown_to_the_colleague_complained_of(cast: Cast, clock: Clock) -> None:
    scene = SCENES["complaint"](cast)
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(cast.owner.system) as work:
        Complaint.objects.update(about_user_id=lead.user_id)
        record(work.actor, verb=RetentionVerb.SHOWN)
    clock.go_to(scene.ends_on)
    run(scene.office)
    with unit_of_work(cast.owner.system):
        notice = Notice.objects.get()
    assert signed_in(lead).get(url("ending", notice.pk)).status_code == 404


def test_files_in_which_nothing_happens_stand_below_for_who_leads(
    cast: Cast, lead: Staff, clock: Clock
) -> None:
    file = flow.open_file(cast.owner[Role.CASEWORKER])
    clock.pass_days(400)
    page = text_of(signed_in(lead).get(url("ends")))
    assert "Open files in which nothing happens" in page
    assert file.case.code in page
    works: Client = signed_in(cast.owner[Role.CASEWORKER])
    assert "Open files in which nothing happens" not in text_of(works.get(url("ends")))
    today = text_of(signed_in(lead).get("/today/"))
    assert "Look at open files in which nothing happened for months" in today


def test_the_list_goes_on_where_the_page_ended(
    cast: Cast, lead: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("palermo.protection.file.views.ends.PAGE_SIZE", 1)
    first, second = over(cast), over(cast)
    browser = signed_in(lead)
    page = text_of(browser.get(url("ends")))
    assert (first[0].case.code in page) != (second[0].case.code in page)
    after = f"{first[1].ends_on:%Y-%m-%d}_{first[1].pk}"
    assert after in page
    assert second[0].case.code in text_of(browser.get(url("ends"), {"after": after}))
    assert browser.get(url("ends"), {"after": "2026-99_x"}).status_code == 200
