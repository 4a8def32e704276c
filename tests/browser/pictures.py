"""The pictures of the README and the guides, from a demo that runs: python -m tests.browser.pictures DATA_FOLDER PORT

They are taken anew when the pages change; everything on them is invented.
"""

from __future__ import annotations

import base64
import hmac
import json
import shutil
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

TARGET: Final = Path(__file__).parents[2] / "docs" / "pictures"
CASEWORKER, LEAD, SECOND = "ada@lantern.example", "bram@lantern.example", "tova@lantern.example"
DECIDER, FOCAL_POINT = "jon@authority.example", "fenn@harbour.example"
KNOWN = ("Name and gender", "Date of birth and age", "What is needed")


def take(folder: Path, url: str, target: Path = TARGET) -> None:
    """Take the pictures, 1280 by 900 pixels; 390 by 844 where a telephone is in the hand."""
    target.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = _signed_in(browser, folder, url, LEAD)
        page.screenshot(path=target / "today.png")
        page = _signed_in(browser, folder, url, CASEWORKER)
        page.goto(f"{url}/partnership/states/")
        page.screenshot(path=target / "states.png")
        page.goto(f"{url}/protection/referrals/")
        page.locator("tr", has_text="Accepted in principle").get_by_role("link").first.click()
        referral = page.url
        _say_yes(page)
        for words in KNOWN:
            _tick(page, "What goes to this office?", words)
        _go_on(page)
        page.screenshot(path=target / "slice.png")
        page.goto(referral)
        page.locator("a[href*='/protection/cases/']").first.click()
        page.screenshot(path=target / "case.png")
        _of_the_caseworker(page, url, target)
        page = _signed_in(browser, folder, url, SECOND)
        for name, path in (
            ("board", "board/"),
            ("ends", "ends/"),
            ("routes", "routes/"),
            ("requests", "requests/"),
        ):
            page.goto(f"{url}/protection/{path}")
            page.screenshot(path=target / f"{name}.png")
        page = _signed_in(browser, folder, url, DECIDER)
        page.goto(f"{url}/protection/decisions/")
        page.screenshot(path=target / "decisions.png")
        page.locator("main table tbody a").first.click()
        page.screenshot(path=target / "identification.png")
        page = _signed_in(browser, folder, url, FOCAL_POINT, width=390, height=844)
        page.goto(f"{url}/services/room/")
        page.screenshot(path=target / "rooms.png")
        browser.close()


def _of_the_caseworker(page: Page, url: str, target: Path) -> None:
    """First contact, a group, and finding a service for a need that nobody was asked about yet."""
    page.goto(f"{url}/protection/open/needs/")
    page.screenshot(path=target / "help-first.png")
    page.goto(f"{url}/protection/events/")
    page.locator("main table tbody a").first.click()
    page.screenshot(path=target / "group.png")
    page.goto(f"{url}/protection/?need=accommodation")
    for case in [link.get_attribute("href") for link in page.locator("main table tbody th a").all()]:
        page.goto(f"{url}{case}")
        ways = [link.get_attribute("href") or "" for link in page.locator("a[href*='/find/']").all()]
        for way in ways:
            page.goto(f"{url}{way.partition('/find/')[0]}/find/matters/")
            _say_what_matters(page)
            if page.locator("main .choice").count():
                page.screenshot(path=target / "services.png")
                return


def _say_what_matters(page: Page) -> None:
    page.get_by_label("Where is the person now?").select_option(index=2)
    _tick(page, "Children who come along", "None")
    for question in page.locator("fieldset").all():
        if not question.locator("input:checked").count():
            question.get_by_label("Not asked").or_(question.get_by_label("Not known")).first.check()
    _go_on(page)


def _signed_in(
    browser: Browser, folder: Path, url: str, email: str, *, width: int = 1280, height: int = 900
) -> Page:
    people = json.loads((folder / "demo").read_text(encoding="utf-8"))
    way = next(one for one in people if one["email"] == email)
    page = browser.new_context(locale="en-GB", viewport={"width": width, "height": height}).new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{url}/account/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(way["password"])
    page.locator("[name=password]").press("Enter")
    page.locator("[name=code]").fill(_code(way["seed"]))
    page.locator("[name=code]").press("Enter")
    page.wait_for_url("**/today/")
    return page


def _code(seed: str) -> str:
    """The second factor's code of now, RFC 6238."""
    moment = (int(time.time()) // 30).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(seed), moment, "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def _say_yes(page: Page) -> None:
    page.get_by_role("link", name="Ask the person, record the answer").click()
    _tick(page, "What does the person say?", "Yes: this office may know who I am")
    _go_on(page)
    page.get_by_label("I told the person all of this before asking").check()
    _tick(page, "Could the person say no and still be helped?", "Yes")
    _tick(page, "Who said yes?", "The person")
    _tick(page, "How?", "Spoken")
    page.get_by_label("In which language?").fill("French")
    for words in KNOWN:
        _tick(page, "What may this office know?", words)
    _tick(page, "Until when?", "Until a day I choose")
    until = datetime.now(tz=UTC) + timedelta(days=30)
    for part, number in (("day", until.day), ("month", until.month), ("year", until.year)):
        page.locator(f"[name=valid_until_{part}]").fill(str(number))
    _go_on(page)
    page.get_by_role("button", name="Record the answer").click()


def _tick(page: Page, question: str, words: str) -> None:
    page.locator("fieldset", has_text=question).get_by_label(words, exact=True).check()


def _go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


if __name__ == "__main__":
    take(Path(sys.argv[1]), f"http://localhost:{sys.argv[2]}")
