"""Every address, for every role, of the own, the partner and a stranger office. The table is matrix.txt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.authorisation.reading import ROLES, SIGNS, Row, read_matrix
from tests.authorisation.world import READS_TO_DECIDE, WITH_THE_RIGHT, World, canaries_in
from tests.support.cast import Office

from palermo.trust.people.rules import Role

ROWS = read_matrix()
METHODS = ("GET", "POST")


def addresses(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    """Name of every address of the program."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert {row.name for row in ROWS} == set(addresses(get_resolver().url_patterns))


def test_no_address_is_without_a_name() -> None:
    assert all(not name.endswith("None") for name in addresses(get_resolver().url_patterns))


def test_a_method_without_a_row_is_not_allowed(world: World) -> None:
    subjects = {row.name: row.subject for row in ROWS}
    listed = {(row.name, row.method) for row in ROWS}
    coordinator = world.cast.owner[Role.COORDINATOR]
    for name, subject in subjects.items():
        for method in METHODS:
            if (name, method) not in listed:
                row = Row(name, method, subject, "", ("", "", ""))
                assert _answer(world.browser(coordinator), row, world).status_code == 405, row.label


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_each_role_of_each_office_gets_what_the_matrix_says(row: Row, world: World) -> None:
    """And whoever has no right to the planted file reads none of its words, on a page or in a header."""
    offices: tuple[Office, ...] = (world.cast.owner, world.cast.partner, world.cast.stranger)
    answer = _answer(Client(), row, world)
    expected, got, told = {"nobody": row.nobody}, {"nobody": _sign(answer.status_code, row.nobody)}, []
    told += canaries_in(answer)
    for name, office, signs in zip(("own", "partner", "stranger"), offices, row.offices, strict=True):
        expected[name], got[name] = signs, ""
        for role, sign in zip(ROLES, signs, strict=True):
            answer = _answer(world.browser(office[role]), row, world)
            got[name] += _sign(answer.status_code, sign)
            if (name, role) not in WITH_THE_RIGHT and (name, role, row.name) not in READS_TO_DECIDE:
                told += [f"{name} {role}: {word}" for word in canaries_in(answer)]
    assert got == expected
    assert told == []


def _answer(browser: Client, row: Row, world: World) -> Any:
    with world.undone():
        url = reverse(row.name, args=world.arguments(row.subject))
        return browser.post(url) if row.method == "POST" else browser.get(url)


def _sign(status: int, expected: str) -> str:
    if status in SIGNS[expected]:
        return expected
    return next((sign for sign, statuses in SIGNS.items() if status in statuses), f"({status})")
