"""While somebody types they stay signed in; a page left alone keeps what stood on it, and shows nothing any more."""

from __future__ import annotations

import pytest
from playwright.sync_api import Request, expect
from tests.browser.fixtures import SENDER, Scene
from tests.browser.in_thread import in_thread

from palermo.desk.kept_pages.codes import How
from palermo.desk.kept_pages.models import KeptPage
from palermo.trust.actor import Staff
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal

pytestmark = pytest.mark.browser
TOLD = "She remembers the quennifold bridge"


@in_thread
def kept(actor: Staff, path: str) -> list[tuple[str, bool]]:
    """How what was typed on a page was kept, and whether it is what was typed."""
    with unit_of_work(actor):
        rows = KeptPage.objects.filter(path=path)
        return [(row.how, TOLD in unseal(row, "fields")["fields"]) for row in rows]


def test_who_types_stays_and_what_stood_on_a_page_left_alone_is_kept(scene: Scene) -> None:
    window, actor = scene.window(SENDER, "typing"), scene.actor(SENDER)
    assert actor is not None
    page, path = window.page, scene.path("protection:add_assistance", "case")
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/today/typing/" in request.url:
            asked.append(request.url)

    page.on("request", note)
    page.clock.install()
    window.go(path)
    text = page.locator("textarea[name=note]")
    text.fill("She")
    for _minute in range(4):
        page.clock.run_for(60_000)
        text.press_sequentially(" .")
    text.fill(TOLD)
    assert len(asked) == 4
    expect(page.locator("#lock-notice")).to_be_hidden()
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.clock.run_for(9 * 60_000 + 2_000)
    assert sent.value.status == 204
    expect(page.locator("#lock-notice")).to_be_visible()
    assert kept(actor, path) == [(How.LOCKED, True)]
    page.clock.run_for(60_000)
    page.wait_for_url("**/locked/")
    assert TOLD not in page.content()
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    assert kept(actor, path) == [(How.LOCKED, True)]
