"""Whatever is sent, and however it says it is written: an answer below 500, and nothing changed."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from tests.support.attempts import tried
from tests.support.cast import Cast, signed_in

from palermo.trust.mandates import Role
from palermo.web.reading import Handler

PAGES = (
    "/",
    "/account/login/",
    "/account/password/reset/",
    "/account/",
    "/account/logout/",
    "/language/",
    "/protection/open/",
    "/exchange/open/",
    "/nowhere/",
)
CHARSETS = (
    *(
        "utf-8",
        "UTF8",
        "us-ascii",
        "iso-8859-1",
        "utf-7",
        "utf-16",
        "utf-32",
        "cp037",
        "big5",
        "nonsense",
        "é",
    ),
    # Encodings of Python that are none of text.
    *("rot13", "hex", "base64", "bz2", "zip", "uu", "quopri", "undefined", "idna", "punycode"),
    *(
        "unicode_escape",
        "raw_unicode_escape",
        "mbcs",
        "palmos",
        "utf-8-sig",
        "",
        " ",
        '"utf-8"',
        "utf-8; x=y",
        "\x00",
    ),
)
KINDS = (
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/json",
)
STRANGE_KINDS = (
    *("", "a", ";", "multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=x"),
    *("a; x*=zip''%41", "a; x*=nonsense''a", "a; charset*=rot13''utf-8", "a; charset*0=ut; charset*1=f-7"),
)
GOOD = b'--x\r\nContent-Disposition: form-data; name="once"\r\n\r\n' + b"a" * 32 + b"\r\n--x--\r\n"
BODIES = {
    "form": b"once=" + b"a" * 32 + b"&login=a%40b.example&password=%ff%fe&x=%u1234&%00=%00",
    "empty": b"",
    "nul": b"\x00" * 40,
    "not utf-8": b"once=\xff\xfe\xfa&login=\xc3\x28",
    "surrogates": b"once=%ed%a0%80",
    "multipart": GOOD,
    "multipart cut": GOOD[:60],
    "multipart without end": GOOD[:-8],
    "multipart with a strange part": GOOD.replace(b'name="once"', b"name*=rot13''once; filename*=utf-9''%ff"),
    "multipart in base64": GOOD.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!", 1),
    "multipart of another charset": GOOD.replace(
        b"\r\n\r\n", b"\r\nContent-Type: text/plain; charset=rot13\r\n\r\n", 1
    ),
    "600 fields": b"&".join(b"f%d=1" % number for number in range(600)),
    "too large": b"x=" + b"a" * (1024 * 1024 + 10),
    "brackets": b"[" * 5000,
}


@pytest.fixture
def browsers(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Client]:
    """One that is signed in and one that is not, both with the server's own requests and checks."""
    monkeypatch.setattr("django.test.client.WSGIRequest", Handler.request_class)
    found = [signed_in(cast.owner[Role.COORDINATOR]), Client()]
    for browser in found:
        browser.handler.enforce_csrf_checks = True
        browser.raise_request_exception = False
    return found


def tokens(browser: Client) -> tuple[str, ...]:
    """A right token, so that a request gets past the check of forged forms, and none."""
    browser.get("/account/login/")
    browser.get("/account/")
    return browser.cookies["csrftoken"].value, ""


def requests() -> Iterator[tuple[str, bytes]]:
    """Each encoding with each kind of body, then bodies of bytes without sense."""
    for charset, kind in itertools.product(CHARSETS, KINDS):
        body = BODIES["multipart" if kind.startswith("multipart") else "form"]
        yield f"{kind}; charset={charset}", body
    for kind, body in itertools.product(KINDS, BODIES.values()):
        yield kind, body
    chance = random.Random(13)  # noqa: S311 - the same bytes in each run
    for _number in range(60):
        yield chance.choice(KINDS), GOOD[: chance.randrange(40)] + chance.randbytes(chance.randrange(400))
    for kind in STRANGE_KINDS:
        yield kind, GOOD


@pytest.mark.parametrize("who", [0, 1], ids=["signed in", "not signed in"])
def test_no_body_and_no_encoding_of_one_is_a_fault_of_ours(browsers: list[Client], who: int) -> None:
    browser = browsers[who]
    faults = []
    pages = itertools.cycle(PAGES)
    for token, (kind, body) in itertools.product(tokens(browser), requests()):
        for page in itertools.islice(pages, 2):
            answer = send(browser, page, body, kind=kind, token=token)
            if answer.status_code >= 500:
                faults.append((page, kind, body[:40], bool(token), answer.status_code))
    assert faults == []


@pytest.mark.parametrize("page", PAGES)
def test_a_form_in_another_encoding_is_answered_400_in_words(browsers: list[Client], page: str) -> None:
    for browser, token, charset in itertools.product(browsers, ("", "x" * 32), ("utf-7", "rot13", "utf-16")):
        for kind in KINDS:
            answer = send(browser, page, BODIES["form"], kind=f"{kind}; charset={charset}", token=token)
            assert answer.status_code == 400, (kind, charset)
            assert "This request cannot be read" in answer.content.decode()
            assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("charset", ["utf-7", "rot13", "undefined", "zip"])
def test_a_page_asked_for_in_another_encoding_is_none_either(browsers: list[Client], charset: str) -> None:
    for browser, page in itertools.product(browsers, PAGES):
        answer = browser.get(
            page, {"next": "/\xff", "former": "1"}, CONTENT_TYPE=f"text/plain; charset={charset}"
        )
        assert answer.status_code == 400


def test_what_is_refused_at_once_is_not_in_the_language_of_whoever_was_answered_before(
    browsers: list[Client],
) -> None:
    browser = browsers[1]
    before = browser.get("/", HTTP_ACCEPT_LANGUAGE="ar")
    assert 'lang="ar"' in before.content.decode()
    answer = browser.get("/", CONTENT_TYPE="text/plain; charset=zip")
    assert 'lang="en-gb"' in answer.content.decode()


def test_too_much_sent_to_an_address_that_is_none_is_refused_in_words(browsers: list[Client]) -> None:
    for browser, body in itertools.product(browsers, (BODIES["600 fields"], BODIES["too large"])):
        for page in ("/nowhere/", "/account/login/", "/protection/open/"):
            answer = send(browser, page, body, kind=KINDS[0], token="")
            assert answer.status_code in {400, 403, 404, 413}, page
            assert "<h1" in answer.content.decode()


def send(browser: Client, page: str, body: bytes, *, kind: str, token: str) -> Any:
    tried()
    return browser.generic(
        "POST", page, body, content_type=kind, headers={"X-CSRFToken": token} if token else {}
    )
