"""Forms in error, forced colours, paper: the pages where reading them matters most."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser.browser_page import TELEPHONE, Window, context_for
from tests.browser.fixtures import NOBODY, RECEIVER, SENDER, SENDING_LEAD, Scene
from tests.browser.look import look_at

pytestmark = pytest.mark.browser

IN_ERROR: tuple[tuple[str, ...], ...] = (
    (NOBODY, "account_login"),
    (SENDER, "account_change_password"),
    (SENDER, "protection:declined", "case"),
    (SENDER, "protection:add_interpreter", "case"),
    (SENDER, "protection:add_information", "case"),
    (SENDER, "protection:interpreter", "case", "interpreter"),
    (SENDER, "protection:event_open", "event"),
    (SENDER, "protection:event_add_case", "event"),
    (SENDER, "protection:count_help"),
    (SENDER, "protection:add_need", "case"),
    (SENDER, "protection:add_assistance", "case"),
    (SENDER, "protection:close", "case"),
    (SENDING_LEAD, "protection:hold", "case"),
    (SENDING_LEAD, "protection:erase", "case"),
    (SENDER, "protection:enquire", "other need", "office"),
    (SENDER, "protection:referral_answer", "unasked", "answer"),
    (SENDER, "protection:referral_without_consent", "accepted"),
    (RECEIVER, "protection:enquiry_decline", "waiting there"),
    (RECEIVER, "protection:enquiry_complete", "disclosed there"),
    (RECEIVER, "protection:enquiry_withdrawal", "withdrawn there"),
    (SENDING_LEAD, "directory:propose", "office"),
    (SENDING_LEAD, "basis:record"),
    (RECEIVER, "exchange:open_file"),
)
"""Forms sent empty."""
LOUD: tuple[tuple[str, ...], ...] = (
    (SENDER, "web:today"),
    (SENDER, "protection:cases"),
    (SENDER, "protection:case", "case"),
    (SENDER, "protection:enquire", "need", "enquiry"),
    (SENDER, "protection:enquire", "need", "check"),
)
"""Pages looked at in the reader's own few colours."""
ON_PAPER: tuple[tuple[str, ...], ...] = (
    (SENDER, "protection:case", "case"),
    (SENDER, "protection:seen", "case"),
    (SENDER, "protection:talk", "case"),
    (SENDER, "protection:erased", "erased"),
    (SENDING_LEAD, "directory:agreement", "agreement"),
)


def name_of(page: tuple[str, ...]) -> str:
    return " ".join(page)


@pytest.mark.parametrize("page", IN_ERROR, ids=name_of)
def test_a_form_in_error_says_what_to_mend_and_leads_there(scene: Scene, page: tuple[str, ...]) -> None:
    who, *address = page
    window = scene.window(who)
    window.go(scene.path(*address))
    with window.page.expect_navigation():
        window.page.locator("main form[method=post] button.button").first.click()
    assert window.page.title().startswith("Error: ")
    summary = window.page.locator("#error-summary")
    expect(summary).to_be_focused()
    links = summary.get_by_role("link")
    assert links.count() >= 1
    look_at(window.page, TELEPHONE)
    for link in links.all():
        target = str(link.get_attribute("href")).removeprefix("#")
        link.press("Enter")
        focus = window.page.locator(":focus")
        assert focus.get_attribute("id") == target
        problem = window.page.locator(".field-wrong .error").filter(has_text=link.inner_text())
        assert problem.first.is_visible()
    assert window.said == []


@pytest.mark.parametrize("page", LOUD, ids=name_of)
def test_state_choice_and_action_are_told_apart_without_colour(scene: Scene, page: tuple[str, ...]) -> None:
    who, *address = page
    context = context_for(scene.browser, scene.url, scene.actor(who), forced_colors="active")
    window = Window(context.new_page(), scene.url)
    window.go(scene.path(*address))
    for mark in (".tag", ".notice", ".button"):
        for one in window.page.locator(f"main {mark}:visible").all():
            assert one.evaluate(BORDER) != "none", one.inner_text()
    current = window.page.locator(".places [aria-current]")
    plain = window.page.locator(".places a:not([aria-current])").first
    assert current.evaluate(UNDERLINE) != plain.evaluate(UNDERLINE)
    for chosen in window.page.locator(".choice > input:checked").all():
        assert chosen.evaluate(APPEARANCE) == "auto", "the reader's system draws it"
    look_at(window.page, TELEPHONE)
    context.close()


BORDER = "e => getComputedStyle(e).borderTopStyle"
UNDERLINE = "e => getComputedStyle(e).borderBottomColor"
APPEARANCE = "e => getComputedStyle(e).appearance"


@pytest.mark.parametrize("page", ON_PAPER, ids=name_of)
def test_paper_carries_the_content_and_its_date_and_nothing_to_press(
    scene: Scene, page: tuple[str, ...]
) -> None:
    who, *address = page
    window = scene.window(who, "paper")
    window.go(scene.path(*address))
    window.page.emulate_media(media="print")
    shown = window.page.locator("h1, .facts, .history, .list")
    assert all(one.is_visible() for one in shown.all())
    for control in window.page.locator(
        "nav, button, input, select, .button, .skip, .languages, .trail"
    ).all():
        assert not control.is_visible(), control.inner_text()
    # The hour of the office's own clock, which no page follows with a zone.
    assert re.search(r"Printed \d+ \w{3} \d{4}, \d\d:\d\d$", window.page.locator(".printed").inner_text())
    assert len(window.page.pdf()) > 1000


FOR_A_PERSON: tuple[tuple[str, ...], ...] = (
    (SENDER, "protection:seen_paper", "case", "ar"),
    (SENDER, "protection:erased", "erased"),
    (NOBODY, "rights:card", "fr"),
)
"""Paper that goes home in somebody's pocket."""


@pytest.mark.parametrize("page", FOR_A_PERSON, ids=name_of)
def test_paper_for_a_person_has_a_neutral_title_and_leaves_a_browser_no_room_for_its_address(
    scene: Scene, page: tuple[str, ...]
) -> None:
    who, *address = page
    window = scene.window(who, "for a person")
    window.page.emulate_media(media="screen")
    window.go(scene.path(*address))
    assert window.page.title() in {"Paper", "ورق", "Informations"}
    hint = window.page.locator(".paper-hint")
    assert hint.is_visible()
    window.page.emulate_media(media="print")
    assert not hint.is_visible()
    assert window.page.locator("body").evaluate("e => getComputedStyle(e).page") in {"bare", "rights-a4"}
    for one in ("nav", "button", ".bar", ".trail", ".tongues"):
        assert not [each for each in window.page.locator(one).all() if each.is_visible()], one
    bare = window.page.pdf(prefer_css_page_size=True)
    headed = window.page.pdf(prefer_css_page_size=True, display_header_footer=True)
    assert abs(len(headed) - len(bare)) < 400
