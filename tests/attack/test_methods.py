"""Other methods than a page's own, and headers that name another method or address: nothing is done by them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.attack.reading import pattern
from tests.attack.running import Copy

pytestmark = pytest.mark.attack
LEADS = "bram@lantern.example"
METHODS = ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")
OVERRIDES = (
    {"X-HTTP-Method-Override": "DELETE", "X-Method-Override": "POST"},
    {"X-Original-URL": "/office/ledger/", "X-Rewrite-URL": "/office/ledger/"},
)
REFUSED = frozenset({400, 403, 404, 405, 501})
OF_SIGNING_IN = ("account_", "mfa_")
"""These pages answer every method as they answer GET."""


def test_no_other_method_and_no_header_in_place_of_one_does_anything(
    copy: Copy, held: Callable[[bool, str], None]
) -> None:
    asker = copy.asker(LEADS)
    by_name = {pattern(path): path for path in sorted(copy.seen(LEADS).pages)}
    assert len(by_name) > 60
    cookie = asker.cookies["session"]
    for name, path in by_name.items():
        plain = asker.get(path)
        for method in METHODS:
            answer = asker.ask(method, path, headers={"X-CSRFToken": asker.token})
            refused = answer.status in REFUSED or (name.startswith(OF_SIGNING_IN) and answer.status < 500)
            held(refused and cookie not in answer.page, f"{method} {name}: {answer.status}")
        for headers in OVERRIDES:
            answer = asker.ask("GET", path, headers=headers)
            same = (answer.status, answer.leads_to) == (plain.status, plain.leads_to)
            held(same, f"GET {name} with {' and '.join(headers)}: {answer.status}")
    held(asker.get("/today/").status == 200, "the session ended meanwhile")
