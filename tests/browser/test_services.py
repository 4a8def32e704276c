"""Several offices asked, one accepts, the others end; and free places changed with a thumb. Everything is invented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser
from tests.browser import referral_steps
from tests.browser.browser_page import TELEPHONE, Window, context_for
from tests.browser.flow_variants import FlowVariant
from tests.browser.in_thread import in_thread
from tests.browser.look import look_at
from tests.protection import flow
from tests.support.cast import Cast, Office, make_office
from tests.support.exchange import agree
from tests.support.live import Live
from tests.support.services import PROTECTED, offer

from palermo.trust.mandates import Role

pytestmark = pytest.mark.browser

TAKE = "Take this offer, end the others"


@dataclass
class Stage:
    """Who asks, who could help, and what their browsers are."""

    cast: Cast
    third: Office
    variant: FlowVariant
    windows: dict[str, Window]


@in_thread
def set_stage() -> tuple[Cast, Office]:
    """An office that asks, and two that have beds."""
    cast = referral_steps.two_offices()
    third = make_office(
        f"Ferry{next(referral_steps.NUMBERS)}", roles=frozenset({Role.COORDINATOR, Role.FOCAL_POINT})
    )
    agree(cast.owner, third)
    offer(cast.partner[Role.FOCAL_POINT], "Night beds", languages=("fr",))
    offer(third[Role.FOCAL_POINT], "Long rooms", zone="XA-HILLS")
    offer(third[Role.FOCAL_POINT], "Rooms for men", sexes=("man",))
    offer(cast.stranger[Role.FOCAL_POINT], "Beds without agreement")
    return cast, third


@pytest.fixture(scope="module")
def stages() -> dict[FlowVariant, tuple[Cast, Office]]:
    """Offices for each variant, made once: the flows go on from each other's places."""
    return {}


@pytest.fixture
def stage(
    browser: Browser, live: Live, stages: dict[FlowVariant, tuple[Cast, Office]], variant: FlowVariant
) -> Iterator[Stage]:
    if variant not in stages:
        stages[variant] = set_stage()
    cast, third = stages[variant]
    people = {
        "asks": cast.owner[Role.CASEWORKER],
        "helps": cast.partner[Role.FOCAL_POINT],
        "third": third[Role.FOCAL_POINT],
    }
    with ExitStack() as stack:
        windows = {}
        for name, actor in people.items():
            context = context_for(browser, live.url, actor, **variant.options)
            stack.callback(context.close)
            windows[name] = Window(context.new_page(), live.url)
        yield Stage(cast, third, variant, windows)
        assert [window.said for window in windows.values()] == [[], [], []]


def test_several_enquiries_one_accepted_the_others_withdrawn(stage: Stage) -> None:
    asks, helps, third = (stage.windows[name] for name in ("asks", "helps", "third"))
    file = in_thread(flow.open_file)(stage.cast.owner[Role.CASEWORKER])
    asks.go(f"/protection/cases/{file.case.pk}/")
    asks.follow(re.compile("^Find a place"), within=asks.page.locator(".file-head"))
    asks.page.get_by_label("Where is the person now?").select_option(label="Meridia, coast")
    asks.choose("Children who come along", "None")
    look(stage, asks)
    asks.press("Continue")
    labels = asks.page.locator(".choice > label").all_inner_texts()
    assert labels == ["Night beds, " + stage.cast.partner.name, "Long rooms, " + stage.third.name]
    main = asks.page.locator("main").inner_text()
    assert "In the same zone" in main
    assert "Speaks French." in main
    assert "Serves only: Men and boys." in asks.text
    assert "Beds without agreement" in asks.text
    look(stage, asks)
    asks.press("Continue")
    assert asks.page.title().startswith("Error:")
    asks.choose("Which services do you ask?", *labels)
    asks.press("Continue")
    asks.choose("When do you need an answer?", "Within 4 hours")
    asks.press("Continue")
    assert asks.heading == "Check what leaves your office"
    leaves = str(asks.facts())
    assert not [word for word in (*flow.CANARIES, file.case.code, "Meridia") if word in leaves]
    asks.press("Send the enquiries")
    assert asks.states() == ["Waits for an answer", "Waits for an answer"]
    asked = asks.path
    look(stage, asks)

    third.go("/today/")
    referral_steps.find_enquiry(third)
    third.follow("Waiting list")
    third.choose("When do you say more?", "Within a week")
    third.write("Place on your list (optional)", "3")
    look(stage, third)
    third.press("Put it on the waiting list")
    assert third.states() == ["On the waiting list"]
    waiting = third.path
    helps.go("/today/")
    referral_steps.find_enquiry(helps)
    assert helps.facts()["Service"] == "Night beds"
    referral_steps.accept(helps)
    helps.follow("Tell the other office where it is")
    look(stage, helps)
    helps.press(f"Tell {stage.cast.owner.name} where it is")

    asks.go(asked)
    asks.reload_until_state("Accepted in principle")
    asks.reload_until_state("On the waiting list")
    row = asks.page.locator("tr", has_text=stage.cast.partner.name)
    asks.follow(re.compile("^[A-Z0-9]{4}-"), within=row)
    asks.follow(TAKE)
    assert stage.third.name in asks.page.locator("main").inner_text()
    look(stage, asks)
    asks.press("Take this offer")
    referral = asks.path
    assert asks.states() == ["Accepted in principle"]
    asks.reload_until(lambda page: page.get_by_role("link", name="Where the person goes"))
    asks.follow("Where the person goes")
    assert all(word in asks.text for word in PROTECTED)
    look(stage, asks)
    asks.go(asked)
    assert sorted(asks.states()) == ["Accepted in principle", "Not pursued"]

    third.go(waiting)
    third.reload_until_state("Not pursued")
    assert not [word for word in PROTECTED if word in third.text]
    assert third.go(referral).status == 404


def test_free_places_are_changed_with_one_touch_from_a_telephone_and_taken_back_with_one(
    stage: Stage,
) -> None:
    helps, asks = stage.windows["helps"], stage.windows["asks"]
    helps.page.set_viewport_size(TELEPHONE)
    helps.go("/services/")
    helps.follow("Free places")
    assert helps.page.locator(".room-now").inner_text() == "5 of 8 free"
    boxes = [one.bounding_box() for one in helps.page.locator(".taps .button").all()]
    assert all(box and box["height"] >= 72 and box["width"] >= 140 for box in boxes)
    helps.press(re.compile("^A place is taken"))
    assert helps.page.get_by_role("status").inner_text() == "Kept: 4 of 8 free."
    look(stage, helps)
    helps.press(re.compile("^We are full"))
    assert helps.states() == ["Full"]
    helps.press(re.compile("^Undo: 4 of 8 free again"))
    assert helps.page.locator(".room-now").inner_text() == "4 of 8 free"
    assert not helps.page.get_by_role("button", name=re.compile("^Undo")).count()
    helps.press(re.compile("^A place is free again"))
    asks.go("/services/")
    asks.follow("Night beds", within=asks.page.locator("tr", has_text=stage.cast.partner.name))
    assert asks.facts()["Places"] == "Place free"
    assert not [word for word in (*PROTECTED, "5 of 8") if word in asks.text]
    look(stage, asks)


def look(stage: Stage, window: Window) -> None:
    """Accessible, fitting, neutral; once, where scripts run."""
    if stage.variant.scripts:
        look_at(window.page, stage.variant.size)
