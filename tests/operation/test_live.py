"""The served installation that browser tests work with."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from tests.support.live import Live

from palermo.trust.actor import Anonymous
from palermo.trust.people.models import Organisation
from palermo.trust.unit_of_work import unit_of_work


@pytest.mark.browser
def test_a_real_browser_opens_the_first_page(live: Live, open_page: Callable[..., Page]) -> None:
    page = open_page()
    answer = page.goto(live.url)
    assert answer is not None
    assert answer.status == 200
    assert page.title()


@pytest.mark.browser
def test_a_test_may_prepare_what_the_browser_sees(live_demo: Live, open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{live_demo.url}/")
    with unit_of_work(Anonymous()):
        assert Organisation.objects.count() > 2
    assert live_demo.folder.demo.exists()


@pytest.mark.browser
def test_the_server_says_in_words_that_it_cannot_read_what_is_no_text(live: Live) -> None:
    server = http.client.HTTPConnection(urlsplit(live.url).netloc, timeout=30)
    server.request("GET", "/?x=1", headers={"Content-Type": "text/plain; charset=zip"})
    answer = server.getresponse()
    assert answer.status == 400
    assert "This request cannot be read" in answer.read().decode()
    server.close()
