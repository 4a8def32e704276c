"""One referral between two offices in a real browser, with scripts and without, by mouse and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser
from tests.browser import referral_steps
from tests.browser.browser_page import Window, context_for, session_of, sign_in
from tests.browser.flow_variants import FlowVariant
from tests.browser.in_thread import in_thread
from tests.protection import flow
from tests.support.cast import Cast
from tests.support.live import Live

from palermo.trust.mandates import Role

pytestmark = pytest.mark.browser

NOTHING = "–\nNothing recorded"


@pytest.fixture
def windows(browser: Browser, live: Live, variant: FlowVariant) -> Iterator[tuple[Window, Window]]:
    """A window at the asking office, and one at the office asked."""
    with ExitStack() as stack:
        made = []
        for _office in range(2):
            context = context_for(browser, live.url, **variant.options)
            stack.callback(context.close)
            made.append(Window(context.new_page(), live.url))
        yield made[0], made[1]
        assert [window.said for window in made] == [[], []]


def test_a_person_is_referred_on_her_terms_from_enquiry_to_completed(
    windows: tuple[Window, Window], cast: Cast
) -> None:
    asks, helps = windows
    sign_in(asks, cast.owner[Role.CASEWORKER])
    sign_in(helps, cast.partner[Role.FOCAL_POINT])

    case = referral_steps.open_case(asks)
    word, _space, code = asks.heading.rpartition(" ")
    referral_steps.record_identity(asks)
    referral_steps.record_need(asks)
    leaves = referral_steps.prepare_enquiry(asks, cast.partner)
    assert not planted_in(asks.text)
    referral = referral_steps.send_enquiry(asks, cast.partner)

    enquiry = referral_steps.find_enquiry(helps)
    said_of_her = (*referral_steps.PLANTED, code, f'"nick">{word}<')
    assert not [planted for planted in said_of_her if planted in helps.text]
    arrived = helps.facts("What it says")
    assert arrived.pop("From") == cast.owner.name
    assert arrived.pop("Answer due")
    asked = f"{cast.partner.name} (Competent authority)"
    assert leaves == arrived | {"Office": asked, "When do you need an answer?": "Within 4 hours"}
    referral_steps.accept(helps)

    asks.go(referral)
    asks.reload_until_state("Accepted in principle")
    referral_steps.record_yes(asks)
    leaves = referral_steps.preview_slice(asks)
    assert leaves["Name"] == flow.NAME
    assert leaves["How to reach the person safely"] == referral_steps.REACHED
    assert referral_steps.WITHHELD not in str(leaves)
    referral_steps.send_slice(asks, cast.partner)

    file = referral_steps.open_file(helps)
    assert all(line in helps.text for line in referral_steps.REACHED.splitlines())
    assert flow.NAME not in helps.text
    coarse = helps.facts("What is known")
    head = helps.page.locator(".file-head").inner_text()
    needed = helps.page.locator(".needs li").inner_text()
    helps.follow("Show who she is")
    revealed = helps.facts()
    identity = leaves.keys() & revealed.keys()
    assert {label: revealed[label] for label in identity} == {label: leaves[label] for label in identity}
    assert {value for label, value in revealed.items() if label not in identity} == {NOTHING}
    assert leaves["Gender"] == coarse["Gender"]
    assert f"Age {leaves['Age']}" in head
    assert leaves["Needs"] == f"{referral_steps.NEED} (Tonight)"
    assert re.match(rf"{referral_steps.NEED}\s", needed) and "Tonight" in needed
    helps.go(file)
    referral_steps.record_help(helps)

    asks.go(referral)
    asks.reload_until_state("Being helped")
    helps.go(enquiry)
    referral_steps.complete(helps)
    asks.reload_until_state("Completed")
    assert asks.facts()["How it ended"] == "The need is met"

    for window, others in ((asks, (file, f"{file}who/", f"{file}seen/", enquiry)), (helps, (case, referral))):
        for address in others:
            assert window.go(address).status == 404
            assert not planted_in(window.text)


def test_a_declined_enquiry_says_why_and_leaves_nothing_of_her_behind(
    windows: tuple[Window, Window], cast: Cast
) -> None:
    asks, helps = signed_in(windows, cast)
    referral = referral_steps.sent(cast)

    helps.go("/today/")
    enquiry = referral_steps.find_enquiry(helps)
    assert helps.facts()["Age"] == "18 to 25"
    helps.follow("Decline")
    helps.press("Decline the enquiry")
    assert helps.page.title().startswith("Error:")
    helps.choose("Why?", "No room")
    helps.press("Decline the enquiry")
    assert helps.path == enquiry
    assert helps.states() == ["Declined"]
    assert helps.facts().keys() == {
        "From",
        "Asks for",
        "Your reason",
        "Purpose",
        "Restrictions of the sender",
    }

    asks.go(f"/protection/referrals/{referral.pk}/")
    asks.reload_until_state("Declined")
    assert asks.facts()["Reason given"] == "No room"
    asks.go(f"/protection/cases/{referral.case_id}/")
    asks.unfold("More for this need")
    asks.follow(re.compile("^Ask another office"))
    assert asks.heading == "Which office do you ask?"


def test_a_withdrawal_travels_to_the_other_office_which_answers_that_it_erased_the_file(
    windows: tuple[Window, Window], cast: Cast
) -> None:
    asks, helps = signed_in(windows, cast)
    referral = referral_steps.disclosed(cast)

    asks.go(f"/protection/referrals/{referral.pk}/")
    asks.follow("The person withdraws consent")
    asks.press("Record the withdrawal and tell the office")
    assert asks.states() == ["Consent withdrawn, waits for an answer"]
    assert not asks.page.get_by_role("link", name="Prepare what leaves").count()

    helps.go("/today/")
    helps.reload_until(lambda page: page.get_by_role("link", name=re.compile("withdrawal|withdrawn")))
    helps.follow(re.compile("withdrawal|withdrawn"))
    file = helps.page.get_by_role("link", name=re.compile("^Open your file")).get_attribute("href")
    helps.follow("Answer the withdrawal")
    helps.choose("What does your office do?", "Erase the file")
    helps.press("Send the answer")
    assert helps.page.title().startswith("Error:"), "erasing asks for a tick of its own"
    helps.page.get_by_label("If it is to be erased: yes, erase the file now, for good").check()
    helps.press("Send the answer")
    assert helps.states() == ["Withdrawal answered"]
    helps.go(f"{file}who/")
    assert not planted_in(helps.text)

    asks.reload_until_state("Withdrawal answered")
    assert asks.facts()["Answer to the withdrawal"] == "Erase the file"


def test_what_was_half_typed_is_there_again_after_signing_out_and_in(
    windows: tuple[Window, Window], cast: Cast
) -> None:
    asks, _helps = signed_in(windows, cast)
    case = in_thread(flow.open_file)(cast.owner[Role.CASEWORKER]).case
    asks.go(f"/protection/cases/{case.pk}/identity/contact/")
    asks.press("Continue")
    asks.press("Continue")
    asks.write("Name (optional)", "Zeph")
    asks.group("Date of birth").get_by_label("Year", exact=True).fill("20")
    asks.press("Save and come back later")
    assert asks.path == f"/protection/cases/{case.pk}/"
    asks.press("Sign out")
    asks.go(f"/protection/cases/{case.pk}/identity/who/")
    assert asks.path == "/account/login/"
    signed_in(windows, cast)
    asks.go(f"/protection/cases/{case.pk}/identity/start/")
    assert asks.heading == "Go on, or begin another?"
    asks.follow(re.compile("^begun "))
    assert asks.page.get_by_label("Name (optional)", exact=True).input_value() == "Zeph"
    assert asks.group("Date of birth").get_by_label("Year", exact=True).input_value() == "20"


def test_an_enquiry_can_be_sent_with_the_keyboard_alone(windows: tuple[Window, Window], cast: Cast) -> None:
    asks, _helps = signed_in(windows, cast)
    file = in_thread(flow.open_file)(cast.owner[Role.CASEWORKER])
    asks.go(f"/protection/cases/{file.case.pk}/")
    asks.tab_to("Skip to the content", "Enter")
    asks.tab_to("···", "Escape")  # the menu of the case, left closed
    asks.tab_to("···", "Enter")  # the menu of the need
    asks.tab_to("Ask another office", "Enter", opens=True)
    asks.tab_to(f"{cast.partner.name} (Competent authority)", "Space")
    asks.tab_to("Continue", "Enter", opens=True)
    asks.tab_to("None", "Space")  # the children who come along: nothing is answered beforehand
    asks.tab_to("Continue", "Enter", opens=True)
    assert asks.heading == "Check what leaves your office"
    asks.tab_to("Send the enquiry", "Enter", opens=True)
    assert asks.heading == f"Enquiry sent to {cast.partner.name}"


def signed_in(windows: tuple[Window, Window], cast: Cast) -> tuple[Window, Window]:
    """Both windows with sessions of the asking and the answering colleague."""
    for window, actor in zip(
        windows, (cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]), strict=True
    ):
        window.page.context.add_cookies(session_of(actor, window.url))
    return windows


def planted_in(text: str) -> list[str]:
    return [planted for planted in referral_steps.PLANTED if planted in text]
