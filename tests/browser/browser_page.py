"""A colleague's browser window: what a person does in it, said by the words on the page."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, ViewportSize
from tests.browser.in_thread import in_thread
from tests.support.cast import PASSWORD, signed_in
from tests.support.codes import code_now

from palermo.trust.actor import Anonymous, Staff
from palermo.trust.people.models import User
from palermo.trust.unit_of_work import unit_of_work

Size: TypeAlias = ViewportSize
PATIENCE_SECONDS = 20
TELEPHONE: Size = {"width": 360, "height": 780}
DESK: Size = {"width": 1280, "height": 900}
MANY_TABS = 60
VISIBLE_FOCUS = """e => [e, ...["::before", "::after"]].some(part => {
    const style = typeof part === "string" ? getComputedStyle(e, part) : getComputedStyle(part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
})"""


def _go_on(window: Window) -> None:
    """Do nothing on arrival."""


@dataclass
class Window:
    """One window on one installation. `said` collects what the browser complains about: scripts, policy, strangers.

    `arrived` is called with the window after each step that opened a page.
    """

    page: Page
    url: str
    arrived: Callable[[Window], None] = _go_on
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_SECONDS * 1000)
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self._stay(request.url))

    def _hear(self, kind: str, text: str) -> None:
        # A page that is refused or not found is an answer, not a complaint.
        if kind in {"error", "warning"} and "Failed to load resource" not in text:
            self.said.append(text)

    def _stay(self, url: str) -> None:
        if not url.startswith((self.url, "data:")):
            self.said.append(f"asks {url}")

    def go(self, path: str) -> Response:
        """Open an address by typing it."""
        answer = self.page.goto(path if path.startswith("http") else f"{self.url}{path}")
        assert answer is not None
        self.arrived(self)
        return answer

    def follow(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """Click the link with these words."""
        self._step((within or self.page).get_by_role("link", name=name, exact=True))

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press the button with these words."""
        self._step(self.page.get_by_role("button", name=name, exact=True))

    def unfold(self, name: str) -> None:
        """Open the first menu whose button has a name that begins so; it stays on the page."""
        self.page.locator(f'main summary[aria-label^="{name}"]').first.click()

    def _step(self, control: Locator) -> None:
        with self.page.expect_navigation():
            control.click()
        self.arrived(self)

    def write(self, label: str, text: str) -> None:
        """Write into the field with this label."""
        self.page.get_by_label(label, exact=True).fill(text)

    def choose(self, question: str, *answers: str) -> None:
        """Tick or choose the answers of a question."""
        group = self.group(question)
        for answer in answers:
            group.get_by_label(answer, exact=True).check()

    def group(self, question: str) -> Locator:
        """The fields under one question."""
        return self.page.get_by_role("group", name=re.compile(f"^{re.escape(question)}"))

    def write_date(self, question: str, when: date) -> None:
        """Write a whole date into its three fields."""
        for part, number in (("Day", when.day), ("Month", when.month), ("Year", when.year)):
            self.group(question).get_by_label(part, exact=True).fill(str(number))

    def tab_to(self, name: str, key: str, *, opens: bool = False) -> None:
        """Press Tab until the control whose words begin so has the focus, then press the key."""
        for _press in range(MANY_TABS):
            self.page.keyboard.press("Tab")
            focus = self.page.locator(":focus")
            words = focus.evaluate("e => (e.labels && e.labels.length ? e.labels[0] : e).innerText || ''")
            if words.strip().startswith(name):
                break
        else:
            raise AssertionError(f"Tab never came to {name!r} on {self.path}")
        assert focus.evaluate(VISIBLE_FOCUS), f"{name!r} does not show its focus"
        if not opens:
            self.page.keyboard.press(key)
            return
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.arrived(self)

    @property
    def heading(self) -> str:
        """What the page is for."""
        return " ".join(self.page.locator("h1").inner_text().split())

    @property
    def path(self) -> str:
        """Where the window is, below the installation's address."""
        return urlsplit(self.page.url).path

    @property
    def text(self) -> str:
        """Everything the page's source says, tags and attributes included."""
        return self.page.content()

    def states(self) -> list[str]:
        """The state words under the heading."""
        return self.page.locator("main .tag").all_inner_texts()

    def facts(self, heading: str = "") -> dict[str, str]:
        """A summary list of the page, label by label; the one below a heading, or all of them."""
        place: Any = self.page.locator("main")
        if heading:
            place = place.locator("section").filter(has=self.page.get_by_role("heading", name=heading))
        rows = place.locator(".facts > div")
        return {
            row.locator("dt").inner_text(): row.locator("dd").first.inner_text().strip() for row in rows.all()
        }

    def reload_until(self, locate: Callable[[Page], Locator]) -> Locator:
        """Load the page again until it shows what a worker is about to bring; fail after a while."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not locate(self.page).first.is_visible():
            assert time.monotonic() < end, f"{self.path} never showed it:\n{self.page.inner_text('main')}"
            self.page.reload()
        self.arrived(self)
        return locate(self.page).first

    def reload_until_state(self, word: str) -> None:
        """Load the page again until its state is the word."""
        self.reload_until(lambda page: page.locator("main .tag").get_by_text(word, exact=True))


@in_thread
def second_factor(actor: Staff) -> str:
    """What the colleague's authenticator app shows now."""
    with unit_of_work(Anonymous()):
        sealed = Authenticator.objects.get(user=actor.user_id, type=Authenticator.Type.TOTP).data["secret"]
        seed = get_adapter().decrypt(sealed)
    return code_now(seed)


@in_thread
def forget_second_factor(actor: Staff) -> None:
    """Let the colleague sign in as for the first time."""
    with unit_of_work(Anonymous()):
        Authenticator.objects.filter(user=actor.user_id).delete()


@in_thread
def address_of(actor: Staff) -> str:
    """The address the colleague signs in with."""
    with unit_of_work(Anonymous()):
        return str(User.objects.get(pk=actor.user_id).email)


def sign_in(window: Window, actor: Staff) -> None:
    """Sign in as a person does: address, password, code of the second factor."""
    window.go("/account/login/")
    window.write("Email", address_of(actor))
    window.write("Password", PASSWORD)
    window.press("Sign in")
    for _attempt in range(2):  # a code may end its half minute on the way
        window.page.get_by_label("Code").fill(second_factor(actor))
        window.press("Sign in")
        if window.path == "/today/":
            return
    raise AssertionError("the code of the second factor was refused twice")


@in_thread
def session_of(actor: Staff, url: str) -> list[Any]:
    """The cookie of a new session in which the colleague is signed in, for flows that sign out or in again."""
    return [{"name": "session", "value": signed_in(actor).cookies["session"].value, "url": url}]


shared_session_of = cache(session_of)
"""The cookie of a session that every window of the colleague shares, where signing in is not the test."""


def context_for(browser: Browser, url: str, actor: Staff | None = None, **options: Any) -> BrowserContext:
    """A fresh profile, in English unless told; signed in where an actor is given."""
    context = browser.new_context(**{"locale": "en-GB", "viewport": DESK, **options})
    if actor is not None:
        context.add_cookies(shared_session_of(actor, url))
    return context
