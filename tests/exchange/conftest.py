"""Fixtures of the exchange's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.exchange.kit import Room, room_of_the_tests
from tests.support.cast import Cast, make_office
from tests.support.place import Database

from palermo.trust.people.rules import Role


@pytest.fixture
def cast(database: Database) -> Cast:
    """Owner, partner and stranger, each with a coordinator, a caseworker and an analyst."""
    roles = frozenset({Role.COORDINATOR, Role.CASEWORKER, Role.ANALYST})
    return Cast(*(make_office(name, roles=roles) for name in ("Owner", "Partner", "Stranger")))


@pytest.fixture
def room() -> Iterator[Room]:
    """A test-only room that takes every kind of package."""
    with room_of_the_tests() as room:
        yield room
