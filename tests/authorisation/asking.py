"""Asks an address for the roles of a row of the matrix, and compares what they get with what stands there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.authorisation.reading import ROLES, SIGNS, Row, read_matrix
from tests.authorisation.world import READS_TO_DECIDE, WITH_THE_RIGHT, World, canaries_in
from tests.support.attempts import tried
from tests.support.cast import Office

from palermo.trust.mandates import Role

METHODS = ("GET", "POST")
NOT_ASKED = " "


def rows_of(method: str) -> list[Row]:
    """The rows of the matrix for one method."""
    return [row for row in read_matrix() if row.method == method]


def addresses() -> set[str]:
    """Name of every address of the program."""
    return set(_addresses(get_resolver().url_patterns))


def _addresses(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _addresses(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def check_row(row: Row, world: World, asked: tuple[frozenset[Role], ...]) -> None:
    """Nobody, and the roles asked of own, partner and stranger office, get what the row says.

    And whoever has no right to the planted file reads none of its words, on a page or in a header.
    """
    offices: tuple[Office, ...] = (world.cast.owner, world.cast.partner, world.cast.stranger)
    answer = ask(world.browser(), row, world)
    expected, got, told = {"nobody": row.nobody}, {"nobody": _sign(answer.status_code, row.nobody)}, []
    told += canaries_in(answer)
    for name, office, signs, roles in zip(
        ("own", "partner", "stranger"), offices, row.offices, asked, strict=True
    ):
        expected[name] = got[name] = ""
        for role, sign in zip(ROLES, signs, strict=True):
            if role not in roles:
                expected[name] += NOT_ASKED
                got[name] += NOT_ASKED
                continue
            answer = ask(world.browser(office[role]), row, world)
            expected[name] += sign
            got[name] += _sign(answer.status_code, sign)
            if (name, role) not in WITH_THE_RIGHT and (name, role, row.name) not in READS_TO_DECIDE:
                told += [f"{name} {role}: {word}" for word in canaries_in(answer)]
    assert got == expected
    assert told == []


def check_method_is_not_allowed_without_a_row(method: str, world: World) -> None:
    """Every address that has no row for this method answers it 405, also to who may do most."""
    subjects = {row.name: row.subject for row in read_matrix()}
    coordinator = world.cast.owner[Role.COORDINATOR]
    for name in sorted(subjects.keys() - {row.name for row in rows_of(method)}):
        row = Row(name, method, subjects[name], "", ("", "", ""))
        assert ask(world.browser(coordinator), row, world).status_code == 405, row.label


def ask(browser: Client, row: Row, world: World) -> Any:
    """What a browser gets for a row; nothing of it is committed."""
    tried()
    with world.undone():
        url = reverse(row.name, args=world.arguments(row.subject))
        return browser.post(url) if row.method == "POST" else browser.get(url)


def _sign(status: int, expected: str) -> str:
    return expected if status in SIGNS[expected] else sign_of(status)


def sign_of(status: int) -> str:
    """The matrix's sign for a status."""
    return next((sign for sign, statuses in SIGNS.items() if status in statuses), f"({status})")
