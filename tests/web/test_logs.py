"""What lines of the log leave out: keys of links, wherever an address carries one, and addresses of mail."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from tests.support.place import Database

from palermo.trust.scrub import KEYS_FOLLOW
from palermo.web.logs import LineFormatter, ScrubFilter

KEY = f"{'0' * 32}-{'1' * 32}-{'a' * 40}"
SECRETS = {"key", "uidb36"}
HARMLESS = {"step", "language", "change", "question", "code", "kind", "name", "number", "part", "to"}
"""What addresses say in words of closed lists.

A step of a form, a language, a question, a switch or a State, a kind of thing on Today, a guide, a number of the board,
a part of a State's profile, where a conference goes on to.
"""


def written(message: str, *values: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, values, None)
    ScrubFilter().filter(record)
    return LineFormatter().format(record)


def patterns(found: list[Any], before: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Each address as it is written, and what takes its parts."""
    for one in found:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            groups = getattr(getattr(one.pattern, "regex", None), "groupindex", {})
            yield route, {**dict.fromkeys(groups, None), **one.pattern.converters}
        else:
            yield from patterns(one.url_patterns, route)


def test_each_part_of_an_address_that_is_no_id_is_a_secret_that_logs_leave_out_or_a_known_word() -> None:
    free = {
        (route, name)
        for route, parts in patterns(get_resolver().url_patterns)
        for name, converter in parts.items()
        if type(converter).__name__ not in {"UUIDConverter", "IntConverter"}
    }
    assert {name for _route, name in free} == SECRETS | HARMLESS
    secret = {route for route, name in free if name in SECRETS}
    assert len(secret) == len(KEYS_FOLLOW)
    for route in secret:
        follows = next(one for one in KEYS_FOLLOW if one in route.replace("^", ""))
        path = f"/{route.replace('^', '').partition(follows)[0]}{follows}abc-{KEY}/"
        assert KEY not in written("Method Not Allowed (%s): %s", "POST", path)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_refused_method_leaves_no_link_of_an_invitation_in_the_log(
    database: Database, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert getattr(Client(), method)(f"/invitation/link/{KEY}/").status_code == 405
    lines = [written(record.getMessage()) for record in caplog.records]
    assert any("/invitation/link/[link]/" in line for line in lines)
    assert not any(KEY in line for line in lines)


@pytest.mark.parametrize(
    "path", ["/invitation/link/{}", "/INVITATION/link/{}/x", "/account/password/reset/key/{}"]
)
def test_neither_does_one_that_leads_nowhere(path: str) -> None:
    line = written("Not Found: %s", path.format(KEY))
    assert KEY not in line
    assert "[link]" in line


@pytest.mark.parametrize(
    "text",
    [
        "to ada@lantern.example now",
        "<ada@lantern.example>",
        "x='ada@lantern.example'",
        "@@ada@lantern.example",
    ],
)
def test_no_line_holds_an_address_of_mail(text: str) -> None:
    assert "[address]" in written(text)
    assert "lantern" not in written(text)


def test_a_word_without_an_address_stays() -> None:
    assert written("%s", "/" + "a" * 9).endswith(" /" + "a" * 9)
