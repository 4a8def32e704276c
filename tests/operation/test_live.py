"""The served installation that browser tests work with."""

from __future__ import annotations

import http.client
import socket
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
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


def test_forty_connections_that_send_half_a_request_do_not_keep_the_first_page_from_anybody(
    live: Live,
) -> None:
    place = ("127.0.0.1", urlsplit(live.url).port)
    with ExitStack() as stack:
        for _ in range(40):
            client = stack.enter_context(socket.create_connection(place))
            client.sendall(b"GET / HTTP/1.1\r\nHost: local")
        for _ in range(3):
            with urllib.request.urlopen(live.url, timeout=60) as answer:  # noqa: S310 - our own address
                assert answer.status == 200


@pytest.mark.browser
def test_the_server_says_in_words_that_it_cannot_read_what_is_no_text(live: Live) -> None:
    server = http.client.HTTPConnection(urlsplit(live.url).netloc, timeout=30)
    server.request("GET", "/?x=1", headers={"Content-Type": "text/plain; charset=zip"})
    answer = server.getresponse()
    assert answer.status == 400
    assert "This request cannot be read" in answer.read().decode()
    server.close()
