"""The page of a case: what one must know stands in its head, with the act that is due; the rail, the history."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.cast import Cast, signed_in

from palermo.protection.cases.codes import CloseReason, NeedState
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.queries.cases import just_opened
from palermo.protection.cases.services.cases import close_case, open_case, unassign_case
from palermo.protection.cases.services.needs import set_need_state
from palermo.protection.file.views.case import NEWEST
from palermo.protection.identification.services.presumption import presume
from palermo.protection.referral.models.referrals import Enquiry
from palermo.trust.actor import Staff
from palermo.trust.basis.rules import DataClass
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

FILLED = re.compile(r'<a class="button" href="([^"]+)">([^<]+)')
QUIET = re.compile(r'<a class="button button-quiet" href="([^"]+)">([^<]+)')


@pytest.fixture
def agreed(cast: Cast) -> None:
    flow.agree(cast)
    flow.have_basis(cast)


def page_of(browser: Client, case: Case, query: str = "") -> str:
    return text_of(browser.get(url("case", case.pk) + query))


def head_of(page: str) -> str:
    """The head of the page alone."""
    return page[page.index('<div class="file-head">') : page.index('<div class="with-aside">')]


def rail_of(page: str) -> str:
    """The rail alone."""
    return page[page.index('<nav class="rail"') : page.index('<main id="content"')]


def act_of(page: str) -> str:
    """The words of the one filled act."""
    (found,) = FILLED.findall(page)
    return str(found[1])


def test_the_head_says_what_one_must_know_before_one_acts(browser: Client, works: Staff) -> None:
    file = flow.open_file(works)
    with unit_of_work(works):
        presume(works, case_id=file.case.pk, presumed_on=timezone.now().date(), responder_kind="ngo", told=[])
    head = head_of(page_of(browser, file.case))
    assert file.case.code in head
    assert file.case.known_as in head
    for words in ("18 to 25", "French", flow.SAFE, "Presumed a victim</span> since "):
        assert words in head
    assert re.search(r"<span>With</span> [^<]+, since \d", head)
    assert "Reflection" in head


def test_a_case_that_nobody_has_says_so_in_its_head(cast: Cast, works: Staff) -> None:
    file = flow.open_file(works)
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        unassign_case(lead, case_id=file.case.pk, user_id=works.user_id)
    head = head_of(page_of(signed_in(lead), file.case))
    assert "<span>With</span> <b>nobody</b>" in head


def test_for_an_urgent_need_nobody_is_asked_about_the_one_filled_act_finds_a_place(
    browser: Client, works: Staff
) -> None:
    file = flow.open_file(works)
    page = page_of(browser, file.case)
    assert FILLED.findall(page) == [(url("find_service", file.need.pk, "start"), "Find a place")]
    assert QUIET.findall(page)[0][1] == "Record help given"


@pytest.mark.usefixtures("agreed")
def test_once_an_office_said_yes_the_filled_act_is_to_ask_the_person(
    cast: Cast, browser: Client, works: Staff, helper: Staff
) -> None:
    file = flow.open_file(works)
    referral = flow.enquire(works, file.need, cast.partner.id)
    assert act_of(page_of(browser, file.case)) == "Record help given"
    flow.accepted(helper, referral)
    page = page_of(browser, file.case)
    assert FILLED.findall(page) == [(url("referral", referral.pk), "Ask the person")]
    assert f"{cast.partner.name} said yes, " in page
    flow.consent(works, referral, classes=[DataClass.SAFE_CONTACT, DataClass.NAME])
    assert act_of(page_of(browser, file.case)) == "Prepare what leaves"


@pytest.mark.usefixtures("agreed")
def test_where_a_person_has_just_arrived_the_filled_act_records_the_help(
    cast: Cast, works: Staff, helper: Staff
) -> None:
    referral = flow.enquire(works, flow.open_file(works).need, cast.partner.id)
    flow.accepted(helper, referral)
    flow.consent(works, referral, classes=[DataClass.SAFE_CONTACT, DataClass.NAME])
    flow.disclose(works, referral, classes=[DataClass.NAME])
    with unit_of_work(helper):
        arrived = Enquiry.objects.select_related("case").get(code=referral.code)
    page = page_of(signed_in(helper), arrived.case)
    assert act_of(page) == "Record help given"
    assert f"{cast.owner.name} told us who the person is" in page


def test_without_an_urgent_need_help_is_recorded_and_a_closed_case_has_no_act(
    browser: Client, works: Staff
) -> None:
    with unit_of_work(works):
        case = open_case(works)
    page = page_of(browser, case)
    assert act_of(page) == "Record help given"
    assert QUIET.findall(page)[0][1] == "Record a need"
    with unit_of_work(works):
        close_case(works, case_id=case.pk, reason=CloseReason.HELP_COMPLETED)
    page = page_of(browser, case)
    assert not FILLED.findall(page)
    assert "Closed" in head_of(page)
    assert "Open this case again" in rail_of(page)


def test_each_need_has_one_act_and_one_menu(browser: Client, works: Staff) -> None:
    file = flow.open_file(works)
    flow.another_need(works, file)
    page = page_of(browser, file.case)
    needs = page[page.index('<ul class="needs">') :]
    needs = needs[: needs.index("</ul>")]
    lines = needs.split("<h3>")[1:]
    assert len(lines) == 2
    for line in lines:
        assert line.count('class="button button-quiet button-small"') == 1
        assert line.count("<summary") == 1


def test_what_is_known_stands_before_the_history(browser: Client, works: Staff) -> None:
    page = page_of(browser, flow.open_file(works).case)
    assert page.index("What is known") < page.index('id="history"')


def test_the_rail_of_the_file_stands_on_its_pages_and_leads_to_what_stood_at_the_foot(
    browser: Client, works: Staff
) -> None:
    case = flow.open_file(works).case
    page = page_of(browser, case)
    for name in ("talk", "identification", "seen", "never_share", "goals", "close"):
        assert f'href="{url(name, case.pk)}"' in rail_of(page), name
    assert "quiet-links" not in page
    assert url("case_complaint_add", case.pk, "start") in head_of(page)
    for name in ("talk", "identification", "seen", "never_share", "goals", "close", "who"):
        assert f'href="{url("case", case.pk)}"' in rail_of(text_of(browser.get(url(name, case.pk)))), name
    assert f'<a href="{url("case", case.pk)}" aria-current="page">Now</a>' in rail_of(page)


@pytest.mark.usefixtures("agreed")
def test_the_history_says_hour_act_and_author_and_marks_what_another_office_did(
    cast: Cast, browser: Client, works: Staff, helper: Staff
) -> None:
    file = flow.open_file(works)
    referral = flow.enquire(works, file.need, cast.partner.id)
    flow.accepted(helper, referral)
    with unit_of_work(works):
        set_need_state(works, need_id=file.need.pk, state=NeedState.MET)
    page = page_of(browser, file.case)
    history = page[page.index('id="history"') :]
    lines = re.findall(r"<li( class=\"theirs\")?><time[^>]*>([^<]+)</time>(.*?)</li>", history)
    said = [(re.sub("<[^>]+>", " ", line).strip(), bool(theirs)) for theirs, _hour, line in lines]
    assert [theirs for _line, theirs in said] == [False, True, False, False, False, False]
    assert all(re.fullmatch(r"\d\d:\d\d", hour) for _theirs, hour, _line in lines)
    for start, (line, _theirs) in zip(
        (
            "Met: ",
            f"{cast.partner.name} said yes",
            f"Asked {cast.partner.name}",
            "Needed: ",
            "Identity recorded",
            "Case opened",
        ),
        said,
        strict=True,
    ):
        assert line.startswith(start)
    assert history.count('<span class="by">') == 6


def test_the_page_shows_the_newest_lines_of_the_history_and_leads_to_all_of_it(
    browser: Client, works: Staff
) -> None:
    file = flow.open_file(works)
    for _number in range(10):
        flow.another_need(works, file)
    short, whole = page_of(browser, file.case), text_of(browser.get(url("history", file.case.pk)))
    assert (short.count("Needed: "), whole.count("Needed: ")) == (NEWEST, 11)
    assert "Case opened" in whole
    assert "Case opened" not in short
    assert url("history", file.case.pk) in short
    assert "Help that is given stands here." in text_of(browser.get(url("assistance", file.case.pk)))


def test_a_case_just_opened_is_offered_where_another_would_be_opened(browser: Client, works: Staff) -> None:
    assert "You have just opened one" not in text_of(browser.get(url("open_case"), follow=True))
    case = flow.open_file(works).case
    page = text_of(browser.get(url("open_case"), follow=True))
    assert "You have just opened one" in page
    assert url("case", case.pk) in page
    with unit_of_work(works):
        assert just_opened(works, now=timezone.now()) == case
        assert just_opened(works, now=timezone.now() + timedelta(minutes=11)) is None
