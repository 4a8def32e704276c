"""What another site, or a link somebody is sent, cannot make a browser or the program do."""

from __future__ import annotations

import re
from contextlib import closing
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from tests.support.cast import Office, make_office, signed_in
from tests.support.place import Database
from tests.trust.people.conftest import PASSWORD, code, give_password, new_seed

from palermo.trust.mandates import Role

HERE = "https://testserver"
ELSEWHERE = (
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "///elsewhere.example/",
    "/\\elsewhere.example/",
    "\\\\elsewhere.example/",
    "https:elsewhere.example",
    "http:///elsewhere.example/",
    "javascript:alert(1)",
    " https://elsewhere.example/",
    "https://testserver@elsewhere.example/",
)


@pytest.fixture
def office(database: Database) -> Office:
    return make_office("Lantern")


def addresses() -> list[str]:
    """An address of every page, with ids of nothing."""
    return sorted(_addresses(get_resolver().url_patterns, "", []))


def _addresses(patterns: list[Any], prefix: str, before: list[str]) -> list[str]:
    found = []
    for pattern in patterns:
        blanks = [*before, *pattern.pattern.converters]
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found += _addresses(pattern.url_patterns, inner, blanks)
        elif isinstance(pattern, URLPattern) and pattern.name:
            try:
                found.append(reverse(f"{prefix}{pattern.name}", args=[uuid4() for _ in blanks]))
            except NoReverseMatch:
                words = {blank: uuid4() if "id" in blank else "step" for blank in blanks}
                try:
                    found.append(reverse(f"{prefix}{pattern.name}", kwargs=words))
                except NoReverseMatch:
                    continue
    return found


@pytest.fixture
def browser(office: Office) -> Client:
    """One of somebody signed in, whose forms are checked as the server checks them."""
    browser = signed_in(office[Role.COORDINATOR])
    browser.handler.enforce_csrf_checks = True
    return browser


def test_no_address_takes_a_form_that_does_not_come_from_a_page_of_its_own(browser: Client) -> None:
    asked = addresses()
    assert len(asked) > 100
    taken = [path for path in asked if browser.post(path, {"once": "a" * 32}).status_code != 403]
    assert taken == []


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "null", "http://testserver", "https://a.testserver"]
)
def test_a_right_token_from_another_origin_is_worth_nothing(browser: Client, origin: str) -> None:
    browser.get("/account/", secure=True)
    token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value, "language": "ar"}
    came = {"Origin": origin}
    assert browser.post("/language/", token, headers=came, secure=True).status_code == 403
    own = browser.post("/language/", token, headers={"Origin": HERE}, secure=True)
    assert own.status_code == 302


def test_signing_in_or_choosing_a_language_leads_to_no_other_site(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TOTP, "_mark_code_used", lambda _self, _code: True)
    seed = new_seed()
    user = give_password(office, office[Role.CASEWORKER], seed=seed)
    known = Client()
    known.post("/account/login/", {"login": user.email, "password": PASSWORD})
    known.post("/account/2fa/authenticate/", {"code": code(seed)})
    for where in ELSEWHERE:
        browser = Client()
        browser.post("/account/login/", {"login": user.email, "password": PASSWORD, "next": where})
        answer = browser.post("/account/2fa/authenticate/", {"code": code(seed), "next": where})
        assert answer.headers["Location"] == reverse("web:today")
        for answer in (
            known.get("/account/login/", {"next": where}),
            known.post("/account/reauthenticate/", {"next": where, "password": PASSWORD}),
            known.post("/language/", {"next": where, "language": "ar"}),
        ):
            assert re.match(r"/(?![/\\])", answer.headers["Location"]), where
            assert "elsewhere" not in answer.headers["Location"].partition("?")[0]


def test_what_stands_in_an_address_is_not_read_as_a_form(office: Office) -> None:
    user = give_password(office, office[Role.CASEWORKER])
    right = {"login": user.email, "password": PASSWORD}
    address = f"/account/login/?{urlencode(right)}"
    for sent in ({}, {**right, "password": "not-this-one"}):
        answer = Client().post(address, sent)
        assert answer.status_code == 200
        assert "<title>Error: Sign in" in answer.content.decode()
    assert Client().post(address, right).status_code == 302


def test_no_answer_repeats_what_was_sent(office: Office) -> None:
    browser = signed_in(office[Role.COORDINATOR])
    for path in (
        "/",
        "/nowhere/",
        "/account/",
        "/account/login/",
        "/partnership/",
        "/protection/",
        "/language/",
    ):
        for method in ("TRACE", "TRACK", "CONNECT"):
            answer = browser.generic(method, path, headers={"X-Canary": "a-canary"})
            assert "a-canary" not in answer.content.decode() + str(answer.headers), (method, path)
            assert answer.headers["Content-Type"].startswith("text/html")


def test_each_answer_says_what_it_is_and_how_it_is_written(client: Client, database: Database) -> None:
    for path, kind in {
        "/": "text/html; charset=utf-8",
        "/nowhere/": "text/html; charset=utf-8",
        "/account/login/": "text/html; charset=utf-8",
        reverse("partnership:states_csv"): "text/csv; charset=utf-8",
        "/static/kit/palermo.css": 'text/css; charset="utf-8"',
        "/static/kit/palermo.js": 'text/javascript; charset="utf-8"',
        "/static/kit/icon.svg": "image/svg+xml",
    }.items():
        with closing(client.get(path, headers={"Origin": "https://elsewhere.example"})) as answer:
            assert "Access-Control-Allow-Origin" not in answer.headers, path
            assert "Access-Control-Allow-Credentials" not in answer.headers
            assert answer.headers["Content-Type"] == kind, path
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_folder_is_listed(client: Client, database: Database) -> None:
    for path in (
        "/static/",
        "/static/kit/",
        "/static/../",
        "/.git/",
        "/.git/HEAD",
        "/data/",
        "/static/kit/%2e%2e/",
    ):
        assert client.get(path).status_code == 404, path
