"""Each beginning of a flow has answers of its own, however tabs take turns; its act is done once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.cast import Cast, signed_in
from tests.support.last_page import press

from palermo.desk import drafts
from palermo.desk.models import BegunAndDone, Draft
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.referral.models.referrals import Enquiry
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal

TODAY = timezone.now().date()
HERE = re.compile(r'action="(/protection/open/[0-9a-f-]{36}/)"')
"""Where the form of the first page is sent."""
UNSAID = dict.fromkeys(("age_band", "gender", "nationality", "language_1"), "not_asked")


def person(urgent: str, contact: str, name: str) -> list[tuple[str, dict[str, Any]]]:
    """What is typed about one person, page by page after the first."""
    return [
        ("needs", {"urgent": [urgent], "came_by": "self"}),
        ("contact", {"safe_contact": contact}),
        ("came", {"route": "not_asked"}),
        ("about", UNSAID),
        ("who", {"name": name}),
    ]


PEOPLE = (
    person("shelter", "Ring Tamsin", "Zephyrine Quillfeather"),
    person("food", "Only at the market", "Oona Thistledown"),
)


def beginning_in(answer: HttpResponse) -> UUID:
    """The beginning that the address names to which an answer leads."""
    return UUID(re.findall(r"[0-9a-f-]{36}", answer.headers["Location"])[-1])


def test_two_people_of_one_night_taken_in_in_two_tabs_become_two_right_files(
    browser: Client, works: Staff
) -> None:
    tabs: list[UUID] = []
    for steps in PEOPLE:
        page = text_of(browser.get(url("open_case"), follow=True))
        here = HERE.search(page)
        assert here is not None
        assert "Go on with what is known" in page
        tabs.append(beginning_in(browser.post(here[1], {**steps[0][1], "action": "more"})))
    for number in range(1, 5):
        for tab, steps in zip(tabs, PEOPLE, strict=True):
            step, typed = steps[number]
            page = text_of(browser.get(url("open_case_step", tab, step)))
            assert not re.search("Ring Tamsin|market|Quillfeather|Thistledown", page)
            browser.post(url("open_case_step", tab, step), typed)
    today = text_of(browser.get(reverse("web:today")))
    for tab, need in zip(tabs, ("A bed tonight", "Food, clothes"), strict=True):
        assert url("open_case_step", tab, "start") in today
        assert need in today
    for tab in tabs:
        press(browser, url("open_case_step", tab, "check"))
    with unit_of_work(works):
        found = {
            (*unseal(case.person, "name", "safe_contact").values(), Need.objects.get(case=case).kind)
            for case in Case.objects.select_related("person")
        }
        assert found == {
            ("Zephyrine Quillfeather", "Ring Tamsin", "accommodation"),
            ("Oona Thistledown", "Only at the market", "material"),
        }
        assert not Draft.objects.exists()


def test_two_requests_outside_any_case_written_down_in_two_tabs_stay_two(cast: Cast) -> None:
    lead = cast.owner[Role.COORDINATOR]
    browser = signed_in(lead)
    day = {f"received_on_{part}": getattr(TODAY, part) for part in ("day", "month", "year")}
    callers = {uuid4(): ("police", "Officer One"), uuid4(): ("immigration", "Officer Two")}
    for tab, (kind, name) in callers.items():
        who = {"asked_by": kind, "asker": name, "claimed_basis": "duty_to_assist"}
        assert browser.post(url("request_add", tab, "asker"), who).status_code == 302
    choice = text_of(browser.get(url("request_add", "start")))
    assert "Go on, or begin another?" in choice
    assert all(url("request_add", tab, "start") in choice for tab in callers)
    for tab in callers:
        browser.post(url("request_add", tab, "asked"), {"asked_for": ["whether_known"], **day})
    for tab in reversed(list(callers)):
        press(browser, url("request_add", tab, "check"))
    with unit_of_work(lead):
        rows = {(row.asked_by, unseal(row, "asker")["asker"]) for row in AuthorityRequest.objects.all()}
    assert rows == set(callers.values())


def test_two_enquiries_about_one_need_prepared_in_two_tabs_say_each_its_own(
    cast: Cast, browser: Client, works: Staff, helper: Staff
) -> None:
    flow.agree(cast)
    flow.have_basis(cast)
    need = flow.open_file(works).need
    tabs = {uuid4(): "tonight", uuid4(): "weeks"}
    common = {"age_band": "18_25", "gender": "woman", "language_1": "fr", "children": "none"}
    for tab in tabs:
        browser.post(url("enquire", need.pk, tab, "office"), {"recipient": str(cast.partner.id)})
    for tab, urgency in tabs.items():
        said = {**common, "urgency": urgency, "answer_within": "hours_4"}
        browser.post(url("enquire", need.pk, tab, "enquiry"), said)
    first, second = tabs
    assert "Within weeks" not in text_of(browser.get(url("enquire", need.pk, first, "check")))
    sent = press(browser, url("enquire", need.pk, first, "check"))
    again = browser.post(url("enquire", need.pk, first, "check"), {"action": "send"})
    assert again.headers["Location"] == sent.headers["Location"], "sent twice it leads to what was made"
    assert browser.get(url("enquire", need.pk, second, "check")).status_code == 302, "asked for it already"
    flow.work_off()
    with unit_of_work(helper):
        assert [row.details["urgency"] for row in Enquiry.objects.all()] == ["tonight"]


def test_a_beginning_that_opened_a_case_opens_no_second_one_and_keeps_what_was_typed(
    browser: Client, works: Staff
) -> None:
    here = url("open_case", uuid4())
    first = browser.post(here, {"urgent": ["shelter"], "came_by": "self", "action": "open"})
    page = text_of(browser.post(here, {"urgent": ["health"], "came_by": "self", "action": "open"}))
    with unit_of_work(works):
        case = Case.objects.get()
    assert "This page has opened a case already" in page
    assert case.code in page
    assert first.headers["Location"] in page
    assert re.search(r'value="health"[^>]*checked', page)
    come_back_to = text_of(browser.get(here))
    assert case.code in come_back_to and "Open the case now" not in come_back_to
    another = HERE.search(page)
    assert another is not None and another[1] != here
    browser.post(another[1], {"urgent": ["health"], "came_by": "self", "action": "open"})
    with unit_of_work(works):
        assert Case.objects.count() == 2


def test_a_beginning_sent_twice_at_the_same_moment_opens_one_case(browser: Client, works: Staff) -> None:
    here, together = url("open_case", uuid4()), Barrier(2)

    def press(need: str) -> int:
        window = Client()
        window.cookies = browser.cookies
        together.wait()
        try:
            return window.post(here, {"urgent": [need], "came_by": "self", "action": "open"}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(press, ("shelter", "health")))
    assert 302 in answers
    with unit_of_work(works):
        assert Case.objects.count() == 1


def test_a_draft_is_thrown_away_by_its_author_alone_after_being_asked(
    cast: Cast, browser: Client, works: Staff
) -> None:
    kept, thrown = uuid4(), uuid4()
    for tab in (kept, thrown):
        browser.post(url("open_case", tab), {"urgent": ["shelter"], "action": "more"})
    with unit_of_work(works):
        row = Draft.objects.get(beginning=thrown)
    page = reverse("desk:throw_draft", args=[row.pk])
    for there in (url("open_case_step", thrown, "contact"), url("open_case", uuid4()), reverse("web:today")):
        assert page in text_of(browser.get(there))
    other = signed_in(cast.owner[Role.COORDINATOR])
    assert (other.get(page).status_code, other.post(page).status_code) == (404, 404)
    assert "Throw this one away?" in text_of(browser.get(page))
    assert "It is thrown away." in text_of(browser.post(page, follow=True))
    with unit_of_work(works):
        assert [one.beginning for one in Draft.objects.all()] == [kept]
        assert LedgerEvent.objects.get(verb="draft.thrown").object_id == row.pk


def test_one_draft_more_than_a_colleague_keeps_is_refused_and_stays_typed(
    browser: Client, works: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 1)
    browser.post(url("open_case", uuid4()), {"urgent": ["shelter"], "action": "more"})
    page = text_of(browser.post(url("open_case", uuid4()), {"urgent": ["food"], "action": "more"}))
    assert "the most there is room for" in page
    assert re.search(r'value="food"[^>]*checked', page)
    page = text_of(
        browser.post(url("request_add", uuid4(), "asker"), {"asker": "Officer", "action": "pause"})
    )
    assert "the most there is room for" in page
    assert "Officer" in page
    with unit_of_work(works):
        assert Draft.objects.count() == 1


def test_where_acts_led_is_forgotten_with_the_drafts_of_that_time(browser: Client, works: Staff) -> None:
    browser.post(url("open_case", uuid4()), {"urgent": ["shelter"], "came_by": "self", "action": "open"})
    with unit_of_work(works):
        assert BegunAndDone.objects.count() == 1
    with unit_of_work(works) as work, pytest.MonkeyPatch.context() as patch:
        patch.setattr(drafts, "KEPT_FOR", timedelta(0))
        drafts.delete_old_drafts(work.actor)
        assert not BegunAndDone.objects.exists()
