"""Two people come in one night, each in a tab of its own: nothing of one stands with the other, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser
from tests.browser import referral_steps
from tests.browser.browser_page import Window, context_for
from tests.browser.counted import Count
from tests.browser.in_thread import in_thread
from tests.support.cast import Cast
from tests.support.live import Live
from tests.support.services import offer

from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

pytestmark = pytest.mark.browser

MOST_PAGES, MOST_BOXES = 30, 20
CLASSES = ("Name and gender", "What is needed")


@dataclass
class Night:
    """One person of the night: what they say, the tab at each office, and what their way costs."""

    name: str
    safe: str
    told: str
    asks: Window
    helps: Window
    count: Count = field(default_factory=Count)

    def __post_init__(self) -> None:
        self.count.of(self.asks)
        self.count.of(self.helps)

    @property
    def said(self) -> tuple[str, str, str]:
        """What must stand with nobody else."""
        return self.name, self.safe, self.told


@pytest.fixture
def nights(browser: Browser, live: Live) -> Iterator[tuple[Cast, list[Night]]]:
    """Two people, in two tabs of one window at each office."""
    cast = referral_steps.two_offices()
    in_thread(offer)(cast.partner[Role.FOCAL_POINT], "Night beds")
    said = (
        ("Zephyrine Quillfeather", "Ring Tamsin before noon", "It was an orchard"),
        ("Oona Thistledown", "At the market by the fountain", "It was a laundry"),
    )
    with ExitStack() as stack:
        asks, helps = (
            stack.enter_context(context_for(browser, live.url, actor))
            for actor in (cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT])
        )
        made = [
            Night(*words, Window(asks.new_page(), live.url), Window(helps.new_page(), live.url))
            for words in said
        ]
        yield cast, made
        assert [window.said for night in made for window in (night.asks, night.helps)] == [[], [], [], []]


@in_thread
def referral_of(cast: Cast, case: str) -> Referral:
    """The referral of a case, by the address of the case, once its enquiry has arrived."""
    with unit_of_work(cast.owner[Role.CASEWORKER]):
        referral = Referral.objects.get(case_id=case.split("/")[3])
    referral_steps.wait_for_enquiry(cast, referral, "enquiry_sent")
    return referral


@in_thread
def enquiry_of(cast: Cast, referral: Referral, state: str) -> Enquiry:
    """What has arrived of a referral at the other office, once it is so far."""
    referral_steps.wait_for_enquiry(cast, referral, state)
    with unit_of_work(cast.partner[Role.FOCAL_POINT]):
        return Enquiry.objects.get(thread_id=referral.thread_id)


def from_today(window: Window, row: Referral | Enquiry) -> None:
    """Open Today, and from it what stands there about the row."""
    window.go("/today/")
    follow_first(window, f'main a[href*="{row.pk}"]:visible, main a[href*="{row.case_id or row.pk}"]:visible')


def follow_first(window: Window, links: str) -> None:
    """Click the first of these links."""
    with window.page.expect_navigation():
        window.page.locator(links).first.click()
    window.arrived(window)


def test_two_people_of_one_night_are_opened_referred_and_taken_in_side_by_side(
    nights: tuple[Cast, list[Night]], capsys: pytest.CaptureFixture[str]
) -> None:
    cast, both = nights
    for night in both:
        night.asks.go("/today/")
        follow_first(night.asks, 'a[href="/protection/open/"]:visible')
        night.asks.choose("What is needed right now?", "A bed tonight")
        night.asks.press("Go on with what is known")
    for night in both:
        night.asks.page.locator("main textarea").first.fill(night.safe)
        night.asks.press("Continue")
        night.asks.press("Continue")
    for night in reversed(both):
        night.asks.choose("Age", "18 to 25")
        night.asks.choose("Gender", "Woman or girl")
        night.asks.write("Language spoken best", "French")
        night.asks.press("Continue")
    for night in both:
        night.asks.write("Name (optional)", night.name)
        night.asks.write("What the person told (optional)", night.told)
        night.asks.press("Continue")
    cases = []
    for night in reversed(both):
        night.asks.press("Open the case")
        cases.insert(0, night.asks.path)
    for night in both:
        night.asks.follow(re.compile("^Find a place"), within=night.asks.page.locator(".file-head"))
        night.asks.page.get_by_label("Where is the person now?").select_option(label="Meridia, coast")
        night.asks.choose("Children who come along", "None")
        night.asks.press("Continue")
    for night in both:
        night.asks.choose("Which services do you ask?", f"Night beds, {cast.partner.name}")
        night.asks.press("Continue")
        night.asks.choose("When do you need an answer?", "Within 4 hours")
        night.asks.press("Continue")
    for night in reversed(both):
        assert night.asks.heading == "Check what leaves your office"
        night.asks.press("Send the enquiries")

    referrals = [referral_of(cast, case) for case in cases]
    for night, referral in zip(both, referrals, strict=True):
        from_today(night.helps, enquiry_of(cast, referral, "enquiry_sent"))
    for night in reversed(both):
        assert not [word for one in both for word in one.said if word in night.helps.text]
        referral_steps.accept(night.helps)

    for night, referral in zip(both, referrals, strict=True):
        in_thread(referral_steps.wait_for_referral)(cast, referral, "accepted_in_principle")
        from_today(night.asks, referral)
        night.asks.follow("Ask the person, record the answer")
    for night in reversed(both):
        night.asks.choose("What does the person say?", "Yes: this office may know who I am")
        night.asks.press("Continue")
    for night in both:
        night.asks.page.get_by_label("I told the person all of this before asking").check()
        night.asks.choose("Could the person say no and still be helped?", "Yes")
        night.asks.choose("How?", "Spoken")
        night.asks.write("In which language?", "French")
        night.asks.choose("What may this office know?", *CLASSES)
        night.asks.press("Continue")
    for night in reversed(both):
        night.asks.press("Record the answer")
    for night in both:
        night.asks.press("Continue")
    for night in reversed(both):
        assert night.asks.heading == "Exactly this leaves your office"
        leaves = night.asks.facts("Goes to")
        assert (leaves["Name"], leaves["How to reach the person safely"]) == (night.name, night.safe)
        referral_steps.send_slice(night.asks, cast.partner)

    for night, referral in zip(both, referrals, strict=True):
        from_today(night.helps, enquiry_of(cast, referral, "identity_sent"))
    for night, other in zip(both, reversed(both), strict=True):
        if night.helps.page.get_by_role("link", name=re.compile("^Open your file")).count():
            night.helps.follow(re.compile("^Open your file"))
        night.helps.follow("Show who she is")
        assert night.name in night.helps.text
        assert not [word for word in (*other.said, night.told) if word in night.helps.text]

    with capsys.disabled():
        print(f"\nA night, from arrival to the file of the other office: {both[0].count}")  # noqa: T201 - the figures
    assert both[0].count == both[1].count
    assert both[0].count.pages <= MOST_PAGES
    assert both[0].count.boxes <= MOST_BOXES
