"""Fixtures of the exchange's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.exchange.kit import Room, room_of_the_tests


@pytest.fixture
def room() -> Iterator[Room]:
    """A test-only room that takes every kind of package."""
    with room_of_the_tests() as room:
        yield room
