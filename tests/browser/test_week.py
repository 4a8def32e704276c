"""A week of a caseworker: what is written, given, planned and handed over, and what a colleague finds by morning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from tests.browser import referral_steps
from tests.browser.browser_page import Window, context_for
from tests.browser.in_thread import in_thread
from tests.browser.look import look_at
from tests.protection import flow
from tests.support.cast import Cast
from tests.support.live import Live

from palermo.protection.cases.services.cases import assign_case
from palermo.trust.mandates import Role
from palermo.trust.people.queries import colleague_names
from palermo.trust.unit_of_work import unit_of_work

pytestmark = pytest.mark.browser

RANG = "She rang from the quandlemere kiosk"
PAPERS = "The ferrowby papers, before noon"
PLACE = "Hollin Clinic, second door"
DANGER = "Somebody waits at the tram stop"
LINE = "Ring before ten, she works from then on"


@in_thread
def file_of_two(cast: Cast) -> tuple[flow.File, str]:
    """A file that two colleagues work on, and the name of the second."""
    works, second, leads = (
        cast.owner[role] for role in (Role.CASEWORKER, Role.FOCAL_POINT, Role.COORDINATOR)
    )
    file = flow.open_file(works)
    with unit_of_work(leads):
        assign_case(leads, case_id=file.case.pk, user_id=second.user_id)
        return file, str(colleague_names(leads, {second.user_id})[second.user_id])


@pytest.fixture
def windows(browser: Browser, live: Live) -> Iterator[tuple[flow.File, str, Window, Window]]:
    """The file, the name of the second colleague, and a window of each of the two."""
    cast = referral_steps.two_offices()
    file, name = file_of_two(cast)
    with ExitStack() as stack:
        made = []
        for actor in (cast.owner[Role.CASEWORKER], cast.owner[Role.FOCAL_POINT]):
            context = context_for(browser, live.url, actor)
            stack.callback(context.close)
            made.append(Window(context.new_page(), live.url))
        yield file, name, made[0], made[1]
        assert [window.said for window in made] == [[], []]


def test_what_a_caseworker_writes_gives_and_plans_in_a_week_reaches_the_colleague_next_morning(
    windows: tuple[flow.File, str, Window, Window],
) -> None:
    file, name, works, second = windows
    case, today = f"/protection/cases/{file.case.pk}/", timezone.now().date()
    tomorrow = today + timedelta(days=1)

    works.go(case)
    works.follow("Write a note")
    works.choose("What was it?", "A call")
    works.write("What happened?", RANG)
    works.press("Keep this note")
    assert RANG in works.text

    works.go(case)
    works.follow("Give a task")
    works.page.get_by_label("What is to be done?").select_option(label="See to papers")
    works.write("In a few words (optional)", PAPERS)
    works.write_date("By when?", tomorrow)
    works.page.get_by_label("Who does it?").select_option(label=name)
    works.press("Give this task")

    works.go(case)
    works.follow("Add an appointment")
    works.page.get_by_label("What is it?").select_option(label="Doctor")
    works.write_date("On which day?", today)
    works.write("At what time? (optional)", "23:30")
    works.write("Where? (optional)", PLACE)
    works.page.get_by_label("Who goes along?").select_option(label=name)
    works.press("Keep this appointment")

    works.go(case)
    works.follow("Write one")
    works.page.locator("main textarea").first.fill(DANGER)
    works.write_date("When is it looked at again?", today + timedelta(days=7))
    works.press("Keep this plan")
    assert DANGER in works.text

    # Documents and a case conference belong here, between the plan and the help.

    works.go(case)
    works.unfold("More for this need")
    works.follow(re.compile("^Record help given"), within=works.page.locator(".needs"))
    works.press("Record this help")
    assert "No unmet need is recorded." in works.page.inner_text("main")

    works.go("/protection/shift/")
    handed = works.page.inner_text("main")
    assert "Note written" in handed
    works.write("What else should they know? (optional)", LINE)
    works.press("Hand over")
    assert "It is handed over." in works.page.inner_text("main")

    second.go("/today/")
    waits = second.page.inner_text("main")
    assert "See to papers" in waits
    assert "Doctor" in waits
    assert not [word for word in (RANG, PAPERS, PLACE, DANGER, LINE) if word in second.text]
    look_at(second.page)
    second.follow(re.compile("^Read the hand-over|^Hand-over"), within=second.page.locator("main"))
    assert LINE in second.text
    second.press("I have read it")
    second.go("/protection/week/")
    week = second.page.inner_text("main")
    assert "23:30" in week
    assert "See to papers" in week
    look_at(second.page)
    second.follow(re.compile("See to papers"))
    assert PAPERS in second.text
    second.press("It is done")
    second.go(f"{case}notes/")
    assert RANG in second.text

    works.go("/today/")
    assert not works.page.get_by_role("link", name=re.compile("See to papers")).count()
    works.go(f"{case}history/")
    told = works.page.inner_text("main")
    assert name in told
    assert "See to papers" in told
