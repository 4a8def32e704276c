"""Forms and links of other sites do nothing in the name of whoever is signed in here."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from tests.attack.running import Copy

pytestmark = pytest.mark.attack
VICTIM = "nell@lantern.example"
TAKEN, MENDED = "Mallory Evil", "Nell Harrow-Vane"
ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Referer": "http://evil.example/"}


def test_no_form_from_elsewhere_changes_anything(copy: Copy, held: Callable[[bool, str], None]) -> None:
    asker = copy.asker(VICTIM)
    asker.get("/account/")
    fields = {"full_name": TAKEN, "language": "en-gb"}
    good = {**fields, "csrfmiddlewaretoken": asker.token}
    wrong = "x" * len(asker.token)
    port = asker.at.rpartition(":")[2]
    attempts: list[tuple[str, str, dict[str, str]]] = [
        ("no token", urlencode(fields), {}),
        ("an empty token", urlencode({**fields, "csrfmiddlewaretoken": ""}), {}),
        ("a wrong token", urlencode({**fields, "csrfmiddlewaretoken": wrong}), {}),
        ("a wrong token in a header", urlencode(fields), {"X-CSRFToken": wrong}),
        ("another origin", urlencode(good), {"Origin": "http://evil.example"}),
        ("the origin null", urlencode(good), {"Origin": "null"}),
        ("the origin of another port", urlencode(good), {"Origin": f"http://localhost:{int(port) - 1}"}),
        ("an origin that begins alike", urlencode(good), {"Origin": f"http://localhost:{port}.evil.example"}),
        ("JSON", json.dumps(good), {"Content-Type": "application/json", "X-CSRFToken": asker.token}),
        ("plain text", urlencode(good), {"Content-Type": "text/plain", "X-CSRFToken": asker.token}),
        ("no kind of content", urlencode(good), {"Content-Type": "", "X-CSRFToken": asker.token}),
        ("the address's query", "", {"X-CSRFToken": asker.token}),
    ]
    for what, body, headers in attempts:
        path = f"/account/?{urlencode(good)}" if what == "the address's query" else "/account/"
        answer = asker.ask("POST", path, body=body, headers=headers)
        held(answer.status < 500 and TAKEN not in asker.get("/account/").page, f"{what}: {answer.status}")
    asker.send("/account/", full_name=MENDED, language="en-gb")
    assert MENDED in asker.get("/account/").page, "a form of one's own is taken"


def test_no_link_from_elsewhere_ends_a_session_or_acts(copy: Copy, held: Callable[[bool, str], None]) -> None:
    asker = copy.asker(VICTIM)
    for path in ("/locked/", "/leave/", "/account/logout/", "/office/switch/", "/language/"):
        asker.another_window().ask("GET", path, headers=ELSEWHERE)
        held(asker.get("/today/").status == 200, f"GET {path}")


def test_no_page_may_be_framed_or_read_from_elsewhere(copy: Copy, held: Callable[[bool, str], None]) -> None:
    asker = copy.asker(VICTIM)
    for path in sorted(copy.seen(VICTIM).pages):
        headers = asker.ask("GET", path, headers={"Origin": "http://evil.example"}).headers
        held("Access-Control-Allow" not in headers, f"{path} may be read")
        held("frame-ancestors 'none'" in headers, f"{path} may be framed")
